"""What guards, ladder and caps go by: settings, waivers, and who runs this program."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

import msgspec

from iam_audit.model import Kind, Waiver
from iam_audit.remediate.nouns import canonical
from iam_audit.settings import Announcement, ClassDays, ClassifySettings, RemediateSettings

NOT_OF_THE_PLAN = (
    "armed",
    "approvals",
    "approvers",
    "api_approvers",
    "four_eyes",
    "slack_approvers",
    "slack_signing_secret",
)
"""Settings that are looked at when a plan is applied, so that they may change after it was made."""


@dataclass(frozen=True, kw_only=True)
class Caller:
    """Who runs this program: the identity that AWS names, and whoever is behind it."""

    arns: tuple[str, ...]
    """Of the caller, and of those it was made from: a role session, the user who assumed the role."""
    key_ids: tuple[str, ...] = ()
    """The access keys in use, also those that a profile assumes its role with."""
    unknown: str | None = None
    """Why not all of it is known; then nothing may be changed."""

    @property
    def names(self) -> frozenset[str]:
        """What users are called who may be the caller: names of users and of role sessions, in small letters."""
        last = {
            arn.rpartition("/")[2].casefold()
            for arn in self.arns
            if ":user/" in arn or ":assumed-role/" in arn
        }
        return frozenset(last | {one.partition("@")[0] for one in last})


@dataclass(frozen=True, kw_only=True)
class Rules:
    """The rules of one run, as the settings and the file of waivers have them."""

    settings: RemediateSettings = field(default_factory=RemediateSettings)
    waivers: tuple[Waiver, ...] = ()
    waiver_tag: str | None = None
    """The tag of users that holds a waiver; None where waivers in tags are not honoured."""
    account_names: Mapping[str, str] = field(default_factory=dict)
    """Names of accounts by id, as far as they are known: waivers may use them."""
    classify: ClassifySettings = field(default_factory=ClassifySettings)

    @property
    def digest(self) -> str:
        """SHA-256 of what a plan was made under, in hexadecimal."""
        fresh = RemediateSettings()
        apart = {name: getattr(fresh, name) for name in NOT_OF_THE_PLAN}
        held = msgspec.structs.replace(self.settings, **apart)
        return hashlib.sha256(canonical(held) + canonical(self.classify)).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How slowly the ladder is climbed for one user, in days."""

    idle_days: int
    warning: timedelta
    final_warning: timedelta
    quarantine: timedelta
    gap: timedelta
    announcements: tuple[Announcement, ...]


def pace_of(kind: Kind, tags: Mapping[str, str] | None, settings: RemediateSettings) -> Pace:
    """Return the pace for a user. Whoever may be a person or a program gets the longer time of both."""
    own = {Kind.PERSON: (settings.person,), Kind.MACHINE: (settings.machine,)}
    days = [_days(one, settings) for one in own.get(kind, (settings.person, settings.machine))]
    return Pace(
        idle_days=max(one.idle_days or 0 for one in days),
        warning=timedelta(days=max(_warning_days(one.warning_days or 0, tags, settings) for one in days)),
        final_warning=timedelta(days=max(one.final_warning_days or 0 for one in days)),
        quarantine=timedelta(days=max(one.quarantine_days or 0 for one in days)),
        gap=timedelta(days=settings.gap_days),
        announcements=tuple(one for one in Announcement if one in settings.warnings),
    )


def _days(own: ClassDays, settings: RemediateSettings) -> ClassDays:
    """Fill in what a class leaves open."""
    names = ClassDays.__struct_fields__
    chosen = {name: getattr(own, name) for name in names}
    return ClassDays(
        **{name: getattr(settings, name) if value is None else value for name, value in chosen.items()}
    )


def _warning_days(days: int, tags: Mapping[str, str] | None, settings: RemediateSettings) -> int:
    """Return the days that the tag asks for. It can only ask for more time, and only for so much.

    Users may be able to tag themselves: less time would be a way to have somebody else's key switched off.
    A tag that cannot be read as a number, or tags that were not read, get the most.
    """
    tag = settings.warning_days_tag
    if tag is None:
        return days
    if tags is None:
        return max(days, settings.warning_days_most)
    if tag not in tags:
        return days
    said = tags[tag].strip()
    asked = int(said) if said.isascii() and said.isdigit() and len(said) < 5 else settings.warning_days_most
    return max(days, min(asked, settings.warning_days_most))
