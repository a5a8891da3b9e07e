"""The waivers that were decided on the server, for programs that run without it."""

from datetime import datetime

from iam_audit.model import Waiver
from iam_audit.store import open_store, sqlite_file


def waivers_in_store(url: str, now: datetime) -> tuple[Waiver, ...]:
    """Return the waivers that the store at a URL holds; none where there is no store. Raises StoreError."""
    file = sqlite_file(url)
    if file is not None and not file.exists():
        return ()
    from iam_audit.waivers.sql import SqlWaivers  # noqa: PLC0415 - the library is an extra, and heavy

    with open_store(url) as store:
        return SqlWaivers(store).for_audit(now)
