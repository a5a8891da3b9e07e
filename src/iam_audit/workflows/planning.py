"""Reads the accounts of a source, judges them, and makes a plan of what to do about it. Nothing is changed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from iam_audit.aws import Aws
from iam_audit.errors import IamAuditError
from iam_audit.journal import Entry, Journal
from iam_audit.model import Account, AccountResult, Snapshot, Waiver
from iam_audit.remediate.account_part import Drafting, Part, Wanted
from iam_audit.remediate.nouns import Plan
from iam_audit.remediate.planning import Making, put_together
from iam_audit.remediate.rules import Caller, Rules
from iam_audit.settings import Settings
from iam_audit.snapshots.mock import mock_snapshot
from iam_audit.surroundings import View, views_in
from iam_audit.workflows.auditing import Questions
from iam_audit.workflows.bundles import read_folder
from iam_audit.workflows.naming_keys import naming_keys
from iam_audit.workflows.neighbourhood import Neighbourhood
from iam_audit.workflows.parallel import QUIET, Done, Lost, Progress, in_each
from iam_audit.workflows.sources import Folder, Mock, OneAccount, Organization, Source
from iam_audit.workflows.visits import visits_of

NOBODY = Caller(arns=())
"""Who runs a program that asks AWS nothing: the guards ask again when the plan is applied."""


@dataclass(frozen=True, kw_only=True)
class Asking:
    """What a plan is made from, beside the accounts."""

    questions: Questions
    wanted: Wanted
    rules: Rules
    journal: Journal
    id: str
    created_by: str
    """Who makes it, as far as the door knows; what AWS calls them is added."""


def rules_of(settings: Settings, questions: Questions, stored: tuple[Waiver, ...] = ()) -> Rules:
    """Return the rules of the settings, with the waivers that the audit honours, and those of the store."""
    judgement = questions.judgement
    return Rules(
        settings=settings.remediate,
        waivers=(*judgement.waivers, *stored),
        waiver_tag=judgement.waiver_tag,
        classify=settings.classify,
    )


def caller_of(aws: Aws) -> Caller:
    """Find out who runs this program, and who is behind a role that a profile assumes.

    What cannot be found out is said in `Caller.unknown`, and then nothing may be changed.
    """
    arns: list[str] = []
    key_ids: list[str] = []
    unknown: str | None = None
    way: Aws | None = aws
    try:
        while way is not None:
            arns.append(way.identity().arn)
            key_ids.extend(way.key_ids())
            way = way.behind()
    except IamAuditError as error:
        unknown = str(error)
    return Caller(arns=tuple(arns), key_ids=tuple(key_ids), unknown=unknown)


def make_plan(source: Source, asking: Asking, now: datetime, progress: Progress = QUIET) -> Plan:
    """Return what is to be done about what an audit of the source finds, and what is not and why.

    Accounts that cannot be read are named in `Plan.unread`. Raises as `audit` does.
    """
    match source:
        case OneAccount() | Organization():
            return _live(source, asking, now, progress)
        case Folder():
            return _folder(source, asking, now)
        case Mock():
            return _saved([mock_snapshot(now)], (), asking, now, "mock")
        case _:
            assert_never(source)


def _live(source: OneAccount | Organization, asking: Asking, now: datetime, progress: Progress) -> Plan:
    caller = caller_of(source.aws)
    visits = visits_of(naming_keys(source, asking.questions.checks, now, asking.questions.judgement))
    drafting = Drafting(wanted=asking.wanted, rules=asking.rules, caller=caller, now=now)
    with Neighbourhood(asking.questions.put_to, visits.views) as neighbourhood:

        def draft(account: Account) -> Part:
            snapshot = visits.read(account, now).snapshot
            return _part(drafting, asking.journal, snapshot, neighbourhood.by_itself(snapshot, now))

        outcomes = in_each(
            visits.accounts, draft, at_once=visits.at_once, progress=progress, stop=visits.aws.stop
        )
    parts = [one.value if isinstance(one, Done) else _lost(one) for one in outcomes]
    made_by = ", ".join(dict.fromkeys((asking.created_by, *caller.arns)))
    return _put_together(parts, replace(asking, created_by=made_by), now, visits.scope)


def _folder(source: Folder, asking: Asking, now: datetime) -> Plan:
    snapshots, unreadable = read_folder(source.path, now)
    return _saved(list(snapshots), unreadable, asking, source.judged_at or now, f"folder {source.path}")


def _saved(
    snapshots: list[Snapshot], unreadable: tuple[Lost, ...], asking: Asking, now: datetime, scope: str
) -> Plan:
    drafting = Drafting(wanted=asking.wanted, rules=asking.rules, caller=NOBODY, now=now)
    views: tuple[View, ...] = views_in(snapshots)
    with Neighbourhood(asking.questions.put_to, views) as neighbourhood:
        parts = list(
            _parts(snapshots, drafting, asking.journal, lambda one: neighbourhood.by_itself(one, now))
        )
    return _put_together([*parts, *map(_lost, unreadable)], asking, now, scope)


def _parts(
    snapshots: list[Snapshot],
    drafting: Drafting,
    journal: Journal,
    judge: Callable[[Snapshot], AccountResult],
) -> Iterator[Part]:
    for snapshot in snapshots:
        yield _part(drafting, journal, snapshot, judge(snapshot))


def _part(drafting: Drafting, journal: Journal, snapshot: Snapshot, result: AccountResult) -> Part:
    entries: tuple[Entry, ...] = journal.entries(account_ids=[snapshot.account.id])
    return drafting.part(snapshot, result, entries)


def _lost(lost: Lost) -> Part:
    return Part(unread=(f"{lost.account.id}: {lost.reason}",))


def _put_together(parts: list[Part], asking: Asking, now: datetime, scope: str) -> Plan:
    making = Making(id=asking.id, created_by=asking.created_by, scope=scope, now=now)
    return put_together(parts, making, asking.rules, asking.wanted.limit)
