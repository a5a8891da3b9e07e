"""What was done to credentials, written down before it is done: the memory of remediation and its evidence."""

from iam_audit.journal.base import Journal, Lease
from iam_audit.journal.records import Doing, Entry, Event, State

__all__ = ["Doing", "Entry", "Event", "Journal", "Lease", "State"]
