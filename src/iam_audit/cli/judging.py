"""Which checks to run and how to judge, from settings and flags."""

from collections.abc import Mapping
from typing import Any

import msgspec

from iam_audit.audit import Judgement
from iam_audit.checks import catalogue, configure
from iam_audit.checks.base import Check
from iam_audit.cli.words import matching, one_of
from iam_audit.errors import SettingsError, UsageError
from iam_audit.inactivity import Limits
from iam_audit.model import AccountResult, AuditResult, Finding, KeyRow, Severity
from iam_audit.settings import Settings, typed
from iam_audit.workflows import Questions

OURS = ("enabled", "severity")
"""What can be set of every check, beside the options of its own."""


def questions(settings: Settings) -> Questions:
    """Return what to ask. Raises UsageError for unknown checks and SettingsError for wrong options."""
    judgement = Judgement(
        limits=typed(settings.limits, Limits, f"{settings.where}: [limits]"),
        ignore_users_without_permissions=settings.audit.ignore_users_without_permissions,
        include_passed=settings.report.include_passed,
    )
    return Questions(checks=chosen_checks(settings), judgement=judgement)


def chosen_checks(settings: Settings) -> tuple[Check, ...]:
    """Return the checks that are left after `enabled`, --only and --skip, with their options."""
    own = {check: _without_ours(options) for check, options in settings.checks.items()}
    configured = configure(own, settings.where)
    known = [check.id for check in catalogue()]
    only = matching("--only", settings.audit.only, known) if settings.audit.only else frozenset(known)
    chosen = only - matching("--skip", settings.audit.skip, known) - _disabled(settings)
    if not chosen:
        raise UsageError("No check is left to run: look at --only, --skip and the settings 'enabled'.")
    return tuple(check for check in configured if check.id in chosen)


def severities(settings: Settings) -> Mapping[str, Severity]:
    """Return the severities that the settings give to checks, by check id."""
    return {
        check: Severity(one_of(_where(settings, check, "severity"), str(options["severity"]), list(Severity)))
        for check, options in settings.checks.items()
        if "severity" in options
    }


def weighed(result: AuditResult, given: Mapping[str, Severity]) -> AuditResult:
    """Return the result with these severities in the place of the checks' own."""
    if not given:
        return result
    accounts = tuple(_weighed_account(account, given) for account in result.accounts)
    return msgspec.structs.replace(result, accounts=accounts)


def _weighed_account(account: AccountResult, given: Mapping[str, Severity]) -> AccountResult:
    findings = sorted((_weigh(one, given) for one in account.findings), key=lambda one: one.order)
    keys = tuple(_weighed_row(row, given) for row in account.keys)
    return msgspec.structs.replace(account, findings=tuple(findings), keys=keys)


def _weighed_row(row: KeyRow, given: Mapping[str, Severity]) -> KeyRow:
    return msgspec.structs.replace(row, rotation=_weigh(row.rotation, given)) if row.rotation else row


def _weigh(finding: Finding, given: Mapping[str, Severity]) -> Finding:
    severity = given.get(finding.check_id, finding.severity)
    return msgspec.structs.replace(finding, severity=severity)


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
