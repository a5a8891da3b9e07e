"""Saves the accounts that were asked for on the command line."""

from collections.abc import Sequence
from pathlib import Path

from iam_audit import workflows
from iam_audit.cli.asked import Asked
from iam_audit.cli.auditing import progress
from iam_audit.cli.endings import FINE, INCOMPLETE
from iam_audit.cli.moment import moment
from iam_audit.cli.reach import live_source
from iam_audit.cli.statistics import refuse_unknown_form, tell_stats
from iam_audit.cli.streams import put
from iam_audit.cli.talk import Talk, complain
from iam_audit.model import AccountStatus, Gap
from iam_audit.settings import Settings
from iam_audit.workflows import Saved


def run(asked: Asked, settings: Settings, folder: Path, now: str | None, talk: Talk) -> int:
    """Save, print the folder of each account on stdout, and return the exit code."""
    at = moment(now)
    refuse_unknown_form(asked.stats)
    source = live_source(asked, settings)
    with progress(asked, talk) as watching:
        saved = workflows.collect(source, folder, at, watching)
    for one in saved:
        _tell(one, folder)
    tell_stats(asked.stats, source, {one.account.id: _status(one) for one in saved}, talk)
    done = sum(one.reason is None for one in saved)
    plural = "s" * (len(saved) != 1)
    talk.say(
        f"{done} of {len(saved)} account{plural} saved; audit them with: iam-audit audit --from-dir {folder}"
    )
    return FINE if all(one.reason is None and not missed(one.gaps) for one in saved) else INCOMPLETE


def missed(gaps: Sequence[Gap]) -> tuple[Gap, ...]:
    """Return what could not be read, without what nobody counts on."""
    return tuple(gap for gap in gaps if gap.wanted)


def _status(one: Saved) -> AccountStatus:
    if one.reason is not None:
        return AccountStatus.NOT_ASSESSED
    return AccountStatus.PARTIAL if missed(one.gaps) else AccountStatus.ASSESSED


def _tell(one: Saved, folder: Path) -> None:
    if one.reason is not None:
        complain(f"{one.account.id} not saved: {one.reason}")
        return
    put(f"{folder / one.account.id}\n")
    for gap in missed(one.gaps):
        complain(f"{one.account.id} incomplete: {gap.section.replace('_', ' ')}: {gap.reason}")
