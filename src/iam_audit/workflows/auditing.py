"""Audits the accounts of a source."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import assert_never

from iam_audit import __version__
from iam_audit.audit import DEFAULT_JUDGEMENT, Judgement, audit_snapshot, not_assessed
from iam_audit.checks.base import Check
from iam_audit.checks.by_control import narrowed
from iam_audit.model import Account, AccountResult, AuditResult, Framework, Snapshot
from iam_audit.snapshots.mock import mock_snapshot
from iam_audit.surroundings import views_in
from iam_audit.waivers import account_for
from iam_audit.workflows.bundles import read_folder
from iam_audit.workflows.naming_keys import naming_keys
from iam_audit.workflows.neighbourhood import Neighbourhood
from iam_audit.workflows.parallel import QUIET, Done, Lost, Progress, in_each
from iam_audit.workflows.sources import Folder, Mock, OneAccount, Organization, Source
from iam_audit.workflows.visits import visits_of


@dataclass(frozen=True, kw_only=True)
class Questions:
    """What to ask about every account, and how to judge the answers."""

    checks: Sequence[Check]
    judgement: Judgement = DEFAULT_JUDGEMENT
    framework: Framework | None = None
    """Whose controls the result is to be added up by; the checks are chosen apart."""

    def put_to(self, snapshot: Snapshot, now: datetime) -> AccountResult:
        """Judge one account as of `now`."""
        return audit_snapshot(snapshot, self.checks, now, self.judgement)

    def add_up(self, judged: Iterable[AccountResult], now: datetime, scope: str) -> AuditResult:
        """Make one result of the accounts, ordered by id, with what became of the waivers."""
        accounts = tuple(sorted(judged, key=lambda one: one.account.id))
        written, warn_days = self.judgement.waivers, self.judgement.warn_days
        uses = account_for(written, accounts, now.astimezone(UTC).date(), warn_days)
        result = AuditResult(
            generated_at=now,
            tool_version=__version__,
            scope=scope,
            accounts=accounts,
            waivers=(*uses, *(use for account in accounts for use in account.waivers)),
        )
        return narrowed(result, self.framework) if self.framework else result


def audit(source: Source, questions: Questions, now: datetime, progress: Progress = QUIET) -> AuditResult:
    """Read every account of the source and judge it; the accounts of the result are ordered by id.

    An account that cannot be read is `not_assessed` with the reason, and so is one that Ctrl-C
    (KeyboardInterrupt) left unread: the interrupt ends the reading, not the result. Raises CredentialsError,
    UsageError, InputError or AccountError when there is nothing to judge at all.
    """
    match source:
        case OneAccount() | Organization():
            return _audit_live(source, questions, now, progress)
        case Folder():
            return _audit_folder(source, questions, now)
        case Mock():
            return questions.add_up([questions.put_to(mock_snapshot(now), now)], now, "mock")
        case _:
            assert_never(source)


def _audit_live(
    source: OneAccount | Organization, questions: Questions, now: datetime, progress: Progress
) -> AuditResult:
    visits = visits_of(naming_keys(source, questions.checks, now, questions.judgement))
    with Neighbourhood(questions.put_to, visits.views) as neighbourhood:

        def judge(account: Account) -> AccountResult:
            return neighbourhood.by_itself(visits.read(account, now).snapshot, now)

        outcomes = in_each(
            visits.accounts, judge, at_once=visits.at_once, progress=progress, stop=visits.aws.stop
        )
        judged = [one.value for one in outcomes if isinstance(one, Done)]
        lost = [not_assessed(one.account, one.reason) for one in outcomes if isinstance(one, Lost)]
        return questions.add_up([*neighbourhood.together(judged), *lost], now, visits.scope)


def _audit_folder(source: Folder, questions: Questions, now: datetime) -> AuditResult:
    snapshots, unreadable = read_folder(source.path, now)
    moments = {one.account.id: source.judged_at or one.collected_at for one in snapshots}
    with Neighbourhood(questions.put_to, views_in(snapshots)) as neighbourhood:
        alone = [neighbourhood.by_itself(one, moments[one.account.id]) for one in snapshots]
        judged = list(neighbourhood.together(alone))
    judged += [not_assessed(one.account, one.reason) for one in unreadable]
    return questions.add_up(judged, max(moments.values(), default=now), f"folder {source.path}")
