"""Puts what a database complains about into words."""

from sqlalchemy.exc import DBAPIError

from iam_audit.errors import StoreError

ADVICE = (
    ("database is locked", "Another program is writing to it: wait for it to end, or stop it."),
    ("file is not a database", "It is some other file: name another place."),
    ("unable to open database file", "See that its folder exists and that you may write there."),
    ("readonly database", "See that you may write to the file and to its folder."),
    ("database or disk is full", "Make room on the disk."),
    ("malformed", "The file is damaged: move it away, or restore it."),
    ("password authentication failed", "See PGPASSWORD, the file ~/.pgpass and the user in the URL."),
    ("no password supplied", "Set PGPASSWORD, or write the password to ~/.pgpass."),
    ("permission denied", "Grant that user the right to create and change tables in its schema."),
    ("does not exist", "Create it, or correct the URL."),
)
OTHERWISE = "See that the database runs and can be reached."


def translated(error: DBAPIError, where: str) -> StoreError:
    """Return an error that says what happened, where, and what to do."""
    said = " ".join(str(error.orig).split()) or type(error.orig).__name__
    advice = next((words for part, words in ADVICE if part in said), OTHERWISE)
    return StoreError(f"The store {where} does not work: {said.rstrip('.')}. {advice}")
