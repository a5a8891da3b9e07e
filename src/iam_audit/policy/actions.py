"""Sets of actions: `service:Name`, where case does not matter and `*` and `?` are wildcards."""

import re
from functools import lru_cache

from iam_audit.policy.document import Names
from iam_audit.policy.globs import matches
from iam_audit.policy.patterns import EVERYTHING, Pattern, PatternSet
from iam_audit.policy.reading import Reading
from iam_audit.policy.remembering import by_identity

ACTIONS = PatternSet((Pattern.of("?*:?*"),))
"""Whatever can be an action at all, of services yet to come too."""
ONE_COLON = PatternSet((Pattern.of("*:*:*"),), negated=True)
"""No action has a second colon, so that a wildcard in the name of a service cannot reach into that of the action."""
OPEN_TO_ALL = PatternSet((Pattern.of("sts:getcalleridentity"), Pattern.of("sts:getsessiontoken")))
"""Calls that need no permission. GetCallerIdentity works even under an explicit Deny.

Source: the AWS Security Token Service API Reference, "GetCallerIdentity" and "GetSessionToken".
"""
NEVER_IN_AN_ACTION = re.compile(r"[\s,]")
ALL = re.compile(r"\*+(:\*+)?")
NAMES_A_SERVICE = re.compile(r"[^*?:]+:.*", re.DOTALL)


@by_identity
@lru_cache(maxsize=65_536)
def action_set(names: Names, reading: Reading) -> PatternSet:
    """Return the actions that an Action or NotAction speaks of."""
    texts = [text.lower() for text in names.texts if not NEVER_IN_AN_ACTION.search(text)]
    kept = [text for text in texts if _plain(text) or reading.keeps_doubtful(negated=names.negated)]
    if any(ALL.fullmatch(text) for text in kept):
        return EVERYTHING if not names.negated else EVERYTHING.complement
    return PatternSet(tuple(Pattern.of(text) for text in kept), names.negated)


def speaks(names: Names, action: str, reading: Reading) -> bool:
    """Whether an Action or NotAction speaks of one action, given in lower case."""
    keep = reading.keeps_doubtful(negated=names.negated)
    found = any(_fits(text, action, keep_doubtful=keep) for text in names.texts)
    return found is not names.negated


def _fits(text: str, action: str, *, keep_doubtful: bool) -> bool:
    if text[:1] not in (action[:1], action[:1].upper(), "*", "?"):
        return False
    pattern = text.lower()
    if NEVER_IN_AN_ACTION.search(pattern) or not (_plain(pattern) or keep_doubtful):
        return False
    return ALL.fullmatch(pattern) is not None or matches(pattern, action)


def _plain(text: str) -> bool:
    """Whether it is certain what IAM makes of it: it refuses to save a wildcard in the service's name."""
    return (
        ALL.fullmatch(text) is not None
        or not ("*" in text or "?" in text)
        or NAMES_A_SERVICE.match(text) is not None
    )
