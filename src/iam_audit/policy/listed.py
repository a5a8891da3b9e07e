"""Which actions of the catalogue a list of names and wildcards speaks of: worked out once for each list."""

from functools import lru_cache
from typing import NamedTuple

from iam_audit.policy.actions import ALL, NAMES_A_SERVICE, NEVER_IN_AN_ACTION
from iam_audit.policy.catalogue import bits, catalogue, same
from iam_audit.policy.document import Names
from iam_audit.policy.globs import head, is_wild, matches
from iam_audit.policy.reading import Reading
from iam_audit.policy.remembering import by_identity


class Other(NamedTuple):
    """What is not simply the name of an action of the catalogue: it may speak of more than is listed."""

    text: str
    """In lower case."""
    service: str
    """Empty where a wildcard is in its name."""
    doubtful: bool
    """Whether nobody knows what its wildcard would mean."""


class Spoken(NamedTuple):
    """What an Action or NotAction speaks of."""

    listed: int
    """The actions of the catalogue."""
    others: tuple[Other, ...]
    """What may speak of more, as it is read here; or, negated, what may leave out more."""
    negated: bool
    unheard: tuple[str, ...]
    """The names and patterns, read in this way or not, that speak of nothing listed."""
    doubtful: bool
    """Whether nobody knows what one of the wildcards would mean."""


@by_identity
def spoken(names: Names, reading: Reading) -> Spoken:
    """Return the listed actions that an Action or NotAction speaks of, and what may speak of others."""
    lowered = list(map(str.lower, names.texts))
    places = list(map(catalogue().places.get, lowered))
    found = bits([place for place in places if place is not None])
    others = [_other(name) for name, place in zip(lowered, places, strict=True) if place is None]
    keep, unheard = reading.keeps_doubtful(negated=names.negated), []
    for each in others:
        if more := pattern(each.text, keep):
            found |= more
        else:
            unheard.append(each.text)
    doubtful = True in [each.doubtful for each in others]
    if doubtful and not keep:
        others = [each for each in others if not each.doubtful]
    listed = catalogue().all & ~found if names.negated else found
    return Spoken(same(listed), tuple(others), names.negated, tuple(unheard), doubtful)


def spoken_of(names: Names, reading: Reading) -> int:
    """Return the listed actions that an Action or NotAction speaks of."""
    return spoken(names, reading).listed


@lru_cache(maxsize=2048)
def pattern(text: str, keep_doubtful: bool) -> int:  # noqa: FBT001 - a key of the cache
    """Return the listed actions that one pattern, in lower case, speaks of."""
    known = catalogue()
    if not is_wild(text):
        place = known.places.get(text)
        return 0 if place is None else 1 << place
    if not keep_doubtful and _is_doubtful(text):
        return 0
    if ALL.fullmatch(text):
        return known.all
    if NEVER_IN_AN_ACTION.search(text):
        return 0
    start = head(text)
    places = known.starting_with(start)
    if text == start + "*":
        return bits(places)
    return bits(place for place in places if matches(text, known.names[place]))


def any_doubtful(names: Names) -> bool:
    """Whether nobody knows what one of the wildcards in a list would mean."""
    return spoken(names, Reading.WIDEST).doubtful


@lru_cache(maxsize=16_384)
def _other(text: str) -> Other:
    service = text.partition(":")[0]
    return Other(text, "" if is_wild(service) else service, _is_doubtful(text))


def _is_doubtful(text: str) -> bool:
    """Whether a wildcard is in the name of the service: IAM refuses to save it, so nobody knows what it would mean."""
    return not NAMES_A_SERVICE.match(text) and not ALL.fullmatch(text)
