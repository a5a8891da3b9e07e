"""Audits many accounts on several machines: deal them out, read a batch, put the results together.

Every step may be run again, by a retry or by mistake: what is done is kept in the run and not done twice.
"""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path

import msgspec

from iam_audit.audit import not_assessed
from iam_audit.aws import is_access_denied
from iam_audit.collect.account import read_shared
from iam_audit.collect.organization import OrgAccount
from iam_audit.errors import AccountError, UnfinishedError
from iam_audit.files import write_bytes
from iam_audit.model import Account, AccountResult, AuditResult
from iam_audit.shards import Run, Trouble
from iam_audit.surroundings import View
from iam_audit.workflows.auditing import Questions
from iam_audit.workflows.naming_keys import naming_keys
from iam_audit.workflows.neighbourhood import Neighbourhood
from iam_audit.workflows.parallel import QUIET, Done, Lost, in_each
from iam_audit.workflows.sources import OneAccount, Organization
from iam_audit.workflows.views import view_of
from iam_audit.workflows.visits import Visits, due, visits_of, visits_to

PLAN, BATCHES = "plan.json", "batches.json"
NO_TIME = "there was no time left to begin with it"
NOBODY = "no worker finished it"
AT_ONCE = 16
"""How many files of neighbours are fetched at the same time."""


