"""Shows where every credential stands, once the flags are understood."""

from iam_audit import workflows
from iam_audit.cli.alert_channels import ticking, url_of_store
from iam_audit.cli.asked import Asked
from iam_audit.cli.endings import FINDINGS, FINE
from iam_audit.cli.moment import moment
from iam_audit.cli.reach import connection, new_mark
from iam_audit.cli.remediate_run import entry_of
from iam_audit.cli.run_text import status_data, status_text
from iam_audit.cli.streams import put
from iam_audit.cli.talk import complain
from iam_audit.journal import Journal
from iam_audit.remediate.actions import configure
from iam_audit.reports.json_text import json_text
from iam_audit.settings import Settings
from iam_audit.workflows.entering import way_into
from iam_audit.workflows.remediating import Remediating
from iam_audit.workflows.remediation_status import remediation_status
from iam_audit.workflows.trails import events_to_look_at


def status(asked: Asked, settings: Settings, now: str | None, *, live: bool, as_json: bool) -> int:
    """Show where everything stands; with `live`, whether AWS shows the same. Return the exit code."""
    at = moment(now)
    url = url_of_store(settings)
    with workflows.journal_to_look_at(url) as journal:
        looking = _looking(asked, settings, journal, now) if live else None
        found = remediation_status(journal, settings.remediate, at, looking, events_to_look_at(url))
    put(json_text(status_data(found)) if as_json else status_text(found))
    if found.broken:
        complain("the journal is not as it was written: somebody has changed the store.")
    if found.unexplained:
        complain(f"{found.unexplained} not as the journal says, or missed by somebody: see above.")
    return FINDINGS if found.broken or found.unexplained else FINE


def _looking(asked: Asked, settings: Settings, journal: Journal, now: str | None) -> Remediating:
    aws = connection(asked, settings, new_mark())
    return Remediating(
        run_id=aws.run_id,
        by=aws.identity().arn,
        journal=journal,
        actions=configure(settings.remediate.actions, settings.where),
        enter=way_into(aws, entry_of(asked, settings)),
        ticks=ticking(moment(now), named=now is not None),
    )
