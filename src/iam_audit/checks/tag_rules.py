"""What the checks of tags on settings share: which tags must be there."""

from collections.abc import Iterable, Mapping

from iam_audit.checks.naming import absent


def lacking(tags: Mapping[str, str], required: Iterable[str]) -> str | None:
    """Say what is lacking; None when nothing is. With nothing required, any one tag will do."""
    own = [key for key in tags if not key.casefold().startswith("aws:")]
    wanted = tuple(required)
    if not wanted:
        return None if own else "any tag"
    missing = absent(wanted, own)
    return f"the tags {', '.join(missing)}" if missing else None
