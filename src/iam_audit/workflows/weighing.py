"""Gives findings the severities that the settings give to their checks."""

from collections.abc import Mapping

import msgspec

from iam_audit.model import AccountResult, Finding, KeyRow, Severity


def weighed(account: AccountResult, given: Mapping[str, Severity]) -> AccountResult:
    """Return the account with these severities, by check id, in the place of the checks' own."""
    if not given:
        return account
    findings = sorted((_weigh(one, given) for one in account.findings), key=lambda one: one.order)
    keys = tuple(_weighed_row(row, given) for row in account.keys)
    return msgspec.structs.replace(account, findings=tuple(findings), keys=keys)


def _weighed_row(row: KeyRow, given: Mapping[str, Severity]) -> KeyRow:
    return msgspec.structs.replace(row, rotation=_weigh(row.rotation, given)) if row.rotation else row


def _weigh(finding: Finding, given: Mapping[str, Severity]) -> Finding:
    severity = given.get(finding.check_id, finding.severity)
    return msgspec.structs.replace(finding, severity=severity)
