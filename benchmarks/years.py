"""Invents an organization whose keys are made, used, forgotten, rotated and deleted, and audits it day by day."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from iam_audit.checks import configure
from iam_audit.checks.base import Check
from iam_audit.history.history import History
from iam_audit.history.saving import Occasion, Saved, run_id_of
from iam_audit.inactivity import DEFAULT_LIMITS, key_rows
from iam_audit.model import (
    AccessKey,
    Account,
    AccountResult,
    AccountStatus,
    AuditResult,
    Bounds,
    CheckCount,
    NeverUsed,
    Password,
    Principal,
    PrincipalType,
    Privilege,
    Snapshot,
    Tier,
    Used,
    User,
    UserPermissions,
)
from iam_audit.priority import prioritized

BEGIN = datetime(2025, 1, 1, 6, 0, tzinfo=UTC)
CHECKS = (
    "access-key-age",
    "access-key-deadline",
    "access-key-never-used",
    "access-key-unused",
    "unused-credentials",
)
PER_ACCOUNT = 500
ROTATED, SWITCHED = 0.005, 0.001
"""What happens to a key on a day."""


@dataclass
class Key:
    """One key with its habits."""

    user: int
    number: int
    made: datetime
    pause: int | None
    """Days between two uses; None for one that is not used any more."""
    used: datetime | None
    active: bool = True


@dataclass
class Organization:
    """All keys, as they are on a day."""

    keys: int
    first: int = 0
    """The number of the first user, so that two organizations can be told apart."""
    chance: random.Random = field(default_factory=lambda: random.Random(7))
    held: list[Key] = field(default_factory=list)
    made: int = 0

    def __post_init__(self) -> None:
        self.held = [
            self._key(self.first + user, BEGIN, self.chance.randrange(900)) for user in range(self.keys)
        ]

    def live(self, now: datetime) -> None:
        """Let a day pass."""
        for place, key in enumerate(self.held):
            lot = self.chance.random()
            if lot < ROTATED:
                self.held[place] = self._key(key.user, now, 0)
            elif lot < ROTATED + SWITCHED:
                key.active = not key.active
            elif key.active and key.pause and (now.toordinal() + key.user) % key.pause == 0:
                key.used = now - timedelta(hours=self.chance.randrange(1, 20))

    def snapshots(self, now: datetime) -> Iterator[Snapshot]:
        """Yield every account as it is."""
        for first in range(0, self.keys, PER_ACCOUNT):
            number = self.first + first
            account = Account(id=f"{100000000000 + number}", name=f"team-{number // PER_ACCOUNT}")
            some = self.held[first : first + PER_ACCOUNT]
            yield Snapshot(
                account=account,
                collected_at=now,
                credential_report_generated_at=now,
                users=tuple(_user(account, key) for key in some),
                access_keys=tuple(_access_key(account, key) for key in some),
            )

    def _key(self, user: int, now: datetime, age: int) -> Key:
        self.made += 1
        habit = self.chance.random()
        pause = 1 if habit < 0.5 else 7 if habit < 0.7 else None
        quiet = self.chance.randrange(age + 1)
        used = None if habit > 0.95 or not age else now - timedelta(days=0 if pause else quiet)
        return Key(user=user, number=self.made, made=now - timedelta(days=age), pause=pause, used=used)


def days(
    history: History, organization: Organization, count: int, begin: datetime = BEGIN
) -> Iterator[Saved]:
    """Audit and save day by day."""
    for day in range(count):
        now = begin + timedelta(days=day)
        if day:
            organization.live(now)
        yield save(history, audit(organization, now))


def audit(organization: Organization, now: datetime) -> AuditResult:
    """Judge the access keys of all accounts; what their users can do is made up, for working it out takes long."""
    checks = tuple(one for one in configure({}) if one.id in CHECKS)
    accounts = tuple(_judged(one, checks, now) for one in organization.snapshots(now))
    return AuditResult(
        generated_at=now,
        tool_version="bench",
        scope=f"the users from {organization.first} on",
        accounts=accounts,
    )


def _judged(snapshot: Snapshot, checks: Sequence[Check], now: datetime) -> AccountResult:
    findings = tuple(one for check in checks for one in check.run(snapshot, now))
    rows = key_rows(snapshot, findings, now, DEFAULT_LIMITS, {})
    return AccountResult(
        account=snapshot.account,
        status=AccountStatus.ASSESSED,
        credential_report_generated_at=now,
        keys=prioritized(rows, snapshot, findings, {one.arn: _bounds(one) for one in snapshot.users}),
        findings=findings,
        counts=tuple(
            CheckCount(
                check_id=check.id,
                examines=check.examines.words,
                examined=PER_ACCOUNT,
                failed=sum(one.check_id == check.id for one in findings),
            )
            for check in checks
        ),
        principals=tuple(_principal(one) for one in snapshot.users),
    )


def _bounds(user: User) -> Bounds:
    upper = (Tier.READ, Tier.READ, Tier.WRITE, Tier.WRITE, Tier.DATA, Tier.ADMIN)[sum(user.name.encode()) % 6]
    return Bounds(lower=Tier.READ, upper=upper)


def _principal(user: User) -> Principal:
    bounds = _bounds(user)
    privilege = Privilege(lower=bounds.lower, upper=bounds.upper, contexts={})
    return Principal(
        arn=user.arn, type=PrincipalType.USER, name=user.name, account_id=user.account_id, privilege=privilege
    )


def save(history: History, result: AuditResult) -> Saved:
    """Save an audit; the owner of a user is told by the user's name."""
    return history.save(
        result,
        Occasion(
            run_id=run_id_of(result),
            saved_at=result.generated_at,
            owners=lambda _account, user: f"{user.rpartition('-')[0]}@example.com",
        ),
    )


def _user(account: Account, key: Key) -> User:
    return User(
        name=_name(key),
        arn=f"arn:aws:iam::{account.id}:user/{_name(key)}",
        account_id=account.id,
        created_at=BEGIN - timedelta(days=1000),
        password=Password(enabled=False, last_used=NeverUsed()),
        mfa_active=True,
        tags={},
        permissions=UserPermissions(),
    )


def _access_key(account: Account, key: Key) -> AccessKey:
    return AccessKey(
        user_name=_name(key),
        user_arn=f"arn:aws:iam::{account.id}:user/{_name(key)}",
        account_id=account.id,
        id=f"AKIA{key.user:08}{key.number:08}",
        slot=1,
        active=key.active,
        created_at=key.made,
        rotated_at=key.made,
        last_used=Used(at=key.used, service="s3", region="eu-west-1") if key.used else NeverUsed(),
    )


def _name(key: Key) -> str:
    return f"owner-{key.user % 97}-{key.user}"
