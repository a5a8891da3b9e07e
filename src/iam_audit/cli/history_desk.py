"""Looks into the history, for `iam-audit history`."""

from datetime import timedelta
from pathlib import Path

import msgspec

from iam_audit import workflows
from iam_audit.audience import policy_of
from iam_audit.cli import flags
from iam_audit.cli.alert_channels import url_of_store
from iam_audit.cli.endings import FINDINGS, FINE
from iam_audit.cli.history_text import diff_text, runs_text, trend_text
from iam_audit.cli.moment import moment
from iam_audit.cli.streams import put
from iam_audit.history.values import Diff
from iam_audit.model import Severity
from iam_audit.reports.json_text import json_text

NOTHING = "Nothing is saved yet. `iam-audit audit --save` saves an audit; save = true under [store] saves every one.\n"
ONE = "One audit is saved; it takes two to compare. Save another one, tomorrow for instance.\n"
WORSE = ("new", "returned", "worse", "unmuted")


def list_runs(limit: int, config: Path | None, *, as_json: bool) -> int:
    """Show the last runs."""
    with workflows.history_to_look_at(url_of_store(flags.settings_in_force(config))) as history:
        found = history.runs(limit) if history else ()
    if as_json:
        put(json_text(msgspec.to_builtins({"runs": found})))
    else:
        put(runs_text(found) if found else NOTHING)
    return FINE


def diff(before: str, after: str, fail_on: Severity | None, config: Path | None, *, as_json: bool) -> int:
    """Show what is other after one run than after an earlier one."""
    with workflows.history_to_look_at(url_of_store(flags.settings_in_force(config))) as history:
        known = len(history.runs(2)) if history else 0
        if history is None or (known < 2 and (before, after) == ("previous", "last")):
            put(json_text({"diff": None}) if as_json else ONE if known else NOTHING)
            return FINE
        found = history.diff(before, after)
    put(json_text(msgspec.to_builtins({"diff": found})) if as_json else diff_text(found))
    return FINDINGS if fail_on and _got_worse(found, fail_on) else FINE


def trend(days: int, now: str | None, config: Path | None, *, as_json: bool) -> int:
    """Show how things moved."""
    settings = flags.settings_in_force(config)
    at = moment(now)
    since = at - timedelta(days=days)
    deadlines = policy_of(settings.alerts).deadline_days
    with workflows.history_to_look_at(url_of_store(settings)) as history:
        points = history.trend(since) if history else ()
        times = history.fix_times(deadlines, at, since) if history else ()
    if as_json:
        put(json_text(msgspec.to_builtins({"days": points, "fix_times": times})))
    else:
        put(trend_text(points, times, days) if points else NOTHING if not times else _quiet(days))
    return FINE


def _quiet(days: int) -> str:
    return f"No audit was saved in the last {days} days. `--days` looks further back.\n"


def _got_worse(found: Diff, threshold: Severity) -> bool:
    return any(one.change in WORSE and one.finding.severity.at_least(threshold) for one in found.findings)
