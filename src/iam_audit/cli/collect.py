"""`iam-audit collect`: save what AWS says, to be audited later and elsewhere."""

from pathlib import Path
from typing import Annotated

import typer

from iam_audit.cli import options as o
from iam_audit.cli.asked import Asked
from iam_audit.cli.many_values import ManyValues
from iam_audit.cli.talk import Talk, configure_logging
from iam_audit.cli.words import split

app = typer.Typer(rich_markup_mode=None, add_completion=False)

Folder = Annotated[
    Path, typer.Option("--output", metavar="FOLDER", help="Where to save; one folder per account.")
]


@app.command(cls=ManyValues)
def collect(
    *,
    output: Folder,
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
    live: o.Live = False,
    key_ids: o.KeyIds = None,
    account_timeout: o.AccountTimeout = None,
    stats: o.Stats = None,
    include: o.Include = None,
    concurrency: o.Concurrency = None,
    now: o.Now = None,
    config: o.Config = None,
    quiet: o.Quiet = False,
    verbose: o.Verbose = 0,
) -> int:
    """Save what AWS says of an account or an organization, without judging it.

    `iam-audit audit --from-dir FOLDER` judges it later, elsewhere, without credentials. Exit code 3 says that
    something could not be read; the bundles say what.
    """
    configure_logging(verbose, quiet=quiet)
    from iam_audit.cli import collecting, flags

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
        concurrency=concurrency,
        live=live,
        key_ids=flags.key_ids(key_ids),
        account_timeout=account_timeout,
        stats=stats,
        include=split(include),
    )
    settings = flags.with_asked(flags.settings_in_force(config), asked)
    return collecting.run(asked, settings, output, now, Talk(quiet))
