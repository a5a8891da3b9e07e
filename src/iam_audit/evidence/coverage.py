"""The statement of coverage: what the audit looked at, and what it could not see."""

from collections.abc import Iterator

import msgspec

from iam_audit.model import AccountStatus, AuditResult
from iam_audit.reports.json_text import json_text
from iam_audit.reports.markdown import escape


def coverage_json(result: AuditResult) -> Iterator[str]:
    """Yield the statement for programs."""
    yield json_text(
        {
            "as_of": result.generated_at,
            "scope": result.scope,
            "complete": result.complete,
            "statement": result.coverage,
            "accounts": [
                {
                    "id": one.account.id,
                    "name": one.account.name,
                    "status": one.status,
                    "reason": one.reason,
                    "credential_report_generated_at": one.credential_report_generated_at,
                    "gaps": [msgspec.to_builtins(gap) for gap in one.gaps],
                }
                for one in result.accounts
            ],
        }
    )


def coverage_markdown(result: AuditResult) -> Iterator[str]:
    """Yield the statement for people."""
    yield "# Coverage\n\n"
    yield f"{escape(result.scope)}, as of {result.generated_at:%Y-%m-%d %H:%M} UTC: {escape(result.coverage)}.\n\n"
    yield "What could not be read is not judged, and nothing below is taken for good news.\n"
    for one in result.accounts:
        name = f"{one.account.id} {one.account.name}".strip()
        yield f"\n## {escape(name)}\n\n{escape(one.status.replace('_', ' '))}"
        yield f": {escape(one.reason)}\n" if one.reason else ".\n"
        if one.status is AccountStatus.NOT_ASSESSED:
            continue
        at = one.credential_report_generated_at
        yield f"\nCredential report of {at:%Y-%m-%d %H:%M} UTC.\n" if at else "\nNo credential report.\n"
        gaps = "".join(f"- {escape(gap.section.words)}: {escape(gap.reason)}\n" for gap in one.gaps)
        yield f"\nNot read:\n\n{gaps}" if gaps else "\nEverything that was asked for was read.\n"
