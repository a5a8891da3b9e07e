"""`iam-audit serve`: a JSON API and a dashboard over what the store remembers."""

from pathlib import Path
from typing import Annotated

import typer

from iam_audit.cli import options as o
from iam_audit.cli.asked import Asked
from iam_audit.cli.many_values import ManyValuesGroup
from iam_audit.cli.talk import Talk, configure_logging
from iam_audit.cli.words import one_of, split

app = typer.Typer(cls=ManyValuesGroup, rich_markup_mode=None, add_completion=False)
token = typer.Typer(
    rich_markup_mode=None,
    add_completion=False,
    help="Make, list and revoke API tokens.",
    no_args_is_help=True,
)
app.add_typer(token, name="token")

FORMATS = ("text", "json")

Host = Annotated[str, typer.Option("--host", metavar="ADDRESS", help="The address to listen on.")]
Port = Annotated[
    int, typer.Option("--port", metavar="NUMBER", min=0, max=65535, help="The port; 0 for any that is free.")
]
RequireSignIn = Annotated[
    bool, typer.Option("--require-sign-in", help="Ask for a sign-in on loopback as well.")
]
TlsCertificate = Annotated[
    Path | None,
    typer.Option("--tls-certificate", metavar="FILE", help="Speak TLS, with this certificate chain."),
]
TlsKey = Annotated[Path | None, typer.Option("--tls-key", metavar="FILE", help="The key of the certificate.")]
Name = Annotated[
    str, typer.Argument(metavar="NAME", help="Who or what will use it; shown in the log of changes.")
]
RoleOf = Annotated[str, typer.Option("--role", metavar="ROLE", help="viewer, auditor, approver or admin.")]
ForAccounts = Annotated[
    list[str] | None,
    typer.Option("--accounts", metavar="ID...", help="Show these accounts alone; unless given, all."),
]
Days = Annotated[
    int, typer.Option("--days", metavar="NUMBER", min=1, max=366, help="Days after which it works no longer.")
]
TokenId = Annotated[str, typer.Argument(metavar="ID", help="The id of the token, as `token list` shows it.")]
Format = Annotated[str, typer.Option("--format", metavar="FORMAT", help="text, or json for programs.")]


@app.callback(invoke_without_command=True)
def serve(
    context: typer.Context,
    *,
    host: Host = "127.0.0.1",
    port: Port = 8000,
    require_sign_in: RequireSignIn = False,
    tls_certificate: TlsCertificate = None,
    tls_key: TlsKey = None,
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
    live: o.Live = False,
    config: o.Config = None,
    quiet: o.Quiet = False,
    verbose: o.Verbose = 0,
) -> int:
    """Serve the dashboard and the API, until Ctrl-C.

    On loopback nobody has to sign in unless somebody can: once there is a token, or a provider in [web], the next
    start asks for it. Everywhere else it always is. The flags that say which accounts are for the audits that people
    start there; `--mock` shows an invented organization and needs no AWS.
    """
    if context.invoked_subcommand is not None:
        return 0
    configure_logging(verbose, quiet=quiet)
    from iam_audit.cli import flags, serving

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
        exclude=split(exclude),
        live=live,
    )
    settings = flags.with_asked(flags.settings_in_force(config), asked)
    settings = flags.with_flags(settings, "web", {"require_sign_in": require_sign_in})
    place = serving.Place(host=host, port=port, certificate=tls_certificate, key=tls_key)
    return serving.run(asked, settings, place, Talk(quiet))


@token.command()
def create(
    name: Name,
    *,
    role: RoleOf = "viewer",
    accounts: ForAccounts = None,
    days: Days = 90,
    config: o.Config = None,
) -> int:
    """Make a token. It is printed once, on stdout, and cannot be shown again."""
    from iam_audit.cli import token_desk

    return token_desk.create(name, role, split(accounts), days, config)


@token.command("list")
def list_tokens(*, format: Format = "text", config: o.Config = None) -> int:  # noqa: A002 - the flag is called so
    """Show all tokens, without their secrets."""
    wanted = one_of("--format", format, FORMATS)
    from iam_audit.cli import token_desk

    return token_desk.show(config, as_json=wanted == "json")


@token.command()
def revoke(token_id: TokenId, *, config: o.Config = None) -> int:
    """End a token, and the sessions that were begun with it."""
    from iam_audit.cli import token_desk

    return token_desk.revoke(token_id, config)
