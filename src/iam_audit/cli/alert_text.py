"""What is shown of alerts: in words, and as values for programs."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

import msgspec

from iam_audit.alerts import Templates
from iam_audit.audience import Carried
from iam_audit.cli.talk import one_line
from iam_audit.model import AuditResult
from iam_audit.reports.visible import visible
from iam_audit.workflows import Alerting, AlertRun, AlertStatus, Preview
from iam_audit.workflows.alerting import Undelivered

REMARKS = 20
"""How many notes are shown."""
RULE = "─" * 72


def run_text(ended: AlertRun) -> str:
    """Say what was sent, to whom, through what and when, and what is still to be delivered."""
    return "".join(f"{one_line(line)}\n" for line in _run_lines(ended))


def run_data(ended: AlertRun, result: AuditResult) -> dict[str, Any]:
    """Return the same for programs."""
    return {
        "generated_at": result.generated_at,
        "scope": result.scope,
        "complete": result.complete,
        "coverage": result.coverage,
        "alert": msgspec.to_builtins(ended) | {"sent": len(ended.sent), "failed": len(ended.failed)},
    }


def _run_lines(ended: AlertRun) -> Iterator[str]:
    tried = [one for one in ended.messages if not one.sent]
    yield f"{_several(len(ended.sent), 'message')} sent, {len(tried)} failed, {len(ended.undelivered)} undelivered."
    yield from carried_lines(ended.messages)
    if ended.quiet:
        yield "Quiet hours: what waits is sent by the first run after them."
    for one in ended.undelivered:
        yield f"undelivered {_undelivered(one)}"
    for remark in ended.remarks[:REMARKS]:
        yield f"note: {remark}"
    if len(ended.remarks) > REMARKS:
        yield f"note: and {len(ended.remarks) - REMARKS} more; --format json lists all of them."


def carried_lines(carried: Iterable[Carried]) -> Iterator[str]:
    """Yield a line for each message that was tried."""
    for one in carried:
        whom = one.recipient or one.channel
        about = f"{one.stage}, {_several(len(one.findings), 'finding')}"
        if one.sent:
            remark = f" (before that: {_clause(one.error)})" if one.error else ""
            yield f"sent {_moment(one.at)} to {whom} through {one.through}: {one.to}; {about}{remark}"
        else:
            yield f"failed {_moment(one.at)} to {whom}: {_clause(one.error)}; {about}"


def preview_text(previews: Sequence[Preview], alerting: Alerting) -> str:
    """Show every message as its text form reads."""
    templates = _templates(alerting)
    parts = [f"{_several(len(previews), 'message')} would be sent. Nothing was, and nothing is remembered.\n"]
    for one in previews:
        rendered = templates.render(one.message)
        whom = one_line(f"To {one.channel}{f' {one.recipient}' if one.recipient else ''}")
        parts.append(f"\n{RULE}\n{whom}\nSubject: {one_line(rendered.subject)}\n\n{_safe(rendered.text)}")
    return "".join(parts)


def preview_data(previews: Sequence[Preview], alerting: Alerting) -> list[dict[str, Any]]:
    """Return every message in the forms that channels use."""
    templates = _templates(alerting)
    return [
        {
            "channel": one.channel,
            "recipient": one.recipient,
            **msgspec.to_builtins(templates.render(one.message)),
        }
        for one in previews
    ]


def status_text(status: AlertStatus) -> str:
    """Say what is open, what was sent, and what nobody has got."""
    return "".join(f"{one_line(line)}\n" for line in _status_lines(status))


def _status_lines(status: AlertStatus) -> Iterator[str]:
    yield f"{_several(len(status.open), 'finding')} open"
    for one in status.open:
        due = f", due {one.deadline:%Y-%m-%d}" if one.deadline else ""
        quiet = f", snoozed until {_moment(one.snoozed_until)} by {one.snoozed_by}: {one.snoozed_because}"
        yield (
            f"  {one.fingerprint} {one.severity} {one.check_id} in {one.account_id} since"
            f" {one.first_seen:%Y-%m-%d}{due}{quiet if one.snoozed_until else ''}"
        )
    yield f"{_several(len(status.sent), 'message')} sent in the last 30 days"
    for message in status.sent:
        yield f"  {_moment(message.at)} to {message.recipient or message.channel}"
    yield f"{_several(len(status.undelivered), 'message')} undelivered"
    for waiting in status.undelivered:
        yield f"  {_undelivered(waiting)}"


def _undelivered(one: Undelivered) -> str:
    end = "given up" if one.given_up else "waiting"
    tried = (
        f", {_several(one.attempts, 'attempt')}, the last failed: {_clause(one.error)}"
        if one.attempts
        else ""
    )
    again = f", again from {_moment(one.next_attempt_at)}" if one.next_attempt_at else ""
    return f"to {one.recipient or one.channel}: {end} since {_moment(one.since)}{tried}{again}"


def _templates(alerting: Alerting) -> Templates:
    return next(iter(alerting.channels.values())).surroundings.templates


def _safe(text: str) -> str:
    return visible(text, keep="\n")


def _moment(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M}" if at else ""


def _several(count: int, noun: str) -> str:
    return f"{count} {noun}{'s' * (count != 1)}"


def _clause(error: str | None) -> str:
    """Errors are sentences; here they stand within one."""
    return (error or "").rstrip(".")
