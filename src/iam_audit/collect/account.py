"""Reads one live account: the few big answers first, then single users where those leave something open."""

import time
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from types import MappingProxyType
from typing import Any

import msgspec

from iam_audit.collect import collectors, per_user_collectors
from iam_audit.collect.access_keys import AccessKeys, fetch_last_use, in_report, not_in_report
from iam_audit.collect.asking import Refusal, ask_all, attempt, crew
from iam_audit.collect.authorization_details import AuthorizationDetails
from iam_audit.collect.base import (
    Answers,
    Client,
    Clients,
    Collector,
    OrganizationCollector,
    PerUserCollector,
    RegionalCollector,
    Unread,
)
from iam_audit.collect.credential_report import CredentialReport
from iam_audit.collect.notes import Notes
from iam_audit.collect.readings import part_of
from iam_audit.collect.users import Users
from iam_audit.errors import AccountError
from iam_audit.model import Account, KeyIds, Section, Snapshot


class Ask(msgspec.Struct, frozen=True, kw_only=True):
    """How much to ask for."""

    include: frozenset[Section] = frozenset()
    """Sections that are read only when named, and others that the account is not whole without."""
    regions: tuple[str, ...] = ()
    """Where to look beside the Region in force, for what each Region keeps for itself."""
    key_ids: KeyIds = KeyIds.ALL
    """Whose access keys are asked for their ids; a live run asks about all of them anyway."""
    flagged: Callable[[Snapshot], AbstractSet[str]] | None = None
    """Tells the users whose keys are worth naming, where only flagged ones are."""
    live: bool = False
    """Ask about every user and key directly: the credential report may be four hours old."""
    shared: Answers = MappingProxyType({})
    """Answers about the whole organization, read before for all its accounts; see `read_shared`."""
    workers: int = 16
    """How many calls may be under way at once."""


class Collected(msgspec.Struct, frozen=True, kw_only=True):
    """One account as it was read, and the answers it was read from."""

    snapshot: Snapshot
    answers: Answers
    unread: tuple[Unread, ...] = ()
    """What was not answered; `gaps.json` of a bundle."""


def collect_account(
    client: Clients, account: Account, now: datetime, ask: Ask, *, sleep: Callable[[float], None] = time.sleep
) -> Collected:
    """Read one account.

    What cannot be read becomes a gap; raises AccountError when nobody says who the users are.
    """
    notes = Notes(account, now, ask.include)
    with crew(ask.workers) as pool:
        _ask_account(notes, pool, client, ask, sleep)
        _ask_organization(notes, pool, client, ask)
        _ask_about_users(notes, pool, client, ask)
        _ask_about_keys(notes, pool, client("iam"), ask)
    return Collected(snapshot=notes.snapshot(), answers=notes.answers, unread=notes.unread)


def read_shared(client: Clients) -> Answers:
    """Read what says something of every account of the organization; what is refused is left out.

    To be asked in the management account, or one that is a delegated administrator.
    """
    told = {one: attempt(partial(one.ask, client)) for one in _shared()}
    return {
        one.file: answer if one.key is None else {one.key: answer}
        for one, answer in told.items()
        if not isinstance(answer, Refusal)
    }


def _shared() -> list[OrganizationCollector[Any]]:
    of_all = (one for one in collectors() if isinstance(one, OrganizationCollector))
    return [one for one in of_all if one.holds_everywhere or one.limits_members]


def _ask_account(
    notes: Notes, pool: ThreadPoolExecutor, client: Clients, ask: Ask, sleep: Callable[[float], None]
) -> None:
    """Ask what takes few calls.

    The list of users is needed only when the report is refused, or too old to be trusted.
    """
    listing = [one for one in collectors() if isinstance(one, Users)]
    wanted = [one for one in _of_account(notes, ask) if one not in listing or ask.live]
    _note_all(notes, pool, client, [_prepared(one, ask, sleep) for one in wanted])
    if not notes.has(CredentialReport) and not ask.live:
        _note_all(notes, pool, client, listing)
    sources = (CredentialReport, Users, AuthorizationDetails)
    if not any(notes.has(source) for source in sources):
        raise AccountError(f"Account {notes.account.id} could not be read: {notes.reasons(sources)}")


