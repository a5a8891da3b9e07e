"""Entries for tests of the journal: say only what the test is about."""

from datetime import timedelta

from builders import ACCOUNT_ID, KEY_ID, NOW
from iam_audit.journal import Entry, State

HOUR = timedelta(hours=1)
TARGET = f"{ACCOUNT_ID}|access-key|{KEY_ID}"


def entry(number: int = 1, **fields: object) -> Entry:
    values = {
        "id": f"run-1-{number}",
        "key": f"{TARGET}|deactivate-access-key|deactivate|{number}",
        "account_id": ACCOUNT_ID,
        "target": TARGET,
        "action": "deactivate-access-key",
        "stage": "deactivate",
        "cycle": number,
        "plan_hash": "c0ffee",
        "run_id": "run-1",
        "by": "arn:aws:iam::123456789012:user/auditor",
        "state": State.OPEN,
        "step": {"action": "deactivate-access-key", "idle_days": 90},
        "facts_before": {"key_status": "Active", "last_used_at": None, "user_tags": {"team": "ä"}},
        "intended_at": NOW,
    }
    return Entry(**(values | fields))
