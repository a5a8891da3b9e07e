"""The moment that an audit is about."""

from datetime import UTC, datetime

from iam_audit import clock
from iam_audit.errors import UsageError


def moment(text: str | None, flag: str = "--now") -> datetime:
    """Return the moment that `flag` names, or the present one. Without a zone it is UTC."""
    if text is None:
        return clock.now()
    try:
        named = datetime.fromisoformat(text)
        return named.replace(tzinfo=UTC) if named.tzinfo is None else named.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        how = "write it like 2026-03-19 or 2026-03-19T12:00:00+01:00"
        raise UsageError(f"{flag}: '{text}' is no date that can be read; {how}.") from error
