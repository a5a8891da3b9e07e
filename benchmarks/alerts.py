"""Alerts about ten thousand findings: a digest for each owner, one message for all, and no word twice."""

import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from benchmarks.section import Limit, Section, table
from iam_audit import clock
from iam_audit.alerts import (
    ChannelSettings,
    Message,
    PersonalChannel,
    Reach,
    Receipt,
    Recipient,
    Secrets,
    SharedChannel,
    Surroundings,
)
from iam_audit.audience import OWNER, Alerting, OwnerRules
from iam_audit.audit import audit_snapshot
from iam_audit.checks import configure
from iam_audit.model import (
    AccessKey,
    Account,
    AuditResult,
    NeverUsed,
    Password,
    Snapshot,
    Status,
    Used,
    User,
)
from iam_audit.settings import RouteSettings
from iam_audit.workflows import AlertRun, alert, ledger_at

ACCOUNTS, OWNERS = 20, 500
FINDINGS = ACCOUNTS * OWNERS


@dataclass(frozen=True, kw_only=True)
class Team(SharedChannel[ChannelSettings]):
    """Fills the templates as a real channel does, and counts."""

    kind = "team"
    settings_type = ChannelSettings
    got: Counter[str] = field(default_factory=Counter)

    def post(self, message: Message) -> Receipt:
        """Count the message."""
        self.surroundings.templates.render(message)
        self.got[""] += len(message.items)
        return self.receipt("the team")


@dataclass(frozen=True, kw_only=True)
class Person(PersonalChannel[ChannelSettings]):
    """The same for single people."""

    kind = "person"
    settings_type = ChannelSettings
    reaches = Reach.MAIL
    got: Counter[str] = field(default_factory=Counter)

    def reach(self, message: Message, to: Recipient) -> Receipt:
        """Count the message."""
        self.surroundings.templates.render(message)
        self.got[to.mail or ""] += len(message.items)
        return self.receipt(to.mail or "")


def measure() -> Section:
    """Measure a first run, with everything to say, and a second, with nothing."""
    now = clock.now()
    result = _result(now)
    alerting = _alerting()
    with (
        tempfile.TemporaryDirectory() as folder,
        ledger_at(f"sqlite:///{Path(folder)}/store.sqlite") as ledger,
    ):
        first = _timed(lambda: alert(result, alerting, ledger, now, clock.now))
        second = _timed(lambda: alert(result, alerting, ledger, now + timedelta(hours=1), clock.now))
    digests = [one for one in first[1].sent if one.channel == OWNER]
    shared = [one for one in first[1].sent if one.channel != OWNER]
    rows = (
        ("first run", f"{len(digests):,}", f"{len(shared)}", f"{first[0]:.1f} s"),
        ("the same again", f"{len(second[1].sent)}", "0", f"{second[0]:.1f} s"),
    )
    found = len(result.with_status(Status.FAIL))
    return Section(
        title="Alerts",
        text=f"""
{found:,} findings in {ACCOUNTS} accounts, whose keys belong to {OWNERS} people with keys in each; the ledger is a file
of SQLite. The time is that to decide, to remember, to write every message in all its forms and to note that it was
sent; the channels only count.

{table(("", "digests", "shared messages", "time"), *rows)}""",
        limits=(
            Limit(what="digests", measured=len(digests), at_least=OWNERS, at_most=OWNERS),
            Limit(what="findings in each digest", measured=_least(alerting), at_least=ACCOUNTS),
            Limit(what="shared messages", measured=len(shared), at_least=1, at_most=1),
            Limit(what="messages when asked again", measured=len(second[1].messages), at_most=0),
            Limit(what="seconds of the first run", measured=first[0], at_most=120),
            Limit(what="seconds of the second", measured=second[0], at_most=30),
        ),
    )


def _timed(run: Callable[[], AlertRun]) -> tuple[float, AlertRun]:
    began = time.perf_counter()
    ended = run()
    return time.perf_counter() - began, ended


def _least(alerting: Alerting) -> int:
    person = alerting.channels["people"]
    return min(person.got.values()) if isinstance(person, Person) else 0


def _alerting() -> Alerting:
    def client(service: str, region: str | None) -> object:
        raise SystemExit(f"Nobody should ask for {service} in {region}.")

    around = Surroundings(clock=clock.now, secrets=Secrets({}, client), client=client)
    channels = {
        "people": Person(name="people", settings=ChannelSettings(), surroundings=around),
        "team": Team(name="team", settings=ChannelSettings(), surroundings=around),
    }
    return Alerting(
        channels=channels,
        routes=(RouteSettings(channels=(OWNER, "team")),),
        owner_channels=("people",),
        owners=OwnerRules(allowed_domains=("example.com",)),
    )


def _result(now: datetime) -> AuditResult:
    chosen = tuple(check for check in configure({}) if check.id == "access-key-age")
    accounts = tuple(
        audit_snapshot(_account(f"{700000000000 + n}", now), chosen, now) for n in range(ACCOUNTS)
    )
    return AuditResult(generated_at=now, tool_version="0", scope="the organization", accounts=accounts)


def _account(account_id: str, now: datetime) -> Snapshot:
    names = [f"user-{number}" for number in range(OWNERS)]
    return Snapshot(
        account=Account(id=account_id),
        collected_at=now,
        users=tuple(_user(name, account_id) for name in names),
        access_keys=tuple(_key(name, account_id, now) for name in names),
    )


def _user(name: str, account_id: str) -> User:
    return User(
        name=name,
        arn=f"arn:aws:iam::{account_id}:user/{name}",
        account_id=account_id,
        password=Password(enabled=False, last_used=NeverUsed()),
        tags={"email": f"{name}@example.com"},
    )


def _key(name: str, account_id: str, now: datetime) -> AccessKey:
    made = now - timedelta(days=120)
    return AccessKey(
        user_name=name,
        user_arn=f"arn:aws:iam::{account_id}:user/{name}",
        account_id=account_id,
        id=None,
        slot=1,
        active=True,
        created_at=made,
        rotated_at=made,
        last_used=Used(at=now, service="s3", region="eu-west-1"),
    )
