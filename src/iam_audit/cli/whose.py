"""`iam-audit whose`: the account that an access key id belongs to, read from the id itself."""

import re
from types import MappingProxyType
from typing import Annotated

import typer

from iam_audit.cli.streams import put
from iam_audit.cli.talk import Talk
from iam_audit.errors import InputError

app = typer.Typer(rich_markup_mode=None, add_completion=False)

KINDS = MappingProxyType(
    {
        "ABIA": "a bearer token of AWS STS",
        "ACCA": "a context-specific credential",
        "AGPA": "a user group",
        "AIDA": "an IAM user",
        "AIPA": "an instance profile",
        "AKIA": "a long-lived access key",
        "ANPA": "a managed policy",
        "ANVA": "a version of a managed policy",
        "APKA": "a public key",
        "AROA": "a role",
        "ASCA": "a certificate",
        "ASIA": "a temporary access key",
    }
)
"""What the first four letters mean. Source: "Unique identifiers" in the IAM User Guide."""

CARRIERS = ("AKIA", "ASIA")
"""The kinds of which sts:GetAccessKeyInfo tells the account."""

ID = re.compile(r"[A-Z0-9]{16,128}", re.ASCII)
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
HIGHEST_ACCOUNT = 999_999_999_999


@app.command()
def whose(
    key_id: Annotated[str, typer.Argument(metavar="KEY_ID", help="The access key id; never its secret.")],
) -> int:
    """Tell the account that an access key id belongs to, offline: the id holds it.

    The account is printed on stdout, what kind of key it is on stderr. Old keys do not hold their account;
    AWS tells it with `aws sts get-access-key-info`.
    """
    account_id = account_of(key_id.strip())
    Talk().say(f"{KINDS[key_id.strip()[:4]]} of this account:")
    put(f"{account_id}\n")
    return 0


def account_of(key_id: str) -> str:
    """Return the twelve digits that an access key id holds. Raises InputError when it holds none.

    What follows the prefix is base32: one bit that says whether an account is there, then forty bits of it.
    """
    kind = _kind(key_id)
    if kind not in CARRIERS:
        raise InputError(
            f"This is the id of {KINDS[kind]}, not of an access key: those begin with AKIA or ASIA."
        )
    if any(one not in ALPHABET for one in key_id[4:]):
        raise InputError(
            "This is no access key id: the digits 0, 1, 8 and 9 never occur in one. Copy it again."
        )
    bits = _first_bits(key_id[4:])
    if not bits >> 47:
        raise InputError(
            "This key is of the older kind that does not hold its account. "
            "Ask AWS: aws sts get-access-key-info --access-key-id KEY_ID"
        )
    number = (bits & 0x7FFFFFFFFF80) >> 7
    if number > HIGHEST_ACCOUNT:
        raise InputError(
            "This is no access key id: the account in it has more than twelve digits. Copy it again."
        )
    return f"{number:012}"


def _kind(key_id: str) -> str:
    if not ID.fullmatch(key_id) or key_id[:4] not in KINDS:
        raise InputError(
            "This is no access key id: those are 16 or more capitals and digits, AKIA or ASIA first."
        )
    return key_id[:4]


def _first_bits(text: str) -> int:
    """Return the first 48 bits of a base32 text as a number; ten characters hold 50."""
    number = 0
    for one in text[:10]:
        number = number * 32 + ALPHABET.index(one)
    return number >> 2
