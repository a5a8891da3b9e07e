"""The SQL store: what iam-audit remembers between runs, in SQLite or PostgreSQL. Needs the extra `store`."""

from importlib import import_module
from typing import TYPE_CHECKING

from iam_audit.errors import StoreError
from iam_audit.store.location import sqlite_file, state_folder, store_url

if TYPE_CHECKING:
    from iam_audit.store.database import Store

__all__ = ["open_store", "sqlite_file", "state_folder", "store_url"]


def open_store(url: str) -> "Store":
    """Open the store at a URL that `store_url` returned, and bring its tables up to date.

    Raises StoreError when it cannot be opened, or was written by a newer version than this.
    """
    try:
        opening = import_module("iam_audit.store.opening")
    except ModuleNotFoundError as error:
        raise StoreError(
            f"The store needs '{error.name}', which is not installed. Install iam-audit[store]."
        ) from error
    store: Store = opening.open_store(url)
    return store
