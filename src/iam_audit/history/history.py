"""The history in a SQL store: saves audits, and tells how things stand and how they moved."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import insert, select, update

from iam_audit.errors import UsageError
from iam_audit.history import (
    comparing,
    reading_controls,
    reading_credentials,
    reading_findings,
    reading_runs,
    saving,
    waiver_uses,
)
from iam_audit.history.records import event, principal_record
from iam_audit.history.tables import EVENT, FINDING, PRINCIPAL
from iam_audit.history.values import (
    AccountRecord,
    ControlRecord,
    Coverage,
    CredentialDetail,
    CredentialFilter,
    CredentialRecord,
    Diff,
    Event,
    EventKind,
    FindingDetail,
    FindingFilter,
    FindingNews,
    FindingRecord,
    FixTime,
    Page,
    PrincipalRecord,
    RunRecord,
    TrendPoint,
)
from iam_audit.history.visit import BLANK
from iam_audit.model import AuditResult, Framework, Severity, WaiverUse
from iam_audit.store.database import Store


class History:
    """All that was saved in one store. Several processes may use it at the same time."""

    def __init__(self, store: Store) -> None:
        self._store = store

    # Saving

    def save(self, result: AuditResult, occasion: saving.Occasion) -> saving.Saved:
        """Save a finished audit, as a whole or not at all; one that is there already stays as it is."""
        return saving.save(self._store, result, occasion)

    def attribute(self, fingerprint: str, by: str, note: str | None = None) -> bool:
        """Write down who made a finding go away; False when it is not resolved, or not known."""
        here = (FINDING.c.fingerprint == fingerprint, FINDING.c.resolved_at.is_not(None))
        last = select(EVENT.c.id).where(
            EVENT.c.fingerprint == fingerprint, EVENT.c.kind == EventKind.RESOLVED.value
        )
        with self._store.writing() as connection:
            known = connection.execute(update(FINDING).where(*here).values(resolved_by=by)).rowcount == 1
            number = connection.execute(last.order_by(EVENT.c.id.desc()).limit(1)).scalar()
            if known and number is not None:
                connection.execute(update(EVENT).where(EVENT.c.id == number).values(by=by, note=note))
        return known

    def note(self, happened: Event) -> None:
        """Remember something that no audit could notice, such as an alert or a step of remediation."""
        values = {
            "run": happened.run or 0,
            "at": happened.at,
            "kind": happened.kind.value,
            "account_id": happened.account_id,
            "fingerprint": happened.fingerprint,
            "check_id": happened.check_id,
            "severity": happened.severity.value if happened.severity else None,
            "credential_id": happened.credential_id,
            "principal": happened.principal,
            "before": happened.before,
            "after": happened.after,
            "by": happened.by,
            "note": happened.note,
        }
        with self._store.writing() as connection:
            connection.execute(insert(EVENT), {**BLANK, **values})

    # Runs and accounts

    def runs(self, limit: int = 50, before: int | None = None) -> tuple[RunRecord, ...]:
        """Return runs, the last one first; those with smaller numbers than `before`, where that is given."""
        with self._store.reading() as connection:
            return reading_runs.find_runs(connection, limit, before)

    def run(self, named: str) -> RunRecord | None:
        """Return the run with this id or number; `last` is one too, and so is `previous`, the one before it."""
        if named in ("last", "previous"):
            found = self.runs(2)
            number = ("last", "previous").index(named)
            return found[number] if number < len(found) else None
        with self._store.reading() as connection:
            return reading_runs.one_run(connection, named)

    def run_at(self, moment: datetime) -> RunRecord | None:
        """Return the last run that judged as of this moment or before."""
        with self._store.reading() as connection:
            return reading_runs.run_at(connection, moment)

    def accounts(self, run: int | None = None) -> tuple[AccountRecord, ...]:
        """Return all accounts as they are known, or those that a run was about as they stood then."""
        with self._store.reading() as connection:
            if run is None:
                return reading_runs.accounts_now(connection)
            return reading_runs.accounts_at(connection, run)

    def coverage(self) -> tuple[Coverage, ...]:
        """Return how the accounts that are there were read: quicker than all that is known of them."""
        with self._store.reading() as connection:
            return reading_runs.coverage(connection)

    def waivers(self, run: int) -> tuple[WaiverUse, ...] | None:
        """Return what became of each waiver that a run heeded; None where an older version saved the run."""
        with self._store.reading() as connection:
            return waiver_uses.uses_of(connection, run)

    # Credentials

    def credentials(
        self,
        what: CredentialFilter = CredentialFilter(),  # noqa: B008 - a frozen value
        sort: str = "-priority",
        limit: int = 50,
        cursor: str | None = None,
    ) -> Page[CredentialRecord]:
        """Return a page of the credentials that fit. Raises UsageError for a wrong order or cursor."""
        with self._store.reading() as connection:
            return reading_credentials.find_credentials(connection, what, sort, limit, cursor)

    def count_credentials(self, what: CredentialFilter = CredentialFilter()) -> int:  # noqa: B008
        """Return how many credentials fit."""
        with self._store.reading() as connection:
            return reading_credentials.count_credentials(connection, what)

    def credential(self, named: str) -> CredentialDetail | None:
        """Return all that is known of the credential with this id, or this key id."""
        with self._store.reading() as connection:
            one = reading_credentials.one_credential(connection, named)
            if one is None:
                return None
            return CredentialDetail(
                record=one,
                principal=reading_credentials.principal_of(connection, one),
                findings=reading_findings.of_credential(connection, one),
                events=reading_credentials.timeline(connection, one),
            )

    def owners(self) -> tuple[str, ...]:
        """Return everybody who owns a credential that is there."""
        with self._store.reading() as connection:
            return reading_credentials.owners(connection)

    def principals(self, limit: int = 100) -> tuple[PrincipalRecord, ...]:
        """Return those who can do most."""
        there = select(PRINCIPAL).where(PRINCIPAL.c.gone_at.is_(None))
        order = (PRINCIPAL.c.tier_rank.desc(), PRINCIPAL.c.account_id, PRINCIPAL.c.arn)
        with self._store.reading() as connection:
            rows = connection.execute(there.order_by(*order).limit(limit)).mappings()
            return tuple(map(principal_record, rows))

    # Findings

    def findings(
        self,
        what: FindingFilter = FindingFilter(),  # noqa: B008 - a frozen value
        sort: str = "severity",
        limit: int = 50,
        cursor: str | None = None,
    ) -> Page[FindingRecord]:
        """Return a page of the findings that fit. Raises UsageError for a wrong order or cursor."""
        with self._store.reading() as connection:
            return reading_findings.find_findings(connection, what, sort, limit, cursor)

    def count_findings(self, what: FindingFilter = FindingFilter()) -> int:  # noqa: B008
        """Return how many findings fit."""
        with self._store.reading() as connection:
            return reading_findings.count_findings(connection, what)

    def finding(self, fingerprint: str) -> FindingDetail | None:
        """Return all that is known of one finding."""
        with self._store.reading() as connection:
            return reading_findings.one_finding(connection, fingerprint)

    # How things moved

    def latest(self, limit: int = 4) -> tuple[FindingNews, ...]:
        """Return which findings came, came back and were resolved last: so many of each, the latest first."""
        with self._store.reading() as connection:
            return reading_findings.latest(connection, limit)

    def events(self, run: int, limit: int = 1000) -> tuple[Event, ...]:
        """Return what a run noticed, in the order in which it did."""
        query = select(EVENT).where(EVENT.c.run == run).order_by(EVENT.c.id).limit(limit)
        with self._store.reading() as connection:
            return tuple(map(event, connection.execute(query).mappings()))

    def diff(self, before: str = "previous", after: str = "last", limit: int = comparing.LISTED) -> Diff:
        """Return what is other after one run than after an earlier one, so many changes of each sort at most.

        The counts count all. Raises UsageError when a run is not there.
        """
        earlier, later = map(self._need, (before, after))
        if earlier.number > later.number:
            raise UsageError(
                f"Run {earlier.number} is later than run {later.number}: name the earlier one first."
            )
        with self._store.reading() as connection:
            return comparing.compare(connection, earlier, later, limit)

    def trend(self, since: datetime | None = None, until: datetime | None = None) -> tuple[TrendPoint, ...]:
        """Return how things stood at the end of each day on which there was a run, the oldest first."""
        with self._store.reading() as connection:
            return reading_runs.trend(connection, since, until)

    def fix_times(
        self, deadlines: Mapping[Severity, int | None], now: datetime, since: datetime | None = None
    ) -> tuple[FixTime, ...]:
        """Return how long fixing took by severity, and how many findings broke their deadline (in days)."""
        with self._store.reading() as connection:
            return reading_runs.fix_times(connection, deadlines, now, since)

    def controls(self, framework: Framework, run: int | None = None) -> tuple[ControlRecord, ...]:
        """Return how the controls of a framework stand, or stood right after a run."""
        with self._store.reading() as connection:
            return reading_controls.controls(connection, framework, run)

    def _need(self, named: str) -> RunRecord:
        found = self.run(named)
        if found is None:
            raise UsageError(
                f"There is no run '{named}'. `iam-audit history list` shows those that are there."
            )
        return found
