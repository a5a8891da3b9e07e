"""The words of the credential report, each turned into a value once."""

from datetime import UTC, datetime

UNTOLD = frozenset({"", "n/a", "no_information", "not_supported"})
"""What the report writes where it has nothing to say; the column tells whether that is none or unknown."""

FLAGS = {"true": True, "false": False}


def read_flag(word: str) -> bool | None:
    """Read TRUE, true or false. Raises ValueError."""
    if word.lower() in UNTOLD:
        return None
    if word.lower() not in FLAGS:
        raise ValueError(f"{word!r} is neither true nor false")
    return FLAGS[word.lower()]


def read_moment(word: str) -> datetime | None:
    """Read an ISO 8601 date; the report is in UTC, also where a spreadsheet dropped the zone.

    Raises ValueError.
    """
    if word.lower() in UNTOLD:
        return None
    try:
        moment = datetime.fromisoformat(word)
    except ValueError:
        raise ValueError(f"{word!r} is not a date") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def read_word(word: str) -> str | None:
    """Read the name of a service or Region."""
    return None if word.lower() in UNTOLD else word


def read_account(arn: str) -> tuple[str, str]:
    """Return the partition and the account id of an IAM ARN. Raises ValueError."""
    parts = arn.split(":", 5)
    digits = parts[4] if len(parts) == 6 else ""
    if parts[0] != "arn" or not (len(digits) == 12 and digits.isascii() and digits.isdigit()):
        raise ValueError(f"{arn!r} is not an ARN of IAM")
    return parts[1], digits
