"""Resources that no policy names: what is allowed on them is not limited to anything.

To ask whether a policy lets its holder decrypt with every key, we ask about a key whose id nobody has ever written
down. Only `*`, and patterns as wide as the whole kind, can reach it; a Deny takes it away only if it is as wide.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache

from iam_audit.model import Account
from iam_audit.policy.catalogue import END_OF_NAMES, catalogue
from iam_audit.policy.document import Names
from iam_audit.policy.globs import head, matches
from iam_audit.policy.resources import written_out

UNHEARD_OF = "unheard-of-0b5e7a"
"""A name that no policy names."""
REGION = "xx-nowhere-9"
ONLY_NAMES = {"workload-identity-directory/*/": "workload-identity-directory/default/"}
"""Names that AWS gives and nobody chooses: naming them limits nothing."""
NO_RESOURCE = "*"
"""What AWS looks for in a policy where an action is about no resource."""
MOST = 20
"""How many resources are tried before a pattern counts as one that reaches some of them."""


@lru_cache(maxsize=16_384)
def somewhere(action: str, account: Account) -> tuple[str, ...]:
    """Return a resource of each kind that an action can be about; `*` where it is about none."""
    kinds = _kinds().get(action.lower(), ())
    return tuple(unnamed(kind, account) for kind in kinds) or (NO_RESOURCE,)


def unnamed(kind: str, account: Account) -> str:
    """Return a resource of the account that fits the format of an ARN, and that has no known name."""
    arn, partition, service, region, owner, name = kind.split(":", 5)
    for pattern, only in ONLY_NAMES.items():
        name = name.replace(pattern, only)
    fields = (
        arn,
        account.partition if partition == "*" else partition,
        service.replace("*", UNHEARD_OF),
        region.replace("*", REGION),
        account.id if owner == "*" else owner,
        name.replace("*", UNHEARD_OF),
    )
    return ":".join(fields)


def may_be_unnamed(names: Names, account: Account) -> bool:
    """Whether a Resource or NotResource may speak of what no policy names; most speak of nothing else but names."""
    if "*" in names.texts:
        return not names.negated
    if names.negated:
        return True
    everywhere = _everywhere(account)
    return any(_may_reach(written_out(text), everywhere) for text in names.texts)


def _may_reach(pattern: str, resources: Sequence[str]) -> bool:
    """Whether a pattern matches one of some resources, which are in order; of too many to try, perhaps."""
    start = head(pattern)
    first = bisect_left(resources, start)
    if first == len(resources) or not resources[first].startswith(start):
        return False
    last = bisect_left(resources, start + END_OF_NAMES, first)
    return last - first > MOST or any(matches(pattern, each) for each in resources[first:last])


@lru_cache(maxsize=16)
def _everywhere(account: Account) -> tuple[str, ...]:
    """Return a resource of each kind that any action can be about."""
    return tuple(sorted({NO_RESOURCE, *(unnamed(kind, account) for kind in catalogue().taken)}))


@lru_cache(maxsize=1)
def _kinds() -> Mapping[str, tuple[str, ...]]:
    """Return the formats of the ARNs that each action takes."""
    known = catalogue()
    found: dict[str, list[str]] = defaultdict(list)
    for kind, places in known.taken.items():
        for place in places:
            found[known.names[place]].append(kind)
    return {action: tuple(sorted(kinds)) for action, kinds in found.items()}
