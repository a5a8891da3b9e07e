"""Sets of resources: ARNs, in which case matters and `*` and `?` are wildcards."""

from collections.abc import Iterator
from functools import lru_cache

from iam_audit.policy.document import Names
from iam_audit.policy.facts import Facts, Missing, fill_in
from iam_audit.policy.patterns import NOTHING, Pattern, PatternSet, Token, Wildcard
from iam_audit.policy.reading import Reading

FIELDS = 6
"""arn, partition, service, region, account, resource."""


def resource_set(names: Names, facts: Facts | None, reading: Reading) -> PatternSet:
    """Return the resources of a Resource or NotResource. Without `facts`, `${...}` is plain text."""
    if facts is None or not any("${" in text for text in names.texts):
        return _constant(names)
    filled = [fill_in(text, facts) for text in names.texts]
    # AWS may drop a whole statement when a variable has no value.
    if reading is Reading.NARROWEST and any(Missing.ABSENT in tokens for tokens in filled):
        return NOTHING
    keep = reading.keeps_doubtful(negated=names.negated)
    patterns = tuple(_arn(known) for tokens in filled for known in _known(tokens, keep_doubtful=keep))
    return PatternSet(patterns, names.negated)


def written_out(text: str) -> str:
    """Return a resource with a `*` for each field that its ARN leaves out at its end.

    Source: "IAM JSON policy elements: Resource" in the IAM User Guide.
    """
    missing = FIELDS - 1 - text.count(":") if text.startswith("arn:") else 0
    return text + ":*" * missing if missing > 0 else text


@lru_cache(maxsize=65_536)
def _constant(names: Names) -> PatternSet:
    return PatternSet(tuple(Pattern.of(written_out(text)) for text in names.texts), names.negated)


def _known(tokens: tuple[Token | Missing, ...], *, keep_doubtful: bool) -> Iterator[tuple[Token, ...]]:
    """Yield the tokens with `*` in the place of unknown values, or nothing where that would be wrong."""
    if Missing.ABSENT in tokens or (Missing.UNKNOWN in tokens and not keep_doubtful):
        return
    yield tuple(Wildcard.ANY if isinstance(token, Missing) else token for token in tokens)


def _arn(tokens: tuple[Token, ...]) -> Pattern:
    is_arn = tokens[:4] == tuple("arn:")
    missing = max(FIELDS - 1 - tokens.count(":"), 0) if is_arn else 0
    return Pattern.of_tokens((*tokens, *(":", Wildcard.ANY) * missing))
