"""Rotates the access keys of users in one account, each as far as it can be brought now."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import msgspec

from iam_audit.aws import Aws
from iam_audit.errors import AccountError, IamAuditError, UnfinishedError, UsageError
from iam_audit.journal import Journal, Lease
from iam_audit.model import Account
from iam_audit.rotation import (
    LEASE,
    VALUES,
    Course,
    Notice,
    Outcome,
    Places,
    Rotating,
    Terms,
    Tools,
    Writer,
    courses,
    filled,
    refuse_shared,
)
from iam_audit.rotation.age_file import AgeFile
from iam_audit.settings import RotateSettings
from iam_audit.workflows.rotation_guards import Guard
from iam_audit.workflows.sources import OneAccount
from iam_audit.workflows.visits import visits_of

Teller = Callable[[Aws, Account], Callable[[Notice], str]]
"""Given the account, returns what tells the owners of its keys."""
Guarding = Callable[[Aws, Account], Guard]
"""Given the account, returns what says why a step may not be made; None where it may."""


@dataclass(frozen=True, kw_only=True)
class RotationAsk:
    """Whose keys to rotate, and how."""

    users: tuple[str, ...] = ()
    """Nobody: go on with what is under way."""
    to: str | None = None
    """Where new keys go; None: as the settings say."""
    apply: bool = False
    anyway: bool = False
    """Whether a young key is rotated as well."""
    force_managed: bool = False
    """Whether the keys of users that code looks after are rotated as well."""
    settings: RotateSettings

    @property
    def terms(self) -> Terms:
        """Return how patient to be."""
        said = self.settings
        return Terms(
            quiet=timedelta(days=said.quiet_days),
            keep=timedelta(days=said.delete_days) if said.delete_days else None,
            min_age=timedelta(0) if self.anyway else timedelta(days=said.min_age_days),
            tell=said.tell_owner,
        )


@dataclass(frozen=True, kw_only=True)
class RotationTools:
    """What rotations are handed by a door."""

    journal: Journal
    places: Callable[[Aws], Places]
    tell: Teller
    guard: Guarding
    ticks: Callable[[], datetime]
    sleep: Callable[[float], None] = field(default=time.sleep)


class RotationRun(msgspec.Struct, frozen=True, kw_only=True):
    """What one run of rotations came to."""

    at: datetime
    account_id: str
    applied: bool
    outcomes: tuple[Outcome, ...]


def rotate(source: OneAccount, ask: RotationAsk, tools: RotationTools) -> RotationRun:
    """Bring the rotation of every user as far as it can be brought now; one that fails stops no other.

    Without `apply` nothing is changed. Raises UsageError for what does not fit together, AccountError where the account
    cannot be entered, and UnfinishedError while another run is at work in it.
    """
    visits = visits_of(source)
    (account,) = visits.accounts
    inside = visits.doors[account]()
    known = courses_of(tools.journal, account.id)
    users = ask.users or tuple(name for name, one in known.items() if not one.over)
    places = _places(ask, users, known, account.id)
    if users and ask.apply and ask.settings.tell_owner:
        tools.tell(inside, account)  # refuses what is missing, before anything is made
    opened = tools.places(inside)
    at = tools.ticks()
    with _writer(tools, source.aws, account.id, at, apply=ask.apply) as writer:
        desk = _Desk(
            ask=ask,
            tools=tools,
            writer=writer,
            account=account,
            inside=inside,
            places=opened,
            under_way=frozenset(name for name, one in known.items() if not one.over),
        )
        outcomes = tuple(desk.one(name, places[name]) for name in users)
    return RotationRun(at=at, account_id=account.id, applied=ask.apply, outcomes=outcomes)


def courses_of(journal: Journal, account_id: str) -> Mapping[str, Course]:
    """Return the latest rotation of every user of an account, by name."""
    found = courses(journal.entries(account_ids=[account_id]))
    return {name: course for (_, name), course in found.items()}


def all_courses(journal: Journal) -> tuple[Course, ...]:
    """Return the latest rotation of every user that was ever rotated, by account and name."""
    return tuple(courses(journal.entries()).values())


def _places(
    ask: RotationAsk, users: Sequence[str], known: Mapping[str, Course], account_id: str
) -> dict[str, str]:
    """Return where the key of each user goes: where its rotation began, else where somebody says."""
    to = ask.to or ask.settings.to
    under_way = {name: one.place for name, one in known.items() if not one.over}
    new = [name for name in users if name not in under_way]
    refuse_shared(to, new)
    wanted = {name: filled(to, name, account_id) for name in users}
    for name, place in wanted.items():
        if ask.to and under_way.get(name, place) != place:
            raise UsageError(
                f"The rotation of {name} under way stores the key in {under_way[name]}: leave --to out to go on."
            )
        if name in new and (other := _holder(place, name, known)):
            raise UsageError(f"{place} holds the key of {other}: name another place for that of {name}.")
    return wanted | {name: place for name, place in under_way.items() if name in wanted}


def _holder(place: str, name: str, known: Mapping[str, Course]) -> str | None:
    """Return who else's key is in a place, as far as the journal tells."""
    if place.startswith(f"{AgeFile.kind}:"):
        return None
    return next((one for one, course in known.items() if one != name and course.place == place), None)


