"""What the checks of service control policies share: which of them deny something, and to whom."""

from collections.abc import Iterator

from iam_audit.errors import PolicyError
from iam_audit.model import ServiceControlPolicy, Snapshot
from iam_audit.policy.document import Effect, Statement, parse_policy


def denials(snapshot: Snapshot) -> Iterator[tuple[ServiceControlPolicy, Statement]]:
    """Yield the Deny statements of the policies that are attached to something, or may be."""
    for one in snapshot.service_control_policies:
        if one.document is None or one.targets == ():
            continue
        try:
            statements = parse_policy(one.document)
        except PolicyError:
            continue
        yield from ((one, statement) for statement in statements if statement.effect is Effect.DENY)


def unreadable(snapshot: Snapshot) -> list[str]:
    """Return the names of the policies that may deny more than can be told."""
    return [one.name for one in snapshot.service_control_policies if one.targets != () and not _readable(one)]


def where(policy: ServiceControlPolicy) -> str:
    """Say what a policy is attached to."""
    if policy.targets is None:
        return "nobody knows what"
    return ", ".join(target.name or target.id for target in policy.targets)


def _readable(policy: ServiceControlPolicy) -> bool:
    if policy.document is None or policy.targets is None:
        return False
    try:
        parse_policy(policy.document)
    except PolicyError:
        return False
    return True
