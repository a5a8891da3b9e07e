"""The roles of other accounts that some accounts know of."""

from collections.abc import Iterator

from iam_audit.model import Neighbour, NeverUsed, Role, Snapshot


def neighbours_of(snapshots: tuple[Snapshot, ...]) -> Iterator[Neighbour]:
    """Yield them, each once; those of accounts that are themselves here are known better."""
    here = {each.account.id for each in snapshots}
    around = (each.surroundings for each in snapshots if each.surroundings)
    found = {one.arn: one for each in around for one in each.neighbours if one.account_id not in here}
    yield from found.values()


def stand_in(neighbour: Neighbour) -> Role:
    """Return a role of another account as far as its neighbours know it."""
    return Role(
        name=neighbour.name,
        arn=neighbour.arn,
        account_id=neighbour.account_id,
        trust=neighbour.trust,
        last_used=NeverUsed(),
    )