class Batch(msgspec.Struct, frozen=True, kw_only=True):
    """The accounts that one worker is given."""

    number: int
    accounts: tuple[OrgAccount, ...]


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What an audit is about, as it was when it began."""

    now: datetime
    """The moment that every worker judges by."""
    scope: str
    batches: tuple[Batch, ...]
    many: bool = True
    """Whether it is about the accounts of an organization."""

    @property
    def listed(self) -> tuple[OrgAccount, ...]:
        """All accounts, as the organization lists them."""
        return tuple(one for batch in self.batches for one in batch.accounts)

    @property
    def accounts(self) -> tuple[Account, ...]:
        """All accounts."""
        return tuple(one.account for one in self.listed)


class Merged(msgspec.Struct, frozen=True, kw_only=True):
    """The whole audit."""

    result: AuditResult
    unfinished: tuple[AccountResult, ...]
    """Those of the accounts that no worker finished; they are in `result` too, as not assessed."""
    changed: frozenset[str]
    """The ids of the accounts of which there is more to say beside the others than by themselves."""


def plan_batches(source: OneAccount | Organization, run: Run, now: datetime, size: int) -> Plan:
    """Deal the accounts of the source out in batches, and keep the plan; one that is there already stands.

    Raises CredentialsError, UsageError or AccountError, and OutputError or InputError from the run.
    """
    kept = run.load(PLAN, Plan)
    if kept:
        return kept
    scope, accounts = _accounts(source)
    numbers = range(0, len(accounts), size)
    batches = tuple(
        Batch(number=index + 1, accounts=accounts[start : start + size])
        for index, start in enumerate(numbers)
    )
    plan = Plan(now=now, scope=scope, batches=batches, many=isinstance(source, Organization))
    run.save_shared(read_shared(source.aws.client) if isinstance(source, Organization) else {})
    run.save(BATCHES, batches)
    run.save(PLAN, plan)
    return plan


def audit_batch(
    source: OneAccount | Organization,
    batch: Batch,
    questions: Questions,
    now: datetime,
    run: Run,
    may_begin: Callable[[], bool],
) -> tuple[AccountResult, ...]:
    """Judge the accounts of a batch, but for those that are done, and keep each result as soon as it is there.

    `may_begin` is asked before each account. An account that nobody is let into is done: it is not assessed.
    Raises UnfinishedError when any is left, after all the others are done, and what the run raises.
    """
    source = naming_keys(source, questions.checks, now, questions.judgement)
    visits = _visits(source, batch.accounts, run)
    wanted = [one.account for one in batch.accounts]
    done = run.load_accounts(one.id for one in wanted)
    left = _without(wanted, done)
    with _neighbourhood(questions, visits.views) as neighbourhood:

        def work(account: Account) -> AccountResult:
            if not may_begin():
                raise UnfinishedError(NO_TIME)
            result = _judged(visits, account, neighbourhood, now)
            for path in filter(Path.exists, neighbourhood.files(account.id)):
                run.save_neighbour(path.name, path.read_bytes())
            run.save_account(result)
            return result

        outcomes = in_each(left, work, at_once=visits.at_once, progress=QUIET, stop=visits.aws.stop)
    lost = [one for one in outcomes if isinstance(one, Lost)]
    if lost:
        raise _unfinished(batch, lost, run)
    return (*done, *(one.value for one in outcomes if isinstance(one, Done)))


def merge(plan: Plan, questions: Questions, run: Run) -> Merged:
    """Put the results together, with what the accounts mean for each other.

    An account without a result is not assessed, for the reason that was noted last. Raises InputError when a
    result cannot be read.
    """
    done = run.load_accounts(one.id for one in plan.accounts)
    together = _together(done, plan, questions, run)
    missing = tuple(_missing(one, run) for one in _without(plan.accounts, done))
    changed = frozenset(new.account.id for new, old in zip(together, done, strict=True) if new is not old)
    result = questions.add_up((*together, *missing), plan.now, plan.scope)
    return Merged(result=result, unfinished=missing, changed=changed)


def _together(
    done: tuple[AccountResult, ...], plan: Plan, questions: Questions, run: Run
) -> tuple[AccountResult, ...]:
    if not plan.many:
        return done
    view = view_of(run.load_shared(), plan.listed)
    with _neighbourhood(questions, (view,)) as neighbourhood:
        ids = [one.account.id for one in done]
        _recall(neighbourhood, [(one, neighbourhood.files(one)[0]) for one in ids], plan.now, run)
        leading = [one for one in ids if neighbourhood.leads_on(one)]
        _recall(neighbourhood, [(one, neighbourhood.files(one)[1]) for one in leading], plan.now, run)
        return tuple(neighbourhood.together(done))


def _recall(beside: Neighbourhood, kept: Sequence[tuple[str, Path]], now: datetime, run: Run) -> None:
    """Take up what workers kept of some accounts; whole accounts are large, so only where they are needed."""
    with ThreadPoolExecutor(max_workers=AT_ONCE, thread_name_prefix="neighbour") as pool:
        list(pool.map(partial(_fetch, run), [path for _, path in kept]))
    for account_id, _ in kept:
        beside.recall(account_id, now)


def _fetch(run: Run, path: Path) -> None:
    if (data := run.load_neighbour(path.name)) is not None:
        write_bytes(path, data)


@contextmanager
def _neighbourhood(questions: Questions, views: Sequence[View]) -> Iterator[Neighbourhood]:
    with (
        tempfile.TemporaryDirectory(prefix="iam-audit-") as folder,
        Neighbourhood(questions.put_to, views, Path(folder)) as neighbourhood,
    ):
        yield neighbourhood


def _accounts(source: OneAccount | Organization) -> tuple[str, tuple[OrgAccount, ...]]:
    if isinstance(source, Organization):
        return due(source)
    visits = visits_of(source)
    return visits.scope, tuple(OrgAccount(account=one) for one in visits.accounts)


def _visits(source: OneAccount | Organization, accounts: Sequence[OrgAccount], run: Run) -> Visits:
    if isinstance(source, Organization):
        plan = run.load(PLAN, Plan)
        return visits_to(source, "", accounts, run.load_shared(), plan.listed if plan else ())
    return visits_of(source)


def _without(accounts: Sequence[Account], done: Sequence[AccountResult]) -> list[Account]:
    there = {one.account.id for one in done}
    return [one for one in accounts if one.id not in there]


def _judged(visits: Visits, account: Account, beside: Neighbourhood, now: datetime) -> AccountResult:
    try:
        snapshot = visits.read(account, now).snapshot
    except AccountError as error:
        if visits.aws.stopped or not _is_final(error):
            raise
        return not_assessed(account, str(error))
    return beside.by_itself(snapshot, now)


def _is_final(error: BaseException) -> bool:
    """Whether another attempt would be told the same: not where AWS was busy, or could not be reached."""
    causes = [error]
    while causes[-1].__cause__:
        causes.append(causes[-1].__cause__)
    return len(causes) == 1 or any(is_access_denied(one) for one in causes)


def _unfinished(batch: Batch, lost: Sequence[Lost], run: Run) -> UnfinishedError:
    for one in lost:
        run.save_trouble(Trouble(account_id=one.account.id, reason=one.reason))
    first = lost[0]
    return UnfinishedError(
        f"{len(lost)} of the {len(batch.accounts)} accounts of batch {batch.number} are left for another "
        f"attempt; the first is {first.account.id}: {first.reason}"
    )


def _missing(account: Account, run: Run) -> AccountResult:
    trouble = run.load_trouble(account.id)
    return not_assessed(account, f"{NOBODY}: {trouble.reason}" if trouble else NOBODY)
