"""The commands of `iam-audit remediate` that change accounts, take changes back, and tell where everything stands."""

from pathlib import Path
from typing import Annotated

import typer

from iam_audit.cli import options as o
from iam_audit.cli.asked import Asked
from iam_audit.cli.talk import Talk, configure_logging
from iam_audit.cli.words import one_of

FORMATS = ("table", "json")

Yes = Annotated[
    bool,
    typer.Option(
        "--yes/--dry-run", help="Do it; unless given, what would be done is shown, and nothing more."
    ),
]
Format = Annotated[str, typer.Option("--format", metavar="FORMAT", help="table, or json for programs.")]
Role = Annotated[
    str | None,
    typer.Option(
        "--role",
        metavar="ROLE",
        help="The role to assume in accounts that are not the caller's own: it may change them.",
    ),
]
Now = Annotated[
    str | None,
    typer.Option(
        "--now", metavar="ISO8601", help="Look as of this moment; with --yes for a simulated AWS only."
    ),
]


def apply(
    plan: Annotated[Path, typer.Argument(metavar="PLAN", help="The file that `remediate plan --out` wrote.")],
    *,
    approval: Annotated[
        Path | None,
        typer.Option("--approval", metavar="FILE", help="The approvals; unless given, PLAN.approval.json."),
    ] = None,
    yes: Yes = False,
    profile: o.Profile = None,
    region: o.Region = None,
    endpoint_url: o.EndpointUrl = None,
    role: Role = None,
    external_id: o.ExternalId = None,
    session_name: o.SessionName = None,
    session_duration: o.SessionDuration = None,
    format: Format = "table",  # noqa: A002 - the flag is called so
    now: Now = None,
    config: o.Config = None,
    quiet: o.Quiet = False,
    verbose: o.Verbose = 0,
) -> int:
    """Do what is in an approved plan, and nothing else. Without --yes, show what would be done.

    Each target is looked at again right before; what has moved, was used, was exempted or cannot be read is left alone.
    What is about to be done is written to the journal first, and what came of it afterwards; what a run that was
    killed has left open is settled first. Exit codes: 0 all is done, 1 something was refused or has failed, 2 wrong
    usage, settings or files, 3 something was not reached, or nobody knows yet what became of it.
    """
    configure_logging(verbose, quiet=quiet)
    as_json = one_of("--format", format, FORMATS) == "json"
    from iam_audit.cli import flags, remediate_run

    asked = Asked(
        profile=profile,
        region=region,
        endpoint_url=endpoint_url,
        role=role,
        external_id=external_id,
        session_name=session_name,
        session_duration=session_duration,
    )
    settings = flags.with_asked(flags.settings_in_force(config), asked)
    how = remediate_run.How(yes=yes, as_json=as_json, now=now)
    return remediate_run.apply(asked, settings, how, plan, approval, Talk(quiet))


def rollback(
    which: Annotated[
        str, typer.Argument(metavar="RUN|STEP", help="A run, or a step, as `apply` and `status` name them.")
    ],
    *,
    yes: Yes = False,
    profile: o.Profile = None,
    region: o.Region = None,
    endpoint_url: o.EndpointUrl = None,
    role: Role = None,
    external_id: o.ExternalId = None,
    session_name: o.SessionName = None,
    session_duration: o.SessionDuration = None,
    format: Format = "table",  # noqa: A002 - the flag is called so
    now: Now = None,
    config: o.Config = None,
    quiet: o.Quiet = False,
    verbose: o.Verbose = 0,
) -> int:
    """Take back what a run or a step has done, the last first. Without --yes, show what would be taken back.

    Only what is still as it was left is undone, and what cannot be is named: deleted keys, users and passwords, and
    messages. Exit codes as of `apply`.
    """
    configure_logging(verbose, quiet=quiet)
    as_json = one_of("--format", format, FORMATS) == "json"
    from iam_audit.cli import flags, remediate_run

    asked = Asked(
        profile=profile,
        region=region,
        endpoint_url=endpoint_url,
        role=role,
        external_id=external_id,
        session_name=session_name,
        session_duration=session_duration,
    )
    settings = flags.with_asked(flags.settings_in_force(config), asked)
    how = remediate_run.How(yes=yes, as_json=as_json, now=now)
    return remediate_run.rollback(asked, settings, how, which, Talk(quiet))


def status(
    *,
    live: Annotated[
        bool, typer.Option("--live", help="Ask AWS whether everything is as the journal says.")
    ] = False,
    profile: o.Profile = None,
    region: o.Region = None,
    endpoint_url: o.EndpointUrl = None,
    role: o.Role = None,
    external_id: o.ExternalId = None,
    format: Format = "table",  # noqa: A002 - the flag is called so
    now: o.Now = None,
    config: o.Config = None,
) -> int:
    """Show where every credential stands: what was done, since when, who was told, and what comes next and when.

    Exit codes: 0 all is as the journal says, 1 somebody has changed the journal, or with --live what it tells of.
    """
    as_json = one_of("--format", format, FORMATS) == "json"
    from iam_audit.cli import flags, remediate_status

    asked = Asked(
        profile=profile, region=region, endpoint_url=endpoint_url, role=role, external_id=external_id
    )
    settings = flags.with_asked(flags.settings_in_force(config), asked)
    return remediate_status.status(asked, settings, now, live=live, as_json=as_json)
