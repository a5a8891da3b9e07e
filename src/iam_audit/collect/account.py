"""Reads one live account: the few big answers first, then single users where those leave something open."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any, TypeAlias

import msgspec

from iam_audit.collect import collectors, per_user_collectors
from iam_audit.collect.access_keys import fetch_last_use, not_in_report
from iam_audit.collect.asking import ask_all, crew
from iam_audit.collect.authorization_details import AuthorizationDetails
from iam_audit.collect.base import Answers, Client, Collector, PerUserCollector, Unread
from iam_audit.collect.credential_report import CredentialReport
from iam_audit.collect.notes import Notes
from iam_audit.collect.users import Users
from iam_audit.errors import AccountError
from iam_audit.model import Account, Section, Snapshot

Clients: TypeAlias = Callable[[str], Client]


class Ask(msgspec.Struct, frozen=True, kw_only=True):
    """How much to ask for."""

    include: frozenset[Section] = frozenset()
    """Sections that cost a call per user, and are read only when named: ssh_public_keys, mfa_devices."""
    live: bool = False
    """Ask about every user and key directly: the credential report may be four hours old."""
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
    notes = Notes(account, now)
    with crew(ask.workers) as pool:
        _ask_account(notes, pool, client, ask, sleep)
        _ask_about_users(notes, pool, client, ask)
        _ask_about_keys(notes, pool, client("iam"), ask)
    return Collected(snapshot=notes.snapshot(), answers=notes.answers, unread=notes.unread)


def _ask_account(
    notes: Notes, pool: ThreadPoolExecutor, client: Clients, ask: Ask, sleep: Callable[[float], None]
) -> None:
    """Ask what takes few calls.

    The list of users is needed only when the report is refused, or too old to be trusted.
    """
    listing = [one for one in collectors() if isinstance(one, Users)]
    cheap = [_with_sleep(one, sleep) for one in collectors() if one not in listing or ask.live]
    _note_all(notes, pool, client, cheap)
    if not notes.has(CredentialReport) and not ask.live:
        _note_all(notes, pool, client, listing)
    sources = (CredentialReport, Users, AuthorizationDetails)
    if not any(notes.has(source) for source in sources):
        raise AccountError(f"Account {notes.account.id} could not be read: {notes.reasons(sources)}")


def _note_all(
    notes: Notes, pool: ThreadPoolExecutor, client: Clients, asked: Sequence[Collector[Any]]
) -> None:
    ready = {one.service: client(one.service) for one in asked}
    for collector, answer in ask_all(pool, lambda one: one.fetch(ready[one.service]), asked):
        notes.note(collector, answer)


def _with_sleep(collector: Collector[Any], sleep: Callable[[float], None]) -> Collector[Any]:
    return CredentialReport(sleep=sleep) if isinstance(collector, CredentialReport) else collector


def _ask_about_users(notes: Notes, pool: ThreadPoolExecutor, client: Clients, ask: Ask) -> None:
    snapshot = notes.snapshot()
    plan = [(one, _whom(one, snapshot, ask)) for one in per_user_collectors()]
    pairs = [(one, name) for one, names in plan for name in names]
    ready = {one.service: client(one.service) for one, _ in plan}
    answers = ask_all(
        pool, lambda pair: _checked(pair[0], ready[pair[0].service], pair[1], notes.account), pairs
    )
    for collector, names in plan:
        left = [name for name in collector.users_on_request(snapshot) if name not in names]
        if left:
            notes.not_asked(collector, tuple(left) if names else ())
        if names or (collector.on_request and not left):
            notes.note_users(
                collector, [(name, answer) for (one, name), answer in answers if one is collector]
            )


def _whom(collector: PerUserCollector[Any], snapshot: Snapshot, ask: Ask) -> list[str]:
    names = list(collector.users(snapshot))
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