@dataclass(frozen=True, kw_only=True)
class _Desk:
    """Where the users of one account are served, one after the other."""

    ask: RotationAsk
    tools: RotationTools
    writer: Writer
    account: Account
    inside: Aws
    places: Places
    under_way: frozenset[str]
    """The users whose rotation has begun."""

    def one(self, name: str, place: str) -> Outcome:
        """Bring one rotation further, or look what would be done."""
        rotating = Rotating(
            account_id=self.account.id,
            user_name=name,
            terms=self.ask.terms,
            entries=lambda: self.tools.journal.entries(account_ids=[self.account.id]),
            anew=bool(self.ask.users),
            forced=self.ask.force_managed,
        )
        kit = self._kit(name, place)
        try:
            return rotating.go(kit) if self.ask.apply else rotating.look(kit)
        except IamAuditError as error:
            return Outcome(account_id=self.account.id, user_name=name, standing="failed", why=str(error))

    @property
    def _tells(self) -> bool:
        return self.ask.apply and self.ask.settings.tell_owner

    def _kit(self, name: str, place: str) -> Tools:
        guard, ticks = self.tools.guard(self.inside, self.account), self.tools.ticks
        return Tools(
            door=self.inside.client,
            place=self.places.open(place, name, self.account.id, storing=name not in self.under_way),
            writer=self.writer,
            value_of=VALUES[self.ask.settings.shape],
            whose_key=lambda key_id, secret: self.inside.identity_of(key_id, secret).arn,
            tell=self.tools.tell(self.inside, self.account) if self._tells else unasked,
            guard=lambda step, facts: guard(step, facts, ticks()),
            sleep=self.tools.sleep,
        )


def unasked(notice: Notice) -> str:
    """Tell nobody."""
    raise AccountError(f"Nobody is told of the new key of {notice.user_name}.")


@contextmanager
def _writer(
    tools: RotationTools, aws: Aws, account_id: str, at: datetime, *, apply: bool
) -> Iterator[Writer]:
    """Take the account for this run, if anything is to be changed. Raises UnfinishedError while another has it."""
    run_id = f"rotate-{at.astimezone(UTC):%Y%m%dT%H%M%S}-{aws.run_id}"
    lease = tools.journal.lease(account_id, run_id, at, LEASE) if apply else None
    if apply and lease is None:
        raise UnfinishedError(f"Another run is at work in {account_id}: run again when it has ended.")
    held = lease or Lease(account_id=account_id, holder="", until=at, token=0)
    try:
        yield Writer(
            journal=tools.journal, lease=held, run_id=run_id, by=aws.identity().arn, clock=tools.ticks
        )
    finally:
        if lease is not None:
            tools.journal.release(lease)
