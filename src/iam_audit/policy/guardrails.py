"""What the service control policies of an organization leave an account, as levels that each have to allow."""

from collections.abc import Iterator

from iam_audit.errors import PolicyError
from iam_audit.model import Guardrail, Snapshot
from iam_audit.policy.document import Statement, parse_policy

EVERYTHING = '{"Statement":[{"Action":"*","Effect":"Allow","Resource":"*"}],"Version":"2012-10-17"}'
"""In the place of a policy that could not be read: it may allow anything, so the upper bound has to stay."""
UNREAD = "service control policies may allow less, and are not known"


def levels_of(snapshot: Snapshot) -> tuple[tuple[tuple[Statement, ...], ...], ...]:
    """Return the documents of each level above an account, and of the account; none where nothing limits it."""
    around = snapshot.surroundings
    return tuple(tuple(map(statements_of, level.policies)) for level in around.guardrails) if around else ()


def statements_of(policy: Guardrail) -> tuple[Statement, ...]:
    """Return what a policy says; one that is unread, or that nobody can understand, limits nothing."""
    try:
        return parse_policy(policy.document or EVERYTHING)
    except PolicyError:
        return parse_policy(EVERYTHING)


def unguarded(snapshot: Snapshot) -> Iterator[str]:
    """Yield why it is not known what the organization leaves an account; nothing when it is, or is in none."""
    around = snapshot.surroundings
    why = around.unread if around else _alone(snapshot)
    if why:
        yield f"{UNREAD}: {why}"
    for level in around.guardrails if around else ():
        broken = (one for one in level.policies if one.document and _is_broken(one.document))
        yield from (f"{UNREAD}: {one.name} cannot be understood" for one in broken)


def _alone(snapshot: Snapshot) -> str | None:
    is_member = snapshot.organization is not None and snapshot.account.management is False
    return "the account was read by itself" if is_member else None


def is_readable(policy: Guardrail) -> bool:
    """Whether a policy was read, and can be understood."""
    return policy.document is not None and not _is_broken(policy.document)


def _is_broken(document: str) -> bool:
    try:
        parse_policy(document)
    except PolicyError:
        return True
    return False
