"""Runs alerts that were asked for on the command line, once the flags are understood."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from iam_audit import workflows
from iam_audit.cli.alert_channels import alerting_of, ticking, url_of_store
from iam_audit.cli.alert_text import carried_lines, preview_data, preview_text, run_data, run_text
from iam_audit.cli.asked import Asked
from iam_audit.cli.auditing import progress
from iam_audit.cli.endings import FINE, INCOMPLETE, UNDELIVERED
from iam_audit.cli.moment import moment
from iam_audit.cli.reach import source
from iam_audit.cli.statistics import refuse_unknown_form, tell_stats
from iam_audit.cli.streams import put
from iam_audit.cli.talk import Talk, complain
from iam_audit.model import AuditResult
from iam_audit.reports.json_text import json_text
from iam_audit.settings import Settings
from iam_audit.workflows import Alerting, OneAccount, Organization, Source
from iam_audit.workflows.judging import questions


@dataclass(frozen=True, kw_only=True)
class How:
    """What the flags say about sending."""

    dry_run: bool = False
    to: str | None = None
    channels: tuple[str, ...] = ()
    fail_on_undelivered: bool = False
    as_json: bool = False

    @property
    def previewed(self) -> bool:
        """Whether those whom it concerns are to hear nothing yet."""
        return self.dry_run or self.to is not None


def run(asked: Asked, settings: Settings, how: How, now: str | None, talk: Talk) -> int:
    """Audit, tell, report and return the exit code. What can be refused is refused before AWS is asked."""
    at = moment(now)
    ticks = ticking(at, named=now is not None)
    alerting = alerting_of(asked, settings, ticks)
    alerting = alerting.only(how.channels) if how.channels else alerting
    if how.to is not None:
        workflows.preview_channel(alerting, how.to)
    url = url_of_store(settings)
    result, where_from = _audited(asked, settings, now, talk)
    if settings.alerts.creators and isinstance(where_from, OneAccount | Organization):
        alerting = replace(
            alerting, creators=workflows.creators_of(where_from, result, at, settings.events.calls_per_second)
        )
    tell = _preview if how.previewed else _alert
    code = tell(result, alerting, how, url, at, ticks)
    if not result.complete:
        complain(f"incomplete: {result.coverage}")
        return INCOMPLETE
    return code


def _audited(asked: Asked, settings: Settings, now: str | None, talk: Talk) -> tuple[AuditResult, Source]:
    at = moment(now)
    asking = questions(settings, at, stored=workflows.waivers_in_store(url_of_store(settings), at))
    refuse_unknown_form(asked.stats)
    where_from = source(asked, settings, judged_at=at if now else None)
    with progress(asked, talk) as watching:
        result = workflows.audit(where_from, asking, at, watching)
    tell_stats(asked.stats, where_from, {one.account.id: one.status for one in result.accounts}, talk)
    return result, where_from


def _alert(
    result: AuditResult, alerting: Alerting, how: How, url: str, at: datetime, ticks: Callable[[], datetime]
) -> int:
    with workflows.ledger_at(url) as ledger:
        ended = workflows.alert(result, alerting, ledger, at, ticks)
    put(json_text(run_data(ended, result)) if how.as_json else run_text(ended))
    for one in ended.failed:
        complain(f"not delivered to {one.recipient or one.channel}: {one.error}")
    return UNDELIVERED if how.fail_on_undelivered and ended.failed else FINE


def _preview(
    result: AuditResult, alerting: Alerting, how: How, url: str, at: datetime, _: Callable[[], datetime]
) -> int:
    with workflows.ledger_to_look_at(url) as ledger:
        previews = workflows.preview(result, alerting, ledger, at)
    if how.to is None:
        put(json_text(preview_data(previews, alerting)) if how.as_json else preview_text(previews, alerting))
        return FINE
    carried = workflows.send_previews(previews, alerting, how.to, at)
    put(json_text(carried) if how.as_json else "".join(f"{line}\n" for line in carried_lines(carried)))
    return UNDELIVERED if any(not one.sent for one in carried) else FINE
