"""The keys to deal with first, and what each can do, in the words that the readable formats share."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from heapq import nsmallest

from iam_audit.model import (
    AccountResult,
    AuditResult,
    Bounds,
    CredentialContext,
    EscalationPath,
    KeyRow,
    Principal,
    Priority,
    Privilege,
    Resource,
)
from iam_audit.priority import words

SHOWN = 5
WAYS_SHOWN = 2
TITLE = "What the riskiest keys can do"


@dataclass(frozen=True)
class Urgent:
    """One key, and why it is where it is."""

    row: KeyRow
    priority: Priority
    ways: tuple[str, ...]
    """How it gets to more power, the strongest way first."""

    @property
    def can_do(self) -> str:
        """The tier of its owner with this key alone."""
        return words(self.row.privilege)

    @property
    def why(self) -> str:
        """The parts of the number, each with what it rests on."""
        return "; ".join(f"{part.name} {part.factor:g}: {part.because}" for part in self.priority.parts)


def most_urgent(result: AuditResult, count: int = SHOWN) -> tuple[Urgent, ...]:
    """Return the keys with the highest priority, the highest first."""
    ranked = ((row.priority, row) for row in result.keys if row.priority)
    first = nsmallest(count, ranked, key=lambda one: (-one[0].score, one[1].order))
    owners = _by_arn(result, {row.key.user_arn for _, row in first})
    return tuple(
        Urgent(row=row, priority=priority, ways=tuple(_ways(row, owners))) for priority, row in first
    )


def _by_arn(result: AuditResult, arns: AbstractSet[str]) -> Mapping[str, Principal]:
    return {one.arn: one for one in result.principals if one.arn in arns} if arns else {}


def key_priority(row: KeyRow) -> str:
    """The number, or a dash where nobody has worked it out."""
    return str(row.priority.score) if row.priority else "-"


def of_privilege(privilege: Privilege) -> str:
    """Say what somebody can do in any context: `read, perhaps admin`."""
    return words(Bounds(lower=privilege.lower, upper=privilege.upper))


def about_resources(account: AccountResult) -> Callable[[Resource], tuple[str, int | None]]:
    """Return what tells of a resource of the account what it can do and, when it is a key, its number."""
    known: dict[tuple[str, str, str], tuple[str, int | None]] = {
        (one.account_id, one.type, one.arn): (of_privilege(one.privilege), None) for one in account.principals
    }
    for row in account.keys:
        key = row.key.resource
        score = row.priority.score if row.priority else None
        known[key.account_id, key.type, key.id] = words(row.privilege), score

    def about(one: Resource) -> tuple[str, int | None]:
        where = one.id if one.type == "access-key" else one.arn
        return known.get((one.account_id, one.type, where), ("", None))

    return about


def way(path: EscalationPath) -> str:
    """Say how somebody gets to more power, with which actions, and through whom."""
    through = f" on {path.target}" if path.target else ""
    gains = f", which gives {path.gains}" if path.gains else ""
    sure = "" if path.certain else " (possible)"
    return f"{path.title}: {' + '.join(path.actions)}{through}{gains}{sure}"


def ways(privilege: Privilege) -> tuple[str, ...]:
    """Say how somebody gets to more power, with any credential."""
    return tuple(_told([one for one in privilege.paths if one.decides]))


def _ways(row: KeyRow, owners: Mapping[str, Principal]) -> Iterator[str]:
    owner = owners.get(row.key.user_arn)
    paths = owner.privilege.paths if owner else ()
    yield from _told([one for one in paths if one.decides and CredentialContext.ACCESS_KEY in one.contexts])


def _told(paths: Sequence[EscalationPath]) -> Iterator[str]:
    yield from (way(one) for one in paths[:WAYS_SHOWN])
    if (more := len(paths) - WAYS_SHOWN) > 0:
        yield f"and {more} more way{'s' * (more != 1)}"
