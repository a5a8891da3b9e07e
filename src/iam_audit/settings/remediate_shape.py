"""What can be set of remediation: what is never touched, how slowly it goes, how much at once, and who approves."""

from enum import StrEnum
from typing import Annotated, Any

import msgspec
from msgspec import Meta

DAY = r"^\d{4}-\d{2}-\d{2}(\.\.\d{4}-\d{2}-\d{2})?$"
ACCOUNT = r"^\d{12}$"
PAIR = r"^[^=]+=.+$"
"""A tag with its value."""

AccountId = Annotated[str, Meta(pattern=ACCOUNT)]
TagAndValue = Annotated[str, Meta(pattern=PAIR)]
Days = Annotated[int, Meta(ge=0, le=3650)]
Period = Annotated[int, Meta(ge=1, le=3650)]
"""Days, of which one at least."""
Percent = Annotated[int, Meta(ge=1, le=100)]


class Announcement(StrEnum):
    """The rungs of the ladder on which somebody is told, in their order."""

    WARNING = "warning"
    FINAL_WARNING = "final_warning"


class ClassDays(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The days of one class of users, in the place of those for all; what is not set is as for all."""

    idle_days: Period | None = None
    warning_days: Days | None = None
    final_warning_days: Days | None = None
    quarantine_days: Period | None = None


class RemediateSettings(msgspec.Struct, frozen=True, kw_only=True):
    """`[remediate]`: what is never touched, how slowly it goes, how much at once, and who approves."""

    armed: Annotated[
        tuple[AccountId, ...],
        Meta(description="The accounts that may be changed, by id; in all others plans are previews."),
    ] = ()
    break_glass: Annotated[
        tuple[str, ...],
        Meta(description="Users that nothing touches, whatever happens: names or ARNs, with `*`."),
    ] = ()
    exempt_names: Annotated[
        tuple[str, ...], Meta(description="Users to leave alone, by name, with `*`.")
    ] = ()
    exempt_paths: Annotated[
        tuple[str, ...], Meta(description="IAM paths below which users are left alone, such as `/legacy/`.")
    ] = ()
    exempt_groups: Annotated[
        tuple[str, ...], Meta(description="Groups whose members are left alone, with `*`.")
    ] = ()
    exempt_tags: Annotated[
        tuple[TagAndValue, ...],
        Meta(description="Tags of users to leave alone, as `key=value`; `*` in a value is anything."),
    ] = ()
    exempt_until_tag: Annotated[
        Annotated[str, Meta(min_length=1, max_length=128)] | None,
        Meta(description="A tag that holds the last day, as 2026-12-31, on which its user is left alone."),
    ] = None
    exempt_days: Annotated[
        int,
        Meta(
            ge=1, le=366, description="How many days ahead such a tag may lie; a person looks at later ones."
        ),
    ] = 90
    managed_tags: Annotated[
        tuple[TagAndValue, ...],
        Meta(
            description="Tags of users whom code made and would make again; capitals do not matter."
            " Those of CloudFormation are known."
        ),
    ] = ("managed-by=*", "managedby=*", "terraform=*")
    min_age_days: Annotated[
        Days, Meta(description="Keys younger than so many days are left alone, used or not.")
    ] = 14
    idle_days: Annotated[
        Period, Meta(description="Days without a use after which a credential may be retired.")
    ] = 90
    margin_days: Annotated[
        Period, Meta(description="Days on top, since AWS is late to tell that a credential was used.")
    ] = 1
    warnings: Annotated[
        tuple[Announcement, ...],
        Meta(description="Who has a key hears of it this often before it is switched off; empty: never."),
    ] = (Announcement.WARNING, Announcement.FINAL_WARNING)
    warning_days: Annotated[Days, Meta(description="Days between the warning and the final warning.")] = 14
    final_warning_days: Annotated[
        Days, Meta(description="Days between the final warning and the day a key is switched off.")
    ] = 7
    quarantine_days: Annotated[
        Period,
        Meta(description="Days a key stays switched off, with nobody missing it, before it is deleted."),
    ] = 30
    person: Annotated[
        ClassDays, Meta(description="Days for users who are people, by the rules of [classify], as a table.")
    ] = ClassDays()
    machine: Annotated[ClassDays, Meta(description="Days for users that are programs, likewise.")] = (
        ClassDays()
    )
    warning_days_tag: Annotated[
        Annotated[str, Meta(min_length=1, max_length=128)] | None,
        Meta(description="A tag of users that holds their own warning_days, if those are more."),
    ] = None
    warning_days_most: Annotated[Days, Meta(description="How many days such a tag may ask for at most.")] = 60
    gap_days: Annotated[
        Period,
        Meta(
            description="When a step is overdue by more days than this, the ladder begins at the warning.",
        ),
    ] = 14
    windows: Annotated[
        tuple[str, ...],
        Meta(description="When changes may be made, such as `mon-thu 09:00-16:00`; unless set, at any time."),
    ] = ()
    timezone: Annotated[
        str, Meta(description="The time zone of windows and freeze dates, such as Europe/Berlin.")
    ] = "UTC"
    freeze: Annotated[
        tuple[Annotated[str, Meta(pattern=DAY)], ...],
        Meta(description="Days on which nothing is changed: `2026-11-27`, or `2026-12-20..2027-01-06`."),
    ] = ()
    max_steps: Annotated[int, Meta(ge=1, description="How many changes one plan may make.")] = 100
    max_percent: Annotated[
        Percent,
        Meta(description="... and how many of a hundred targets of a kind, in all accounts together."),
    ] = 25
    max_steps_per_account: Annotated[
        int, Meta(ge=1, description="How many changes one plan may make in one account.")
    ] = 25
    max_percent_per_account: Annotated[
        Percent,
        Meta(description="... and how many of a hundred targets of a kind there; one is always allowed."),
    ] = 50
    plan_hours: Annotated[
        int, Meta(ge=1, le=720, description="Hours after which a plan cannot be applied any more.")
    ] = 72
    approvals: Annotated[
        int, Meta(ge=0, le=9, description="How many different people have to approve a plan.")
    ] = 1
    four_eyes: Annotated[
        bool, Meta(description="Whether who made a plan may not be among those who approve it.")
    ] = True
    approvers: Annotated[
        dict[str, str],
        Meta(
            description="Who may approve with a key of their own: name to public key, as `keygen` prints it."
        ),
    ] = {}
    slack_approvers: Annotated[
        dict[str, str], Meta(description="Who may approve by a button in Slack: id of the member to name.")
    ] = {}
    slack_signing_secret: Annotated[
        str | None,
        Meta(
            description="The signing secret of the Slack app, as `env:NAME` or `file:PATH`: it proves who pressed."
        ),
    ] = None
    api_approvers: Annotated[
        tuple[str, ...], Meta(description="Who may approve over the API, by the names they sign in with.")
    ] = ()
    actions: Annotated[
        dict[str, dict[str, Any]],
        Meta(description="The options of actions, as tables: [remediate.actions.ID]."),
    ] = {}

    def __post_init__(self) -> None:
        """Refuse what nobody can have meant."""
        if len(set(self.warnings)) != len(self.warnings):
            raise ValueError("warnings names one twice")
