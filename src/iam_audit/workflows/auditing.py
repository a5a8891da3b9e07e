"""Audits the accounts of a source."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import assert_never

from iam_audit import __version__
from iam_audit.audit import DEFAULT_JUDGEMENT, Judgement, audit_snapshot, not_assessed
from iam_audit.checks.base import Check
from iam_audit.checks.by_control import narrowed_account
from iam_audit.model import Account, AccountResult, AuditResult, Framework, Severity, Snapshot
from iam_audit.snapshots.mock import mock_snapshot
from iam_audit.surroundings import views_in
from iam_audit.waivers import account_for
from iam_audit.workflows.bundles import read_folder
from iam_audit.workflows.keeping import Keeping
from iam_audit.workflows.naming_keys import naming_keys
from iam_audit.workflows.neighbourhood import Neighbourhood
from iam_audit.workflows.parallel import QUIET, Done, Lost, Progress, in_each
from iam_audit.workflows.sources import Folder, Mock, OneAccount, Organization, Source
from iam_audit.workflows.visits import Visits, visits_of
from iam_audit.workflows.weighing import weighed


@dataclass(frozen=True, kw_only=True)
class Questions:
    """What to ask about every account, and how to judge the answers."""

    checks: Sequence[Check]
    judgement: Judgement = DEFAULT_JUDGEMENT
    framework: Framework | None = None
    """Whose controls the result is to be added up by; the checks are chosen apart."""

    severities: Mapping[str, Severity] = field(default_factory=dict)
    """By check id, in the place of the checks' own."""

    def put_to(self, snapshot: Snapshot, now: datetime) -> AccountResult:
        """Judge one account as of `now`."""
        judged = weighed(audit_snapshot(snapshot, self.checks, now, self.judgement), self.severities)
        return narrowed_account(judged, self.framework) if self.framework else judged

    def add_up(self, judged: Iterable[AccountResult], now: datetime, scope: str) -> AuditResult:
        """Make one result of the accounts, ordered by id, with what became of the waivers."""
        return self.result(tuple(sorted(judged, key=lambda one: one.account.id)), now, scope)

    def result(self, accounts: Sequence[AccountResult], now: datetime, scope: str) -> AuditResult:
        """Make one result of accounts that are ordered by id."""
        written, warn_days = self.judgement.waivers, self.judgement.warn_days
        uses = account_for(written, accounts, now.astimezone(UTC).date(), warn_days)
        return AuditResult(
            generated_at=now,
            tool_version=__version__,
            scope=scope,
            accounts=accounts,
            framework=self.framework,
            waivers=(*uses, *(use for account in accounts for use in account.waivers)),
        )


def audit(
    source: Source,
    questions: Questions,
    now: datetime,
    progress: Progress = QUIET,
    keeping: Keeping | None = None,
) -> AuditResult:
    """Read every account of the source and judge it; the accounts of the result are ordered by id.

    With a run to keep them in, accounts are written there one by one rather than held in memory, and those that
    it holds already are not read again.

    An account that cannot be read is `not_assessed` with the reason, and so is one that Ctrl-C
    (KeyboardInterrupt) left unread: the interrupt ends the reading, not the result. Raises CredentialsError,
    UsageError, InputError or AccountError when there is nothing to judge at all.
    """
    match source:
        case OneAccount() | Organization():
            return _audit_live(source, questions, now, progress, keeping)
        case Folder():
            return _audit_folder(source, questions, now)
        case Mock():
            return questions.add_up([questions.put_to(mock_snapshot(now), now)], now, "mock")
        case _:
            assert_never(source)


def _audit_live(
    source: OneAccount | Organization,
    questions: Questions,
    now: datetime,
    progress: Progress,
    keeping: Keeping | None,
) -> AuditResult:
    visits = visits_of(naming_keys(source, questions.checks, now, questions.judgement))
    if keeping:
        return _audit_keeping(visits, questions, now, progress, keeping)
    single = len(visits.accounts) == 1
    with Neighbourhood(questions.put_to, visits.views, alone=single) as neighbourhood:

        def judge(account: Account) -> AccountResult:
            return neighbourhood.by_itself(visits.read(account, now).snapshot, now)

        outcomes = in_each(
            visits.accounts, judge, at_once=visits.at_once, progress=progress, stop=visits.aws.stop
        )
        judged = [one.value for one in outcomes if isinstance(one, Done)]
        lost = [not_assessed(one.account, one.reason) for one in outcomes if isinstance(one, Lost)]
        return questions.add_up([*neighbourhood.together(judged), *lost], now, visits.scope)


def _audit_keeping(
    visits: Visits, questions: Questions, now: datetime, progress: Progress, keeping: Keeping
) -> AuditResult:
    keeping.note(visits.aws.identity().account_id, visits.accounts)
    missing = frozenset(keeping.missing(visits.accounts))
    with Neighbourhood(questions.put_to, visits.views, keeping.neighbours) as neighbourhood:

        def judge(account: Account) -> None:
            keeping.keep(neighbourhood.by_itself(visits.read(account, now).snapshot, now))

        outcomes = in_each(
            [one for one in visits.accounts if one in missing or not neighbourhood.recall(one.id, now)],
            judge,
            at_once=visits.at_once,
            progress=progress,
            stop=visits.aws.stop,
        )
        lost = [one for one in outcomes if isinstance(one, Lost)]
        for one in lost:
            if keeping.holds(
                one.account
            ):  # what was read before stands, and so does what it means for others
                neighbourhood.recall(one.account.id, now)
        shelf = keeping.shelf(visits.accounts, lost)
        neighbourhood.settle()
        accounts = shelf.changed(neighbourhood.anew) if neighbourhood.waits else shelf
        return questions.result(accounts, now, visits.scope)


def _audit_folder(source: Folder, questions: Questions, now: datetime) -> AuditResult:
    snapshots, unreadable = read_folder(source.path, now)
    moments = {one.account.id: source.judged_at or one.collected_at for one in snapshots}
    single = len(snapshots) == 1
    with Neighbourhood(questions.put_to, views_in(snapshots), alone=single) as neighbourhood:
        alone = [neighbourhood.by_itself(one, moments[one.account.id]) for one in snapshots]
        judged = list(neighbourhood.together(alone))
    judged += [not_assessed(one.account, one.reason) for one in unreadable]
    return questions.add_up(judged, max(moments.values(), default=now), f"folder {source.path}")
