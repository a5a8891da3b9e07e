"""`iam-audit policy`: the permissions that an audit needs, and not one more."""

from collections.abc import Collection
from typing import Annotated

import typer

from iam_audit.cli.completing import complete_purposes
from iam_audit.cli.many_values import ManyValues
from iam_audit.cli.streams import put
from iam_audit.cli.words import all_of, split
from iam_audit.errors import UsageError

REMEDIATE = "remediate"

app = typer.Typer(rich_markup_mode=None, add_completion=False)

For = Annotated[
    list[str] | None,
    typer.Option(
        "--for",
        metavar="PURPOSE...",
        autocompletion=complete_purposes,
        help="What you will use: audit (unless you say otherwise), collect, organization, events, remediate, rotate.",
    ),
]
Role = Annotated[
    str,
    typer.Option("--role", metavar="ROLE", help="The role that may be assumed in other accounts, by name."),
]
Action = Annotated[
    list[str] | None,
    typer.Option(
        "--action",
        metavar="ID...",
        help="For remediate: the actions that you will use, such as deactivate-access-key; unless given, all.",
    ),
]
Partition = Annotated[
    str, typer.Option("--partition", metavar="PARTITION", help="aws, aws-cn, aws-us-gov, ...")
]


@app.command(cls=ManyValues)
def policy(
    *, purpose: For = None, action: Action = None, role: Role = "*", partition: Partition = "aws"
) -> int:
    """Print the least-privilege IAM policy for what you will use, as JSON."""
    from iam_audit.aws import home_region
    from iam_audit.reports.json_text import json_text
    from iam_audit.workflows import PURPOSES, permissions_for

    home_region(partition)  # refuses a partition that does not exist
    unsaid = (REMEDIATE,) if action else ("audit",)
    purposes = all_of("--for", split(purpose) or unsaid, list(PURPOSES))
    actions = _actions(action, purposes)
    put(json_text(permissions_for(purposes, role=role, partition=partition, actions=actions)))
    return 0


def _actions(given: list[str] | None, purposes: Collection[str]) -> tuple[str, ...]:
    if not given:
        return ()
    from iam_audit.remediate.actions import actions

    if REMEDIATE not in purposes:
        raise UsageError(f"--action narrows what `--for {REMEDIATE}` allows: add that, or leave it out.")
    return all_of("--action", split(given), [one.id for one in actions()])
