"""The managed policies that allow everything: what an attacker would attach."""

from iam_audit.errors import PolicyError
from iam_audit.model import Snapshot
from iam_audit.policy.document import Effect, parse_policy


def policies_of_admins(snapshots: tuple[Snapshot, ...]) -> tuple[str, ...]:
    """Return the ARNs of AWS's own, and of those of the accounts."""
    partition = snapshots[0].account.partition if snapshots else "aws"
    written = (each for snapshot in snapshots for each in snapshot.policies if not each.aws_managed)
    own = (each.arn for each in written if each.document and _allows_all(each.document))
    return (f"arn:{partition}:iam::aws:policy/AdministratorAccess", *own)


def _allows_all(text: str) -> bool:
    try:
        statements = parse_policy(text)
    except PolicyError:
        return False
    return any(
        each.effect is Effect.ALLOW
        and not each.conditions
        and not each.actions.negated
        and each.resources is not None
        and not each.resources.negated
        and bool({"*", "*:*"} & {*each.actions.texts})
        and "*" in each.resources.texts
        for each in statements
    )
