"""Which actions of the catalogue a list of names and wildcards speaks of: worked out once for each list."""

from collections.abc import Sequence
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
    places: Sequence[int]
    """The places of the listed actions that it speaks of."""


class Spoken(NamedTuple):
    """What an Action or NotAction speaks of."""

    listed: int
    """The actions of the catalogue."""
    others: tuple[Other, ...]
    """What may speak of more, as it is read here; or, negated, what may leave out more."""
    negated: bool
    unheard: tuple[str, ...]
    """The names and patterns that speak of nothing listed, however they are read."""
    doubtful: bool
    """Whether nobody knows what one of the wildcards would mean."""


@by_identity
def spoken(names: Names, reading: Reading) -> Spoken:
    """Return the listed actions that an Action or NotAction speaks of, and what may speak of others."""
    places: list[int] = []
    others: list[Other] = []
    for each in map(_heard, names.texts):
        if isinstance(each, int):
            places.append(each)
        else:
            others.append(each)
    unheard = tuple([each.text for each in others if not each.places])
    doubtful = True in [each.doubtful for each in others]
    if doubtful and not reading.keeps_doubtful(negated=names.negated):
        others = [each for each in others if not each.doubtful]
    found = bits(places)
    for each in others:
        if each.places:
            found |= bits(each.places)
    listed = catalogue().all & ~found if names.negated else found
    return Spoken(same(listed), tuple(others), names.negated, unheard, doubtful)


def spoken_of(names: Names, reading: Reading) -> int:
    """Return the listed actions that an Action or NotAction speaks of."""
    return spoken(names, reading).listed


def any_doubtful(names: Names) -> bool:
    """Whether nobody knows what one of the wildcards in a list would mean."""
    return spoken(names, Reading.WIDEST).doubtful


@lru_cache(maxsize=16_384)
def _heard(text: str) -> int | Other:
    """Return the place of the action that a text names; what it says otherwise where it does not simply name one."""
    name = text.lower()
    place = catalogue().places.get(name)
    if place is not None:
        return place
    service = name.partition(":")[0]
    return Other(name, "" if is_wild(service) else service, _is_doubtful(name), _places(name))


def _is_doubtful(text: str) -> bool:
    """Whether a wildcard is in the name of the service: IAM refuses to save it, so nobody knows what it would mean."""
    return not NAMES_A_SERVICE.match(text) and not ALL.fullmatch(text)


def _places(text: str) -> Sequence[int]:
    known = catalogue()
    if not is_wild(text) or NEVER_IN_AN_ACTION.search(text):
        return ()
    if ALL.fullmatch(text):
        return range(len(known.names))
    start = head(text)
    places = known.starting_with(start)
    if text == start + "*":
        return places
    return tuple([place for place in places if matches(text, known.names[place])])
