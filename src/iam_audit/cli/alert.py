"""`iam-audit alert`: tell those whom it concerns what is new, due, overdue or gone."""

from typing import Annotated

import typer

from iam_audit.cli import options as o
from iam_audit.cli.asked import Asked
from iam_audit.cli.many_values import ManyValuesGroup
from iam_audit.cli.talk import Talk, configure_logging
from iam_audit.cli.words import one_of, split

app = typer.Typer(cls=ManyValuesGroup, rich_markup_mode=None, add_completion=False)

FORMATS = ("text", "json")

DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Show the messages; nothing is sent, and nothing remembered.")
]
To = Annotated[
    str | None,
    typer.Option(
        "--to", metavar="ADDRESS", help="Mail every message to this address alone; nothing is remembered."
    ),
]
Channel = Annotated[
    list[str] | None,
    typer.Option("--channel", metavar="NAME...", help="Use these channels alone; `owner` is one as well."),
]
FailOnUndelivered = Annotated[
    bool, typer.Option("--fail-on-undelivered", help="Exit with 4 when a message could not be delivered.")
]
Format = Annotated[str, typer.Option("--format", metavar="FORMAT", help="text, or json for programs.")]
Fingerprint = Annotated[
    str,
    typer.Argument(
        metavar="FINGERPRINT", help="The finding, as reports and `alert status` show it; 8 digits do."
    ),
]
Until = Annotated[
    str, typer.Option("--until", metavar="DATE", help="When to speak of it again; UTC when it names no zone.")
]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why, for whoever wonders later.")]
By = Annotated[
    str | None, typer.Option("--by", metavar="NAME", help="Who says so; unless given, the name of the user.")
]


@app.callback(invoke_without_command=True)
def alert(
    context: typer.Context,
    *,
    profile: o.Profile = None,
    region: o.Region = None,
    endpoint_url: o.EndpointUrl = None,
    org: o.Org = False,
    accounts: o.Accounts = None,
    ou: o.Ou = None,
    exclude: o.Exclude = None,
    from_dir: o.FromDir = None,
    mock: o.Mock = False,
    role: o.Role = None,
    external_id: o.ExternalId = None,
    session_name: o.SessionName = None,
    session_duration: o.SessionDuration = None,
    live: o.Live = False,
    key_ids: o.KeyIds = None,
    account_timeout: o.AccountTimeout = None,
    stats: o.Stats = None,
    include: o.Include = None,
    concurrency: o.Concurrency = None,
    only: o.Only = None,
    skip: o.Skip = None,
    framework: o.Framework = None,
    waivers: o.Waivers = None,
    ignore_users_without_permissions: o.IgnoreUsersWithoutPermissions = False,
    dry_run: DryRun = False,
    to: To = None,
    channel: Channel = None,
    fail_on_undelivered: FailOnUndelivered = False,
    format: Format = "text",  # noqa: A002 - the flag is called so
    now: o.Now = None,
    config: o.Config = None,
    quiet: o.Quiet = False,
    verbose: o.Verbose = 0,
) -> int:
    """Audit, and tell those whom it concerns what is new, due again, overdue or gone.

    Who hears of what is written in the settings: [channels.NAME], [alerts] and [[alerts.routes]]. What was said is
    remembered in the [store], so running it twice says nothing twice, and what could not be delivered is tried again.
    Exit codes: 0 done, 2 wrong usage or settings, 3 the audit is incomplete, 4 a message could not be delivered
    (with --fail-on-undelivered).
    """
    if context.invoked_subcommand is not None:
        return 0
    configure_logging(verbose, quiet=quiet)
    wanted = one_of("--format", format, FORMATS)
    from iam_audit.cli import alerting, flags

    asked = Asked(
        org=org,
        accounts=split(accounts),
        ous=split(ou),
        from_dir=from_dir,
        mock=mock,
        profile=profile,
        region=region,
        endpoint_url=endpoint_url,
        role=role,
        external_id=external_id,
        session_name=session_name,
        session_duration=session_duration,
        exclude=split(exclude),
        concurrency=concurrency,
        live=live,
        key_ids=flags.key_ids(key_ids),
        account_timeout=account_timeout,
        stats=stats,
        include=split(include),
    )
    settings = flags.with_asked(flags.settings_in_force(config), asked)
    judged = {
        "only": split(only),
        "skip": split(skip),
        "ignore_users_without_permissions": ignore_users_without_permissions,
        "framework": framework,
    }
    settings = flags.with_flags(settings, "audit", judged)
    settings = flags.with_flags(settings, "waivers", {"file": str(waivers) if waivers else None})
    how = alerting.How(
        dry_run=dry_run,
        to=to,
        channels=split(channel),
        fail_on_undelivered=fail_on_undelivered,
        as_json=wanted == "json",
    )
    return alerting.run(asked, settings, how, now, Talk(quiet))


@app.command()
def snooze(
    fingerprint: Fingerprint,
    *,
    until: Until,
    reason: Reason,
    by: By = None,
    now: o.Now = None,
    config: o.Config = None,
) -> int:
    """Say nothing about a finding until a day. That it is gone is said all the same."""
    from iam_audit.cli import alert_desk

    return alert_desk.snooze(fingerprint, until, reason, by, now, config)


@app.command()
def wake(fingerprint: Fingerprint, *, config: o.Config = None) -> int:
    """End a snooze."""
    from iam_audit.cli import alert_desk

    return alert_desk.wake(fingerprint, config)


@app.command()
def status(*, format: Format = "text", now: o.Now = None, config: o.Config = None) -> int:  # noqa: A002
    """Show which findings are open, what was sent in the last 30 days, and what nobody has got."""
    wanted = one_of("--format", format, FORMATS)
    from iam_audit.cli import alert_desk

    return alert_desk.status(now, config, as_json=wanted == "json")
