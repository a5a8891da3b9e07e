"""Hides the middle of access key ids, for reports that leave the house."""

import re
from collections.abc import Callable
from typing import TypeAlias, TypeVar

import msgspec

from iam_audit.model import AccountResult, AuditResult, Finding, KeyRow
from iam_audit.model.wire import from_plain, plain

T = TypeVar("T")
Plain: TypeAlias = object
"""A tree of dicts, lists and scalars."""

_LOOKS_LIKE_A_KEY = re.compile(r"(?:AKIA|ASIA)[A-Z0-9]{12,124}")
_WORD = re.compile(r"\w{9,128}")


def mask(key_id: str) -> str:
    """Keep the first four and the last four characters; a text of eight or fewer is all stars."""
    hidden = len(key_id) - 8
    return f"{key_id[:4]}{'*' * hidden}{key_id[-4:]}" if hidden > 0 else "*" * len(key_id)


def mask_keys(result: AuditResult) -> AuditResult:
    """Return the same audit with every access key id masked, wherever it is mentioned.

    Fingerprints stay those of the unmasked findings, so a masked report can be compared with the next one.
    """
    known = frozenset(
        row.key.id for row in result.keys if row.key.id and not _LOOKS_LIKE_A_KEY.fullmatch(row.key.id)
    )

    def masked(value: T) -> T:
        return from_plain(_each_text(plain(value), lambda text: _mask_text(text, known)), type(value))

    around = masked(msgspec.structs.replace(result, accounts=()))
    accounts = result.changed(lambda account: masked(_pin(account)).pinned).accounts
    return msgspec.structs.replace(around, accounts=accounts)


def _mask_text(text: str, known: frozenset[str]) -> str:
    text = _WORD.sub(lambda match: mask(match[0]) if match[0] in known else match[0], text)
    return _LOOKS_LIKE_A_KEY.sub(lambda match: mask(match[0]), text)


def _pin(account: AccountResult) -> AccountResult:
    return msgspec.structs.replace(
        account,
        findings=tuple(_pinned(finding) for finding in account.findings),
        keys=tuple(_pin_row(row) for row in account.keys),
    ).pinned


def _pin_row(row: KeyRow) -> KeyRow:
    return msgspec.structs.replace(row, rotation=_pinned(row.rotation)) if row.rotation else row


def _pinned(finding: Finding) -> Finding:
    return msgspec.structs.replace(finding, pinned_fingerprint=finding.fingerprint)


def _each_text(value: Plain, change: Callable[[str], str]) -> Plain:
    match value:
        case str():
            return change(value)
        case dict():
            return {change(key): _each_text(held, change) for key, held in value.items()}
        case list() | tuple():
            return [_each_text(held, change) for held in value]
        case _:
            return value
