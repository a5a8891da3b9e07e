"""Since when a credential lies idle, and how to say it."""

from datetime import datetime
from typing import assert_never

from iam_audit.checks.base import Facts
from iam_audit.model import AccessKey, LastUse, NeverUsed, Used, UseUnknown


def idle_since(use: LastUse, otherwise: datetime | None) -> datetime | None:
    """Return the last use, or `otherwise` for what was never used; None when that is not known."""
    match use:
        case Used(at=at):
            return at
        case NeverUsed():
            return otherwise
        case UseUnknown():
            return None
        case _:
            assert_never(use)


def key_idle_since(key: AccessKey) -> datetime | None:
    """Return since when a key lies idle.

    One that was never used counts from when it was made or last switched on: somebody had it in hand then. One that
    is older than AWS's records counts from when they began, which is the least that is certain.
    """
    use = key.last_used
    if isinstance(use, UseUnknown) and use.quiet_since:
        return max(use.quiet_since, key.rotated_at or use.quiet_since)
    return idle_since(use, key.rotated_at or key.created_at)


def why_unknown(use: LastUse, missing: str) -> str:
    """Return why idleness cannot be told: what the last use says itself, else that `missing` is."""
    if isinstance(use, UseUnknown):
        return f"The last use is not known: {use.why}"
    return f"Never used, and AWS did not say {missing}."


def use_facts(use: LastUse) -> Facts:
    """Return the last use as evidence."""
    match use:
        case Used(at=at, service=service, region=region):
            return {"last_used_at": at.isoformat(), "last_used_service": service, "last_used_region": region}
        case NeverUsed():
            return {"last_used_at": None, "never_used": True}
        case UseUnknown(why=why, quiet_since=since):
            quiet = {"no_use_since": since.isoformat()} if since else {}
            return {"last_used_at": None, "last_use_unknown": why, **quiet}
        case _:
            assert_never(use)


def use_words(use: LastUse, days: int, since: str) -> str:
    """Return how long ago a credential was used, or that it was not used since `since`."""
    if isinstance(use, UseUnknown) and use.quiet_since:
        return f"shows {no_use_since(use.quiet_since)}, at least {days} days"
    if not isinstance(use, Used):
        return f"was not used in the {days} days since {since}"
    where = " in ".join(part for part in (use.service, use.region) if part)
    return f"was last used {days} days ago" + (f" ({where})" if where else "")


def no_use_since(since: datetime) -> str:
    """Return that AWS has seen no use for as long as it has looked."""
    return f"no use since AWS began to record it in {since:%B %Y}"
