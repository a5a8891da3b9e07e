"""Which actions of the catalogue a list of names and wildcards speaks of: worked out once for each list."""

from functools import lru_cache
from typing import NamedTuple

from iam_audit.policy.actions import ALL, NAMES_A_SERVICE, NEVER_IN_AN_ACTION
from iam_audit.policy.catalogue import bits, catalogue, same
from iam_audit.policy.document import Names
from iam_audit.policy.globs import head, is_wild, matches
from iam_audit.policy.reading import Reading
from iam_audit.policy.remembering import by_identity


class Spoken(NamedTuple):
    """What an Action or NotAction speaks of."""

    listed: int
    """The actions of the catalogue."""
    others: tuple[str, ...]
    """What is not simply the name of one of them, in lower case: it may speak of more than is listed."""
    unheard: tuple[str, ...]
    """Those of the others that speak of nothing listed."""


@by_identity
def spoken(names: Names, reading: Reading) -> Spoken:
    """Return the listed actions that an Action or NotAction speaks of, and what may speak of others."""
    known, keep = catalogue().places, reading.keeps_doubtful(negated=names.negated)
    found, places, others, unheard = 0, [], [], []
    for text in names.texts:
        name = text.lower()
        place = known.get(name)
        if place is None:
            others.append(name)
            more = pattern(name, keep)
            if more:
                found |= more
            else:
                unheard.append(name)
        else:
            places.append(place)
    found |= bits(places) if places else 0
    listed = catalogue().all & ~found if names.negated else found
    return Spoken(same(listed), tuple(others), tuple(unheard))


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
    if not keep_doubtful and doubtful(text):
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
    return any(map(doubtful, spoken(names, Reading.WIDEST).others))


def doubtful(text: str) -> bool:
    """Whether a wildcard is in the name of the service: IAM refuses to save it, so nobody knows what it would mean."""
    return not NAMES_A_SERVICE.match(text) and not ALL.fullmatch(text)
