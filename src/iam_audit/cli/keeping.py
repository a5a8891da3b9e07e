"""Audits in a run, so that they can be interrupted and gone on with."""

import shlex
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from iam_audit import __version__, runs
from iam_audit.cli.auditing import Job, Ready, ready, run
from iam_audit.cli.endings import INTERRUPTED
from iam_audit.cli.resuming import kept_words, words
from iam_audit.cli.talk import Talk, complain
from iam_audit.errors import IamAuditError, OutputError
from iam_audit.runs import Manifest, Run
from iam_audit.workflows import Keeping


def begin(
    job: Job, root_of: Callable[[], Path], asked_for: Path | None, started_at: datetime, talk: Talk
) -> int:
    """Audit in a run of its own. Where no place is left for one, audit without, unless somebody named the place."""
    checked = ready(job)
    try:
        root = root_of()
        runs.clean(root, started_at - timedelta(days=job.settings.runs.keep_days))
        begun = runs.begin(root, _manifest(checked, started_at))
    except OutputError as error:
        if asked_for:
            raise
        complain(f"this audit cannot be resumed if it is interrupted: {error}")
        return run(checked, None, talk)
    try:
        return _in_run(begun, checked, _keeping(begun, job, started_at, asked_for), talk)
    finally:
        _leave(begun)


def go_on(begun: Run, job: Job, asked_for: Path | None, started_at: datetime, talk: Talk) -> int:
    """Audit what is missing in a run."""
    checked = ready(job)
    talk.say(f"Run {begun.id}: {kept_words(begun.kept)}.")
    return _in_run(begun, checked, _keeping(begun, job, started_at, asked_for), talk)


def _in_run(begun: Run, checked: Ready, keeping: Keeping, talk: Talk) -> int:
    try:
        return run(checked, keeping, talk)
    except IamAuditError as error:
        if begun.kept:
            raise type(error)(f"{error} To go on from here: {keeping.how}") from error
        raise
    except KeyboardInterrupt:
        if not begun.kept:
            raise
        complain(f"interrupted; to go on from here: {keeping.how}")
        raise SystemExit(INTERRUPTED) from None


def _leave(begun: Run) -> None:
    """A run that holds nothing is not worth resuming."""
    if begun.kept:
        begun.leave()
    else:
        begun.remove()


def _keeping(begun: Run, job: Job, started_at: datetime, asked_for: Path | None) -> Keeping:
    where = f" --runs-dir {shlex.quote(str(asked_for))}" if asked_for else ""
    return Keeping(
        run=begun,
        started_at=started_at,
        max_age=timedelta(hours=job.settings.runs.max_age_hours),
        how=f"iam-audit audit --resume {begun.id}{where}",
    )


def _manifest(checked: Ready, started_at: datetime) -> Manifest:
    job, mark = checked.job, checked.job.mark or ""
    return Manifest(
        id=runs.new_id(started_at, mark),
        mark=mark,
        began_at=started_at,
        now=job.at,
        tool_version=__version__,
        asked=msgspec.to_builtins(job.asked),
        settings=job.settings,
        waivers=checked.asking.judgement.waivers,
        words=words(job.asked),
    )
