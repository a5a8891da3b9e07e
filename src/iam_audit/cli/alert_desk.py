"""`iam-audit alert snooze`, `wake` and `status`: looks into the ledger, and keeps findings quiet."""

import getpass
from pathlib import Path

import msgspec

from iam_audit import workflows
from iam_audit.audience import policy_of
from iam_audit.cli import flags
from iam_audit.cli.alert_channels import url_of_store
from iam_audit.cli.alert_text import status_text
from iam_audit.cli.endings import FINE
from iam_audit.cli.moment import moment
from iam_audit.cli.streams import put
from iam_audit.cli.talk import one_line
from iam_audit.reports.json_text import json_text


def snooze(named: str, until: str, reason: str, by: str | None, now: str | None, config: Path | None) -> int:
    """Keep a finding quiet."""
    settings = flags.settings_in_force(config)
    end = moment(until, "--until")
    with workflows.ledger_to_look_at(url_of_store(settings)) as ledger:
        made = workflows.snooze(ledger, named, end, reason, by or user_name(), moment(now))
    put(f"{made.fingerprint} is snoozed until {made.until:%Y-%m-%d %H:%M} UTC: {one_line(made.reason)}\n")
    return FINE


def wake(named: str, config: Path | None) -> int:
    """End a snooze."""
    settings = flags.settings_in_force(config)
    with workflows.ledger_to_look_at(url_of_store(settings)) as ledger:
        fingerprint = workflows.wake(ledger, named)
    put(f"{fingerprint} is not snoozed any more.\n")
    return FINE


def status(now: str | None, config: Path | None, *, as_json: bool) -> int:
    """Show how things stand."""
    settings = flags.settings_in_force(config)
    with workflows.ledger_to_look_at(url_of_store(settings)) as ledger:
        found = workflows.alert_status(ledger, policy_of(settings.alerts), moment(now))
    put(json_text(msgspec.to_builtins(found)) if as_json else status_text(found))
    return FINE


def user_name() -> str:
    """Return the name of whoever runs the command, as far as the system knows it."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"
