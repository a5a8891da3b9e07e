"""Begins an audit that was asked for on the command line, or goes on with one."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from iam_audit import __version__, runs
from iam_audit.cli import auditing, flags, keeping, resuming
from iam_audit.cli.asked import Asked
from iam_audit.cli.auditing import Job
from iam_audit.cli.endings import FINE
from iam_audit.cli.moment import moment
from iam_audit.cli.reach import new_mark
from iam_audit.cli.streams import put
from iam_audit.cli.talk import Talk
from iam_audit.errors import UsageError
from iam_audit.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Given:
    """The flags of one call."""

    asked: Asked
    now: str | None
    judged: Mapping[str, Any]
    """Those that decide what is found; by flag, as in `resuming.JUDGED`."""
    shown: Mapping[str, Mapping[str, Any]]
    """Those that do not; by section of the settings."""
    runs_dir: Path | None
    config: Path | None
    save: bool = False
    """Whether to keep the result, whatever the settings say."""
    send: tuple[str, ...] = ()
    """The channels that get the report of all users."""

    def on_top_of(self, settings: Settings) -> Settings:
        """Return the settings with the flags that decide nothing on top."""
        settings = flags.with_asked(settings, self.asked)
        for section, values in self.shown.items():
            settings = flags.with_flags(settings, section, values)
        return settings

    def settings(self) -> Settings:
        """Return the settings in force with all flags on top."""
        settings = self.on_top_of(flags.settings_in_force(self.config))
        # A run that is begun with --save is saved when it is resumed, too.
        settings = flags.with_flags(settings, "store", {"save": self.save})
        for flag, value in self.judged.items():
            section, _, name = resuming.JUDGED[flag].partition(".")
            settings = flags.with_flags(settings, section, {name: value})
        return settings

    def saves(self, settings: Settings) -> bool:
        """Whether the result is kept in the history: an invented one only where that is asked for."""
        return self.save or (settings.store.save and not self.asked.mock)

    def root(self, settings: Settings) -> Path:
        """Return the folder of the runs. Raises OutputError."""
        return resuming.root(self.runs_dir, settings, os.environ)


def start(given: Given, talk: Talk) -> int:
    """Begin an audit; one of many accounts is kept, and so is any other with --runs-dir."""
    settings = given.settings()
    asked, started_at = given.asked, moment(None)
    if given.runs_dir and asked.offline:
        raise UsageError(f"{asked.place} asks AWS nothing, so --runs-dir is of no use: leave it out.")
    asked.refuse_contradictions(role_known=bool(settings.organization.role))
    at = moment(given.now) if given.now else started_at
    job = Job(
        asked=asked,
        settings=settings,
        at=at,
        named=bool(given.now),
        mark=new_mark(),
        save=given.saves(settings),
        send=given.send,
    )
    if asked.many or given.runs_dir:
        return keeping.begin(job, partial(given.root, settings), given.runs_dir, started_at, talk)
    return auditing.run(auditing.ready(job), None, talk)


def resume(given: Given, run_id: str, talk: Talk) -> int:
    """Go on with a run, with the settings that it was begun with. Raises UsageError when flags contradict them."""
    if given.config:
        raise UsageError("--config is of no use with --resume: a run keeps the settings it was begun with.")
    root = given.root(flags.settings_in_force(None))
    begun = runs.resume(root, run_id, __version__)
    try:
        return keeping.go_on(begun, _job(given, begun.manifest), given.runs_dir, moment(None), talk)
    finally:
        begun.leave()


def list_runs(given: Given) -> int:
    """Print the runs that can be resumed."""
    for line in resuming.listing(given.root(given.settings())):
        put(line)
    return FINE


def _job(given: Given, begun: runs.Manifest) -> Job:
    resuming.refuse_changes(begun, given.judged, given.now)
    asked = resuming.asked_again(begun, given.asked)
    settings = given.on_top_of(begun.settings)
    return Job(
        asked=asked,
        settings=settings,
        save=given.saves(settings),
        at=begun.now,
        named=True,
        waived=begun.waivers,
        mark=begun.mark,
        send=given.send,
    )
