"""Sends the report of all users to the channels that an event names, once to each, however often a run is tried."""

from collections.abc import Callable, Sequence

import msgspec

from iam_audit import clock
from iam_audit.audience import Carried
from iam_audit.aws_lambda.deployment import Deployment
from iam_audit.aws_lambda.events import Context
from iam_audit.aws_lambda.telling import Told
from iam_audit.errors import EventError
from iam_audit.model import AuditResult
from iam_audit.settings import nearest
from iam_audit.shards import Run
from iam_audit.workflows import Alerting, announce

KEPT = "send.json"


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """The channels that an audit on several machines was asked to send its report to."""

    channels: tuple[str, ...] = ()


def refuse_unknown(alerting: Alerting | None, names: Sequence[str]) -> None:
    """Raise EventError for a channel that is not there, or that reaches single people only."""
    shared = alerting.shared if alerting else ()
    for name in names:
        if name not in shared:
            near = nearest(name, shared) or f" Known: {', '.join(shared) or 'none'}."
            raise EventError(f"'send' names {name!r}, which is no channel that many people read.{near}")


def keep_wanted(run: Run, names: tuple[str, ...]) -> None:
    """Keep the names for the function that ends the audit."""
    if names:
        run.save(KEPT, Wanted(channels=names))


def wanted(run: Run) -> tuple[str, ...]:
    """Return the names that were kept."""
    return (run.load(KEPT, Wanted) or Wanted()).channels


def send_report(
    deployed: Deployment, result: AuditResult, alerting: Alerting, names: Sequence[str], context: Context
) -> Told:
    """Send the report to the channels that have not got it; what is left is for another attempt."""
    if not names:
        return Told()
    has_time = deployed.has_time_to_send(context)
    errors = [error for name in names if (error := _sent_once(deployed, result, alerting, name, has_time))]
    said = f"The report of all users did not get to everyone: {'; '.join(errors)}." if errors else ""
    return Told(summary={"announced": list(names)}, left=said)


def _sent_once(
    deployed: Deployment, result: AuditResult, alerting: Alerting, name: str, has_time: Callable[[], bool]
) -> str:
    """Send it to one channel, unless that was done; return what went wrong."""
    kept = f"announced/{name}.json"
    if deployed.run.load(kept, Carried):
        return ""
    if not has_time():
        return f"{name}: there was no time left"
    (carried,) = announce(result, alerting, [name], clock.now())
    if not carried.sent:
        return f"{name}: {(carried.error or '').rstrip('.')}"
    deployed.run.save(kept, carried)
    return ""
