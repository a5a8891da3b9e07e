"""`iam-audit serve token`: makes, lists and revokes API tokens."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import msgspec

from iam_audit.access import Role, Token, Way, Who
from iam_audit.cli import flags
from iam_audit.cli.alert_channels import url_of_store
from iam_audit.cli.alert_desk import user_name
from iam_audit.cli.endings import FINE
from iam_audit.cli.moment import moment
from iam_audit.cli.streams import put
from iam_audit.cli.talk import Talk, one_line
from iam_audit.cli.words import one_of
from iam_audit.errors import InputError, UsageError
from iam_audit.reports.json_text import json_text
from iam_audit.store import open_store
from iam_audit.store.database import Store

ACCOUNT = re.compile(r"\d{12}", re.ASCII)


def create(name: str, role: str, accounts: tuple[str, ...], days: int, config: Path | None) -> int:
    """Make a token and print it."""
    meant = Role(one_of("--role", role, list(Role)))
    if wrong := [one for one in accounts if not ACCOUNT.fullmatch(one)]:
        raise UsageError(f"--accounts: {wrong[0]!r} is no account id: those are twelve digits.")
    if not name.strip():
        raise UsageError("NAME is empty: say who or what will use the token.")
    now = moment(None)
    with _store(config) as store:
        from iam_audit.access.changes import Changes
        from iam_audit.access.tokens import Tokens

        until = now + timedelta(days=days)
        made = Tokens(store).create(name.strip(), meant, accounts, until, by=user_name(), now=now)
        Changes(store).note(_me(), "token.create", made.token.id, now, name=made.token.name, role=meant.value)
    Talk().say(
        f"Token {made.token.id} for {one_line(made.token.name)}: {meant}, until {until:%Y-%m-%d}. Keep it safe:"
    )
    put(f"{made.secret}\n")
    return FINE


def show(config: Path | None, *, as_json: bool) -> int:
    """Print all tokens."""
    with _store(config) as store:
        from iam_audit.access.tokens import Tokens

        tokens = Tokens(store).all()
    if as_json:
        put(json_text(msgspec.to_builtins(tokens)))
    else:
        put("".join(_line(one) for one in tokens) or "There are no tokens.\n")
    return FINE


def revoke(token_id: str, config: Path | None) -> int:
    """End a token."""
    now = moment(None)
    with _store(config) as store:
        from iam_audit.access.changes import Changes
        from iam_audit.access.tokens import Tokens

        if not Tokens(store).revoke(token_id, now):
            raise InputError(f"There is no token {token_id!r} that works. See: iam-audit serve token list")
        Changes(store).note(_me(), "token.revoke", token_id, now)
    put(f"{token_id} works no longer.\n")
    return FINE


@contextmanager
def _store(config: Path | None) -> Iterator[Store]:
    with open_store(url_of_store(flags.settings_in_force(config))) as store:
        yield store


def _me() -> Who:
    return Who(name=user_name(), role=Role.ADMIN, way=Way.LOCAL)


def _line(token: Token) -> str:
    now = moment(None)
    ends = f"until {token.expires_at:%Y-%m-%d}" if token.works_at(now) else "works no longer"
    where = ", ".join(token.accounts) or "all accounts"
    return f"{token.id}  {token.role:<8}  {ends:<16}  {where}  {one_line(token.name)}\n"
