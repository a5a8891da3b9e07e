"""Which checks to run and how to judge, from settings and flags."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from iam_audit.audit import Judgement
from iam_audit.checks import catalogue, configure
from iam_audit.checks.base import Check
from iam_audit.checks.frameworks import framework_called, framework_names, frameworks
from iam_audit.errors import SettingsError, UsageError
from iam_audit.inactivity import Limits
from iam_audit.model import Framework, Severity, Waiver
from iam_audit.settings import Settings, WaiverSettings, matching, nearest, one_of, typed
from iam_audit.waivers import FILE, load
from iam_audit.workflows.auditing import Questions

OURS = ("enabled", "severity")
"""What can be set of every check, beside the options of its own."""


def questions(
    settings: Settings,
    at: datetime,
    waived: tuple[Waiver, ...] | None = None,
    stored: tuple[Waiver, ...] = (),
) -> Questions:
    """Return what to ask as of a moment; the waivers are read from their file unless they are handed in.

    `stored` are those of the store, which hold beside those of the file.

    Raises UsageError for unknown checks or frameworks, and SettingsError for wrong options and waivers.
    """
    judgement = Judgement(
        limits=typed(settings.limits, Limits, f"{settings.where}: [limits]"),
        ignore_users_without_permissions=settings.audit.ignore_users_without_permissions,
        include_passed=settings.report.include_passed,
        waivers=waived if waived is not None else (*waivers(settings.waivers, Path(), _day(at)), *stored),
        waiver_tag=settings.waivers.tag if settings.waivers.tags else None,
        warn_days=settings.waivers.warn_days,
        classify=settings.classify,
    )
    framework = framework_meant(settings.audit.framework) if settings.audit.framework else None
    return Questions(
        checks=chosen_checks(settings, framework),
        judgement=judgement,
        framework=framework,
        severities=severities(settings),
    )


def waivers(settings: WaiverSettings, folder: Path, today: date) -> tuple[Waiver, ...]:
    """Read the file of waivers: the one that is named, else the one in the folder if there is one."""
    if settings.file:
        return load(Path(settings.file), today)
    path = folder / FILE
    return load(path, today) if path.exists() else ()


def _day(at: datetime) -> date:
    return at.astimezone(UTC).date()


def framework_meant(text: str) -> Framework:
    """Return the framework of that name. Raises UsageError with the nearest one."""
    if found := framework_called(text):
        return found
    known = ", ".join(one.id for one in frameworks())
    rest = nearest(text.lower(), framework_names()) or f" Known: {known}."
    raise UsageError(f"--framework: there is no '{text}'.{rest}")


def chosen_checks(settings: Settings, framework: Framework | None = None) -> tuple[Check, ...]:
    """Return the checks that are left after `enabled`, --framework, --only and --skip, with their options."""
    own = {check: _without_ours(options) for check, options in settings.checks.items()}
    configured = configure(own, settings.where)
    known = [check.id for check in catalogue()]
    only = matching("--only", settings.audit.only, known) if settings.audit.only else frozenset(known)
    chosen = only - matching("--skip", settings.audit.skip, known) - _disabled(settings)
    chosen &= framework.checks if framework else chosen
    if not chosen:
        flags = "--framework, --only, --skip" if framework else "--only, --skip"
        raise UsageError(f"No check is left to run: look at {flags} and the settings 'enabled'.")
    return tuple(check for check in configured if check.id in chosen)


def severities(settings: Settings) -> Mapping[str, Severity]:
    """Return the severities that the settings give to checks, by check id."""
    return {
        check: Severity(one_of(_where(settings, check, "severity"), str(options["severity"]), list(Severity)))
        for check, options in settings.checks.items()
        if "severity" in options
    }


def _without_ours(options: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in options.items() if name not in OURS}


def _disabled(settings: Settings) -> frozenset[str]:
    return frozenset(
        check for check, options in settings.checks.items() if not _enabled(settings, check, options)
    )


def _enabled(settings: Settings, check: str, options: Mapping[str, Any]) -> bool:
    enabled = options.get("enabled", True)
    if not isinstance(enabled, bool):
        raise SettingsError(f"{_where(settings, check, 'enabled')} must be true or false, not {enabled!r}.")
    return enabled


def _where(settings: Settings, check: str, name: str) -> str:
    return f"{settings.where}: [checks.{check}] {name}"
