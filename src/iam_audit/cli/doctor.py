"""`iam-audit doctor`: what an audit will need, tried beforehand."""

from typing import TYPE_CHECKING

import typer

from iam_audit.cli import options as o
from iam_audit.cli.asked import Asked
from iam_audit.cli.endings import FINE, WRONG
from iam_audit.cli.many_values import ManyValues
from iam_audit.cli.moment import moment
from iam_audit.cli.streams import put
from iam_audit.cli.talk import configure_logging, one_line
from iam_audit.cli.words import split

if TYPE_CHECKING:
    from iam_audit.settings import Settings
    from iam_audit.workflows import Alerting

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command(cls=ManyValues)
def doctor(
    *,
    profile: o.Profile = None,
    region: o.Region = None,
    endpoint_url: o.EndpointUrl = None,
    org: o.Org = False,
    accounts: o.Accounts = None,
    ou: o.Ou = None,
    exclude: o.Exclude = None,
    role: o.Role = None,
    external_id: o.ExternalId = None,
    session_name: o.SessionName = None,
    session_duration: o.SessionDuration = None,
    config: o.Config = None,
    verbose: o.Verbose = 0,
) -> int:
    """Try who you are, every permission and the role, and print the settings in force. Nothing is changed.

    Exit code 2 when an audit would not work. With --org, --accounts or --ou the organization is tried too.
    """
    configure_logging(verbose)
    from iam_audit.cli import flags, reach
    from iam_audit.settings import described
    from iam_audit.workflows import Verdict
    from iam_audit.workflows import doctor as preflight
    from iam_audit.workflows.judging import questions, severities

    asked = Asked(
        org=org,
        accounts=split(accounts),
        ous=split(ou),
        profile=profile,
        region=region,
        endpoint_url=endpoint_url,
        role=role,
        external_id=external_id,
        session_name=session_name,
        session_duration=session_duration,
        exclude=split(exclude),
    )
    settings = flags.with_asked(flags.settings_in_force(config), asked)
    asked.refuse_contradictions(role_known=bool(settings.organization.role))
    questions(settings, moment(None))
    severities(settings)
    alerting = _alerting(asked, settings)
    put(f"Settings, from {' and '.join(settings.sources) or 'the defaults'}:\n")
    put("".join(f"  {name} = {one_line(value)}\n" for name, value in described(settings)))
    selection = reach.selection_of(asked, settings.organization) if asked.many else None
    entry = reach.entry_of(asked, settings.organization)
    failed = False
    for line in preflight(reach.connection(asked), entry=entry, selection=selection):
        put(f"{line.verdict:5} {line.what}: {one_line(line.sentence)}\n")
        failed = failed or line.verdict is Verdict.FAIL
    for channel, complaints in alerting.preflight().items() if alerting else ():
        for complaint in complaints or ("Its secrets can be had; nothing was sent.",):
            put(f"{Verdict.FAIL if complaints else Verdict.OK:5} channel {channel}: {one_line(complaint)}\n")
        failed = failed or bool(complaints)
    return WRONG if failed else FINE


def _alerting(asked: Asked, settings: "Settings") -> "Alerting | None":
    """Make the channels, where there are any. Raises SettingsError for wrong ones."""
    from iam_audit import clock
    from iam_audit.cli.alert_channels import alerting_of

    return alerting_of(asked, settings, clock.now) if settings.channels else None
