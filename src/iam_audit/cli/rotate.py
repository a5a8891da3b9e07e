"""`iam-audit rotate`: a new key, stored and announced, before the old one is retired."""

from typing import Annotated

import typer

from iam_audit.cli import options as o
from iam_audit.cli.asked import Asked
from iam_audit.cli.many_values import ManyValues
from iam_audit.cli.talk import configure_logging
from iam_audit.cli.words import one_of, split

app = typer.Typer(rich_markup_mode=None, add_completion=False)

FORMATS = ("text", "json")

User = Annotated[
    list[str] | None,
    typer.Option(
        "--user", metavar="NAME...", help="Rotate the key of these users; else go on with what is under way."
    ),
]
To = Annotated[
    str | None,
    typer.Option(
        "--to",
        metavar="PLACE",
        help="Where the new key goes: secretsmanager:NAME, ssm:NAME, vault:MOUNT/PATH or age:FOLDER.",
    ),
]
Recipient = Annotated[
    list[str] | None,
    typer.Option(
        "--recipient",
        metavar="KEY",
        help="A public age or SSH key that the file is encrypted for, or file:PATH with some.",
    ),
]
Apply = Annotated[
    bool, typer.Option("--apply", help="Do it. Without this, only what would be done is shown.")
]
Anyway = Annotated[
    bool, typer.Option("--anyway", help="Rotate a young key as well: one that has leaked, for instance.")
]
ForceManaged = Annotated[
    bool,
    typer.Option(
        "--force-managed", help="Rotate keys of users whom CloudFormation or Terraform looks after."
    ),
]
Status = Annotated[
    bool, typer.Option("--status", help="List all rotations of all accounts; AWS is not asked.")
]
Format = Annotated[str, typer.Option("--format", metavar="FORMAT", help="text, or json for programs.")]


@app.command(cls=ManyValues)
def rotate(
    *,
    user: User = None,
    to: To = None,
    recipient: Recipient = None,
    apply: Apply = False,
    anyway: Anyway = False,
    force_managed: ForceManaged = False,
    status: Status = False,
    profile: o.Profile = None,
    region: o.Region = None,
    endpoint_url: o.EndpointUrl = None,
    role: o.Role = None,
    external_id: o.ExternalId = None,
    session_name: o.SessionName = None,
    session_duration: o.SessionDuration = None,
    format: Format = "text",  # noqa: A002 - as the flag
    config: o.Config = None,
    now: o.Now = None,
    quiet: o.Quiet = False,
    verbose: o.Verbose = 0,
) -> int:
    """Give users a new access key, see it in use, and only then retire the old one, step by step.

    Run it again, by hand or every day: it goes on where things stand. The secret is stored where you say, and shown
    nowhere. Exit codes: 1 when a person has to decide, 3 when something failed.
    """
    configure_logging(verbose, quiet=quiet)
    from iam_audit.cli import rotating

    asked = Asked(
        profile=profile,
        region=region,
        endpoint_url=endpoint_url,
        role=role,
        external_id=external_id,
        session_name=session_name,
        session_duration=session_duration,
    )
    how = rotating.How(
        users=split(user),
        to=to,
        recipients=tuple(recipient or ()),
        apply=apply,
        anyway=anyway,
        force_managed=force_managed,
        as_json=one_of("--format", format, FORMATS) == "json",
    )
    return rotating.status(how, config) if status else rotating.run(asked, how, config, now)
