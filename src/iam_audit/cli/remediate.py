"""`iam-audit remediate`: plan changes to credentials, approve, apply and undo them."""

from pathlib import Path
from typing import Annotated

import typer

from iam_audit.cli import options as o
from iam_audit.cli import remediate_changing
from iam_audit.cli.asked import Asked
from iam_audit.cli.many_values import ManyValues
from iam_audit.cli.talk import Talk, configure_logging
from iam_audit.cli.words import one_of, split

app = typer.Typer(
    help="Plan changes to credentials, approve, apply and undo them.",
    rich_markup_mode=None,
    add_completion=False,
    no_args_is_help=True,
)

FORMATS = ("table", "json")

PlanFile = Annotated[
    Path,
    typer.Argument(
        metavar="PLAN", help="The file that `plan --out` wrote, or the id of a plan in the store."
    ),
]
Format = Annotated[str, typer.Option("--format", metavar="FORMAT", help="table, or json for programs.")]


@app.command(cls=ManyValues)
def plan(
    *,
    action: Annotated[
        list[str] | None,
        typer.Option(
            "--action", metavar="ID...", help="Plan these actions; unless given, the ladder of access keys."
        ),
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option("--only", metavar="CHECK...", help="Settle what these checks find, and nothing else."),
    ] = None,
    user: Annotated[
        list[str] | None,
        typer.Option("--user", metavar="NAME...", help="These users alone; `*` is anything."),
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option("--limit", metavar="N", min=1, help="Plan so many changes at most, the worst first."),
    ] = None,
    force_managed: Annotated[
        bool,
        typer.Option("--force-managed", help="Also users whom CloudFormation or Terraform would make again."),
    ] = False,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write the plan, to be approved and applied.")
    ] = None,
    store: Annotated[
        bool, typer.Option("--store", help="Keep it in the [store], for approvals over the API and in Slack.")
    ] = False,
    ask: Annotated[
        str | None,
        typer.Option(
            "--ask",
            metavar="CHANNEL",
            help="Keep it in the store, and ask for approval in this Slack channel.",
        ),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option("--by", metavar="NAME", help="Who makes it; unless given, the name of the user."),
    ] = None,
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
    account_timeout: o.AccountTimeout = None,
    include: o.Include = None,
    concurrency: o.Concurrency = None,
    waivers: o.Waivers = None,
    format: Format = "table",  # noqa: A002 - the flag is called so
    now: o.Now = None,
    config: o.Config = None,
    quiet: o.Quiet = False,
    verbose: o.Verbose = 0,
) -> int:
    """Say what would be done about what an audit finds, and what is left alone and why. Nothing is changed.

    Unless --action names others, that is the ladder of access keys: warning, final warning, switched off, deleted,
    each so many days after the one before. Exit codes: 0 done, 2 wrong usage or settings, 3 something could not be
    read, so that the plan may lack steps.
    """
    configure_logging(verbose, quiet=quiet)
    wanted = one_of("--format", format, FORMATS)
    from iam_audit.cli import flags, remediate_plan

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
        account_timeout=account_timeout,
        include=split(include),
    )
    settings = flags.with_asked(flags.settings_in_force(config), asked)
    settings = flags.with_flags(settings, "waivers", {"file": str(waivers) if waivers else None})
    how = remediate_plan.How(
        actions=split(action),
        checks=split(only),
        users=split(user),
        limit=limit,
        force_managed=force_managed,
        out=out,
        store=store,
        ask=ask,
        by=by,
        as_json=wanted == "json",
    )
    return remediate_plan.run(asked, settings, how, now, Talk(quiet))


@app.command()
def show(plan: PlanFile, *, format: Format = "table", now: o.Now = None, config: o.Config = None) -> int:  # noqa: A002
    """Show a plan that was written, who approved it, and what it lacks before it may be applied."""
    wanted = one_of("--format", format, FORMATS)
    from iam_audit.cli import remediate_approve

    return remediate_approve.show(plan, now, config, as_json=wanted == "json")


@app.command()
def approve(
    plan: PlanFile,
    *,
    key: Annotated[
        Path, typer.Option("--key", metavar="FILE", help="Your private key, as `remediate keygen` wrote it.")
    ],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why, for whoever asks later.")],
    now: o.Now = None,
    config: o.Config = None,
) -> int:
    """Approve exactly this plan: sign it with your key, beside it in PLAN.approval.json."""
    from iam_audit.cli import remediate_approve

    return remediate_approve.approve(plan, key, reason, now, config)


@app.command()
def keygen(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="Where to write the private key; it must be new.")
    ],
) -> int:
    """Make a key to approve plans with: the private one in a file, the public one for the settings."""
    from iam_audit.cli import remediate_approve

    return remediate_approve.keygen(file)


app.command()(remediate_changing.apply)
app.command()(remediate_changing.rollback)
app.command()(remediate_changing.status)
