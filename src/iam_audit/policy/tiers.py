"""The tier of a set of actions."""

from functools import lru_cache

from iam_audit.model import Bounds, Tier
from iam_audit.policy.catalogue import bits, catalogue
from iam_audit.policy.escalations import How, known_by, sensitive
from iam_audit.policy.powers import Powers
from iam_audit.policy.vocabulary import Vocabulary

WORTHLESS_ALONE = (
    "iam:PassRole",
    "sts:AssumeRole",
    "sts:AssumeRoleWithSAML",
    "sts:AssumeRoleWithWebIdentity",
)
"""What they are worth is decided by the roles they reach."""
OPEN_TO_ALL = ("sts:GetCallerIdentity", "sts:GetSessionToken")
ON_ONESELF = (How.POLICY_OF_USER, How.POLICY_OF_ROLE, How.POLICY_OF_GROUP, How.POLICY_VERSION)
STEPS = (Tier.READ, Tier.WRITE, Tier.DATA, Tier.ESCALATES, Tier.ADMIN)


class Levels:
    """Ranks sets of actions that one vocabulary makes."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        known, listed = catalogue(), sensitive()
        self._all = known.all
        self._data = vocabulary.set_of((*listed.secrets, *listed.credentials, *listed.data))
        # Nobody knows what an action does that is in no catalogue, so it is taken for a change.
        self._write = changing() | vocabulary.unlisted
        self._open = vocabulary.set_of(OPEN_TO_ALL)
        self.rewriting = vocabulary.set_of(_rewriting())
        """The actions that change what somebody may do."""

    def tier(self, actions: int) -> Tier:
        """Return the tier of a set of actions."""
        if actions & self._all == self._all:
            return Tier.ADMIN
        if actions & self._data:
            return Tier.DATA
        if actions & self._write:
            return Tier.WRITE
        return Tier.READ if actions & ~self._open else Tier.NONE

    def bounds(self, powers: Powers) -> Bounds:
        """Return the bounds of what powers give by themselves, before any way to more."""
        if powers.worth is None:
            powers.worth = self._worked_out(powers)
        return powers.worth

    def _worked_out(self, powers: Powers) -> Bounds:
        lower = self.tier(powers.certain)
        if lower is Tier.ADMIN and powers.certain_everywhere & self._all != self._all:
            lower = Tier.DATA
        upper = self.tier(powers.possible)
        # An action that fits no resource it is allowed on gives nothing, if the tables are right.
        if upper is Tier.NONE and powers.spoken_of & ~self._open:
            upper = Tier.READ
        return Bounds(lower=lower, upper=upper)

    def promising(self, powers: Powers) -> Bounds:
        """Return the bounds for somebody not known: whoever may rewrite policies gives themselves more."""
        bounds = self.bounds(powers)
        lower = Tier.ESCALATES if powers.certain_everywhere & self.rewriting else Tier.NONE
        upper = Tier.ESCALATES if powers.possible & self.rewriting else Tier.NONE
        return Bounds(lower=higher(bounds.lower, lower), upper=higher(bounds.upper, upper))


@lru_cache(maxsize=1)
def changing() -> int:
    """Return the listed actions that change something by themselves."""
    known = catalogue()
    writes = known.levels["w"] | known.levels["t"] | known.levels["p"]
    return writes & ~bits(known.places[name.lower()] for name in WORTHLESS_ALONE)


def higher(one: Tier, other: Tier) -> Tier:
    """Return the tier that is more power."""
    return one if one.rank >= other.rank else other


def lesser(one: Tier, other: Tier) -> Tier:
    """Return the tier that is less power."""
    return other if one.rank >= other.rank else one


@lru_cache(maxsize=1)
def _rewriting() -> tuple[str, ...]:
    return tuple(each.actions[0] for how in ON_ONESELF for each in known_by()[how])
