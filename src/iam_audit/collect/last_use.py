"""What an empty "last used" means: never, or that nobody was counting yet."""

from datetime import UTC, datetime

from iam_audit.model import LastUse, NeverUsed, Used, UseUnknown

KEYS_TRACKED_SINCE = datetime(2015, 4, 22, tzinfo=UTC)
"""Source: "Get credential reports for your AWS account", IAM User Guide, access_key_1_last_used_date."""

PASSWORDS_TRACKED_SINCE = datetime(2014, 10, 20, tzinfo=UTC)
"""Source: the same page, password_last_used."""


def key_without_use(created_at: datetime | None) -> LastUse:
    """Return what it means that AWS shows no use of an access key made at `created_at`.

    An older key than AWS's records may have been used before them, but not since they began.
    """
    found = _without_use(created_at, KEYS_TRACKED_SINCE, "access keys")
    if isinstance(found, UseUnknown) and created_at is not None:
        return UseUnknown(why=found.why, quiet_since=KEYS_TRACKED_SINCE)
    return found


def password_without_use(user_created_at: datetime | None) -> LastUse:
    """Return what it means that AWS shows no use of a password.

    Only the user's own age tells: a password may be much older than its last change.
    """
    return _without_use(user_created_at, PASSWORDS_TRACKED_SINCE, "passwords")


def latest(one: LastUse, other: LastUse) -> LastUse:
    """Return the more telling of two statements about one credential, `one` being the fresher."""
    if isinstance(one, Used) and isinstance(other, Used):
        return one if one.at >= other.at else other
    if isinstance(one, Used) or isinstance(other, UseUnknown):
        return one
    return other if isinstance(other, Used) or isinstance(one, UseUnknown) else one


def _without_use(since: datetime | None, tracked: datetime, what: str) -> LastUse:
    if since is None:
        return UseUnknown(
            why="AWS does not say when it was made, so no recorded use does not mean never used."
        )
    if since < tracked:
        return UseUnknown(
            why=f"AWS has recorded the use of {what} since {tracked.date()} only, and this is older."
        )
    return NeverUsed()
