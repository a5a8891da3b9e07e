"""What every handler of the server works with. The doors put it together; nothing here is global."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import TypeAlias, TypeVar

from litestar.di import NamedDependency
from litestar.params import SkipValidation

from iam_audit.access.changes import Changes
from iam_audit.access.sessions import Sessions
from iam_audit.access.tokens import Tokens
from iam_audit.history.history import History
from iam_audit.journal.sql import SqlJournal
from iam_audit.ledger.sql import SqlLedger
from iam_audit.remediate.decisions import Plans
from iam_audit.remediate.sql_plans import SqlPlans
from iam_audit.settings import Settings
from iam_audit.store.database import Store
from iam_audit.waivers.sql import SqlWaivers
from iam_audit.web.gate import Gate
from iam_audit.web.jobs import Jobs
from iam_audit.web.kept import Kept
from iam_audit.web.metrics import Metrics
from iam_audit.web.pace import Pace
from iam_audit.web.pending import PendingSignIns
from iam_audit.web.provider import Provider
from iam_audit.workflows.evidence_shelf import EvidenceShelf

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Desk:
    """The store, the clock, the settings, who may come in, and what runs."""

    store: Store
    settings: Settings
    clock: Callable[[], datetime]
    gate: Gate
    jobs: Jobs
    provider: Provider | None = None
    """Who people can sign in with; None where it is tokens alone."""
    pending: PendingSignIns = field(default_factory=PendingSignIns)
    slack_secret: Callable[[], str | None] = lambda: None
    """Looks up what Slack signs with; None where no app of Slack is set up."""
    evidence: EvidenceShelf | None = None
    """The packs of evidence; None where none can be made."""
    demo: bool = False
    """Whether everything shown is invented."""
    metrics: Metrics = field(default_factory=Metrics)
    kept: Kept = field(default_factory=Kept)
    """What pages need that changes with a run only."""

    @cached_property
    def pace(self) -> Pace:
        """How often one address may ask."""
        return Pace(self.settings.web.requests_per_minute)

    @cached_property
    def sign_in_pace(self) -> Pace:
        """How often one address may try to sign in."""
        return Pace(self.settings.web.sign_ins_per_minute)

    @cached_property
    def history(self) -> History:
        """What was saved."""
        return History(self.store)

    def since_run(self, name: str, make: Callable[[], T]) -> T:
        """Return what `make` says, worked out once for each run that is saved."""
        run = self.history.run("last")
        made: T = self.kept.get(name, run.id if run else "", make)
        return made

    @cached_property
    def tokens(self) -> Tokens:
        """The API tokens."""
        return Tokens(self.store)

    @cached_property
    def sessions(self) -> Sessions:
        """Those who are signed in."""
        web = self.settings.web
        return Sessions(
            self.store,
            idle=timedelta(minutes=web.session_idle_minutes),
            longest=timedelta(hours=web.session_hours),
        )

    @cached_property
    def plans(self) -> Plans:
        """Plans that wait for approval, and those that had it."""
        return SqlPlans(self.store)

    @cached_property
    def waivers(self) -> SqlWaivers:
        """The waivers that were decided here."""
        return SqlWaivers(self.store)

    @cached_property
    def journal(self) -> SqlJournal:
        """What was done to credentials."""
        return SqlJournal(self.store)

    @cached_property
    def ledger(self) -> SqlLedger:
        """Who was told what."""
        return SqlLedger(self.store)

    @cached_property
    def changes(self) -> Changes:
        """The log of changes."""
        return Changes(self.store)


AtDesk: TypeAlias = NamedDependency[SkipValidation[Desk]]
"""How a handler asks for it: `desk: AtDesk`."""
