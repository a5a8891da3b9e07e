"""`iam-audit policy`: the permissions that an audit needs, and not one more."""

from typing import Annotated

import typer

from iam_audit.cli.completing import complete_purposes
from iam_audit.cli.many_values import ManyValues
from iam_audit.cli.streams import put
from iam_audit.cli.words import all_of, split

app = typer.Typer(rich_markup_mode=None, add_completion=False)

For = Annotated[
    list[str] | None,
    typer.Option(
        "--for",
        metavar="PURPOSE...",
        autocompletion=complete_purposes,
        help="What you will use: audit (unless you say otherwise), collect, organization, events.",
    ),
]
Role = Annotated[
    str,
    typer.Option("--role", metavar="ROLE", help="The role that may be assumed in other accounts, by name."),
]
Partition = Annotated[
    str, typer.Option("--partition", metavar="PARTITION", help="aws, aws-cn, aws-us-gov, ...")
]


@app.command(cls=ManyValues)
def policy(*, purpose: For = None, role: Role = "*", partition: Partition = "aws") -> int:
    """Print the least-privilege IAM policy for what you will use, as JSON."""
    from iam_audit.aws import home_region
    from iam_audit.reports.json_text import json_text
    from iam_audit.workflows import PURPOSES, permissions_for

    home_region(partition)  # refuses a partition that does not exist
    purposes = all_of("--for", split(purpose) or ("audit",), list(PURPOSES))
    put(json_text(permissions_for(purposes, role=role, partition=partition)))
    return 0
