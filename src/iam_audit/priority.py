"""Which key to deal with first: what it can do, how long nobody has missed it, and how easily it is misused.

The number is 100 times the product of the factors in `WEIGHTS`; `docs/priority.md` shows them as a table. It ranks, it
does not measure: a key with 80 comes before one with 40, and is not twice as bad.
"""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

import msgspec

from iam_audit.model import (
    ROOT_NAME,
    Bounds,
    Finding,
    KeyRow,
    NeverUsed,
    Priority,
    PriorityPart,
    Snapshot,
    Status,
    Tier,
    Used,
)

QUARANTINE = "user-quarantine-policy-attached"
"""The check that tells which users AWS has quarantined."""
ROOT = Bounds(lower=Tier.ADMIN, upper=Tier.ADMIN)
NOTHING_KNOWN = Bounds(lower=Tier.NONE, upper=Tier.UNKNOWN)


class Weights(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the number is made of."""

    privilege: Mapping[Tier, float]
    """By what the key may be able to do: the upper bound. What is unknown may be everything."""
    used: tuple[tuple[int, float], ...]
    """From how many days without a use on, how likely nobody would miss the key."""
    never_used: tuple[tuple[int, float], ...]
    """The same for a key that was never used, by its age."""
    exposure: float
    """Of a key that nothing speaks against."""
    no_mfa: float
    past_rotation: float
    root: float
    quarantined: float
    """What each adds to the exposure, which is 1 at most."""
    switched_off: float
    """What is left of the exposure of a key that is inactive: switching it on again takes a call."""
    possible: float
    """Certainty of a privilege that is not certain."""
    use_unknown: float
    """Certainty where AWS does not tell when the key was used."""
    leaked: int
    """The least for a key that is not switched off and whose owner AWS has quarantined."""


WEIGHTS = Weights(
    privilege=MappingProxyType(
        {
            Tier.NONE: 0.05,
            Tier.READ: 0.25,
            Tier.WRITE: 0.5,
            Tier.DATA: 0.7,
            Tier.ESCALATES: 0.9,
            Tier.ADMIN: 1.0,
            Tier.UNKNOWN: 1.0,
        }
    ),
    used=((0, 0.5), (30, 0.6), (45, 0.7), (91, 0.85), (365, 0.95)),
    never_used=((0, 0.6), (30, 0.7), (45, 0.8), (91, 1.0)),
    exposure=0.6,
    no_mfa=0.1,
    past_rotation=0.1,
    root=0.2,
    quarantined=0.4,
    switched_off=0.1,
    possible=0.9,
    use_unknown=0.9,
    leaked=95,
)


class Owner(msgspec.Struct, frozen=True, kw_only=True):
    """What has to be known of the owner of a key."""

    bounds: Bounds
    """What the owner can do with a key alone."""
    mfa: bool | None
    root: bool = False
    quarantined: bool = False


def prioritized(
    rows: Iterable[KeyRow], snapshot: Snapshot, findings: Iterable[Finding], bounds: Mapping[str, Bounds]
) -> tuple[KeyRow, ...]:
    """Return the rows, in their order, with what their owners can do and how urgent they are.

    `bounds` holds what each user can do with an access key, by ARN.
    """
    quarantined = frozenset(
        one.resource.name
        for one in findings
        if one.check_id == QUARANTINE and one.status in (Status.FAIL, Status.MUTED)
    )
    return tuple(_prioritized(row, _owner(row, snapshot, bounds, quarantined)) for row in rows)


def priority(row: KeyRow, owner: Owner, weights: Weights = WEIGHTS) -> Priority:
    """Return how urgent a key is, and why."""
    parts = (
        _privilege(owner.bounds, weights),
        _dormancy(row, weights),
        _exposure(row, owner, weights),
        _certainty(row, owner.bounds, weights),
    )
    product = 100.0
    for part in parts:
        product *= part.factor
    if owner.quarantined and row.key.active is not False:
        return Priority(
            score=max(round(product), weights.leaked), parts=(*parts, _leak(product, weights.leaked))
        )
    return Priority(score=round(product), parts=parts)


def _leak(product: float, least: int) -> PriorityPart:
    """Lift a key that somebody may have found already to the top, whatever it can do."""
    factor = max(1.0, least / product)
    return PriorityPart(
        name="leak",
        factor=round(factor, 4),
        because=f"AWS has seen a key of its owner in public: {least} at least",
    )


def _prioritized(row: KeyRow, owner: Owner) -> KeyRow:
    return msgspec.structs.replace(row, privilege=owner.bounds, priority=priority(row, owner))


def _owner(
    row: KeyRow, snapshot: Snapshot, bounds: Mapping[str, Bounds], quarantined: frozenset[str]
) -> Owner:
    if row.key.user_name == ROOT_NAME:
        return Owner(bounds=ROOT, mfa=snapshot.root.mfa_active if snapshot.root else None, root=True)
    user = snapshot.users_by_name.get(row.key.user_name)
    return Owner(
        bounds=bounds.get(row.key.user_arn, NOTHING_KNOWN),
        mfa=user.mfa_active if user else None,
        quarantined=row.key.user_name in quarantined,
    )


def _privilege(bounds: Bounds, weights: Weights) -> PriorityPart:
    return PriorityPart(
        name="privilege", factor=weights.privilege[bounds.upper], because=f"the tier is {words(bounds)}"
    )


def words(bounds: Bounds) -> str:
    """Say what somebody can do: `admin`, or `read, perhaps admin`."""
    if bounds.upper is Tier.UNKNOWN:
        return f"{bounds.lower} at least, the rest unknown" if bounds.lower is not Tier.NONE else "unknown"
    return bounds.upper if bounds.lower is bounds.upper else f"{bounds.lower}, perhaps {bounds.upper}"


def _dormancy(row: KeyRow, weights: Weights) -> PriorityPart:
    """A key whose use is unknown may never have been used."""
    if isinstance(row.key.last_used, Used):
        days = row.last_used_days_ago or 0
        factor, because = _step(weights.used, days), f"last used {_days(days)} ago"
    else:
        # A key of unknown age may be as old as they come.
        factor = weights.never_used[-1][1]
        factor = factor if row.age_days is None else _step(weights.never_used, row.age_days)
        age = "its age is unknown" if row.age_days is None else f"it is {_days(row.age_days)} old"
        never = isinstance(row.key.last_used, NeverUsed)
        because = f"{'never used' if never else 'nobody can tell when it was used'}, and {age}"
    return PriorityPart(name="dormancy", factor=factor, because=because)


def _step(steps: tuple[tuple[int, float], ...], days: int) -> float:
    return next((weight for since, weight in reversed(steps) if days >= since), steps[0][1])


def _days(count: int) -> str:
    return f"{count} day{'s' * (count != 1)}"


def _exposure(row: KeyRow, owner: Owner, weights: Weights) -> PriorityPart:
    facts = list(_against(row, owner, weights))
    factor = min(1.0, weights.exposure + sum(weight for weight, _ in facts))
    because = ", ".join(words for _, words in facts) or "nothing known speaks against it"
    if row.key.active is False:
        factor, because = factor * weights.switched_off, f"it is switched off; {because}"
    return PriorityPart(name="exposure", factor=round(factor, 4), because=because)


def _against(row: KeyRow, owner: Owner, weights: Weights) -> Iterator[tuple[float, str]]:
    """Yield what makes misuse more likely, or easier."""
    if owner.root:
        yield weights.root, "root can be limited by no policy of the account"
    if owner.mfa is not True:
        yield weights.no_mfa, "its owner has no MFA" if owner.mfa is False else "MFA is unknown"
    if row.rotation is not None:
        yield weights.past_rotation, "it is past its rotation limit"
    if owner.quarantined:
        yield weights.quarantined, "AWS has quarantined its owner for a leaked key"


def _certainty(row: KeyRow, bounds: Bounds, weights: Weights) -> PriorityPart:
    factor, doubts = 1.0, []
    if bounds.lower is not bounds.upper and bounds.lower is not Tier.ADMIN:
        factor, doubts = factor * weights.possible, ["the tier is not certain"]
    if not isinstance(row.key.last_used, Used | NeverUsed):
        factor, doubts = factor * weights.use_unknown, [*doubts, "the last use is unknown"]
    because = " and ".join(doubts) or "tier and last use are certain"
    return PriorityPart(name="certainty", factor=round(factor, 4), because=because)