def _of_account(notes: Notes, ask: Ask) -> Iterator[Collector[Any]]:
    """Yield what every account can tell, and take down what nobody wants to know."""
    for one in collectors():
        if one.on_request and one.section not in ask.include and one.file not in ask.shared:
            notes.not_asked(one)
        elif not isinstance(one, OrganizationCollector):
            yield one


def _ask_organization(notes: Notes, pool: ThreadPoolExecutor, client: Clients, ask: Ask) -> None:
    """Ask what holds for the whole organization, in the account that can tell."""
    manages = notes.snapshot().account.management
    of_all = [one for one in collectors() if isinstance(one, OrganizationCollector)]
    wanted = [one for one in of_all if one.section in ask.include or not one.on_request]
    told = [one for one in of_all if one.file in ask.shared and (manages or one.holds_everywhere)]
    for one in told:
        notes.note(one, part_of(ask.shared, one)[1])
    left = [one for one in wanted if one not in told]
    if manages:
        _note_all(notes, pool, client, left)
        return
    named = [one for one in left if one.section in ask.include and notes.account.management is None]
    _note_all(notes, pool, client, named)
    if manages is None:
        for one in left:
            if one not in named:
                notes.not_asked(one)


def _note_all(
    notes: Notes, pool: ThreadPoolExecutor, client: Clients, asked: Sequence[Collector[Any]]
) -> None:
    for collector, answer in ask_all(pool, lambda one: one.ask(client), asked):
        notes.note(collector, answer)


def _prepared(collector: Collector[Any], ask: Ask, sleep: Callable[[float], None]) -> Collector[Any]:
    if isinstance(collector, CredentialReport):
        return CredentialReport(sleep=sleep)
    return type(collector)(ask.regions) if isinstance(collector, RegionalCollector) else collector


def _ask_about_users(notes: Notes, pool: ThreadPoolExecutor, client: Clients, ask: Ask) -> None:
    snapshot = notes.snapshot()
    nameless = _nameless(snapshot, ask)
    plan = [(one, _whom(one, snapshot, ask, nameless)) for one in per_user_collectors()]
    pairs = [(one, name) for one, names in plan for name in names]
    ready = {one.service: client(one.service) for one, _ in plan}
    answers = ask_all(
        pool, lambda pair: _checked(pair[0], ready[pair[0].service], pair[1], notes.account), pairs
    )
    if nameless:
        notes.not_named(AccessKeys(), tuple(sorted(nameless)), ask.key_ids)
    for collector, names in plan:
        left = [name for name in collector.users_on_request(snapshot) if name not in names]
        if left:
            notes.not_asked(collector, tuple(left) if names else ())
        if names or (collector.on_request and not left):
            notes.note_users(
                collector, [(name, answer) for (one, name), answer in answers if one is collector]
            )


def _nameless(snapshot: Snapshot, ask: Ask) -> AbstractSet[str]:
    """Return the users whose keys are known from the report, and need no ids."""
    if ask.live or ask.key_ids is KeyIds.ALL:
        return frozenset()
    named = ask.flagged(snapshot) if ask.flagged and ask.key_ids is KeyIds.FLAGGED else frozenset()
    return in_report(snapshot) - named


def _whom(
    collector: PerUserCollector[Any], snapshot: Snapshot, ask: Ask, nameless: AbstractSet[str]
) -> list[str]:
    names = list(collector.users(snapshot))
    if isinstance(collector, AccessKeys):
        names = [name for name in names if name not in nameless]
    if ask.live and collector.live:
        names = [user.name for user in snapshot.users]
    if collector.section in ask.include:
        names += collector.users_on_request(snapshot)
    return list(dict.fromkeys(names))


def _checked(
    collector: PerUserCollector[Any], client: Client, user_name: str, account: Account
) -> Sequence[Any]:
    """Ask about one user and try the answer at once: a bad one must not spoil the others."""
    answer = collector.fetch(client, user_name)
    collector.parse(answer, account)
    return answer


def _ask_about_keys(notes: Notes, pool: ThreadPoolExecutor, client: Client, ask: Ask) -> None:
    """Ask for the last use of keys that stand in no report; of all keys in a live run."""
    snapshot = notes.snapshot()
    keys = [key for key in snapshot.access_keys if key.id] if ask.live else not_in_report(snapshot)
    notes.note_last_use(ask_all(pool, lambda key: fetch_last_use(client, key.id or ""), keys))
