"""Whole days between two moments, always in UTC."""

from datetime import datetime


def whole_days(since: datetime, now: datetime) -> int:
    """Count the complete 24-hour periods from `since` to `now`; a moment in the future counts as 0 days ago."""
    return max(0, (now - since).days)
