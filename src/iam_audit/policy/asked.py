"""The actions of a question, and which of them a document speaks of before anything else of it is looked at."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from iam_audit.policy.catalogue import bits, catalogue, places_of
from iam_audit.policy.document import Effect, Names, Statement
from iam_audit.policy.globs import is_wild
from iam_audit.policy.listed import any_doubtful, spoken_of
from iam_audit.policy.reading import Reading
from iam_audit.policy.remembering import by_identity

ANY_SERVICE = -1
"""As a set of services: all bits there can be."""


@dataclass(frozen=True, eq=False)
class Asked:
    """The actions of a question, as they stand in the catalogue."""

    actions: tuple[str, ...]
    places: Mapping[int, tuple[str, ...]]
    """How each is spelled, by its place."""
    listed: int
    services: int
    """Their services, as a set: most documents speak of a few, and of these not."""
    unlisted: tuple[str, ...]
    alphabetical: bool
    """Whether they are all listed, each once, in the order of their names."""

    def names(self, found: int) -> Iterator[str]:
        """Yield those of a set as they were asked about, in that order."""
        spelled = chain.from_iterable(map(self.places.__getitem__, places_of(found)))
        if self.alphabetical:
            return iter(sorted(spelled, key=str.lower))
        there = frozenset(spelled)
        return (name for name in dict.fromkeys(self.actions) if name in there)


@lru_cache(maxsize=256)
def asked_about(actions: tuple[str, ...]) -> Asked:
    """Look the actions of a question up."""
    places: dict[int, list[str]] = defaultdict(list)
    known = catalogue()
    for action in actions:
        if action.lower() in known.places:
            places[known.places[action.lower()]].append(action)
    listed = bits(places)
    return Asked(
        actions=actions,
        places={place: tuple(names) for place, names in places.items()},
        listed=listed,
        services=_union(_service_bit(action.partition(":")[0]) for action in actions),
        unlisted=tuple(action for action in actions if action.lower() not in known.places),
        alphabetical=[action.lower() for action in actions] == sorted(known.names[place] for place in places),
    )


def mentioned(statements: tuple[Statement, ...], asked: Asked) -> int:
    """Return which of the listed actions an Allow speaks of, whatever else is said of them."""
    found, listed, gist = 0, asked.listed, gist_of(statements)
    if gist.services & asked.services:
        for spoken in gist.allowing:
            if more := spoken & listed:
                found = found | more if found else more  # a union with nothing would be a copy
    return found


class Gist(NamedTuple):
    """What a document is about, as far as every question needs to know."""

    services: int
    """Those of which an Allow may speak."""
    spoken: tuple[int, ...]
    """Of which listed actions each statement speaks."""
    allowing: tuple[int, ...]
    """The same of those that allow."""


@by_identity
def gist_of(statements: tuple[Statement, ...]) -> Gist:
    """Return what a document is about."""
    spoken = tuple([spoken_of(one.actions, _reading_of(one)) for one in statements])
    allowing = [number for number, one in enumerate(statements) if one.effect is Effect.ALLOW]
    return Gist(
        services=_services([statements[number].actions for number in allowing]),
        spoken=spoken,
        allowing=tuple([spoken[number] for number in allowing]) if len(allowing) < len(spoken) else spoken,
    )


def _reading_of(statement: Statement) -> Reading:
    """Return how to read its actions; where nothing is doubtful, as everybody else does."""
    narrow = statement.effect is Effect.DENY and any_doubtful(statement.actions)
    return Reading.NARROWEST if narrow else Reading.WIDEST


def _services(allowed: list[Names]) -> int:
    if any(names.negated for names in allowed):
        return ANY_SERVICE
    return _union({_service_bit(text.partition(":")[0]) for names in allowed for text in names.texts})


@lru_cache(maxsize=4096)
def _service_bit(service: str) -> int:
    return ANY_SERVICE if is_wild(service) else catalogue().services.get(service.lower(), 0)


def _union(sets: Iterable[int]) -> int:
    found = 0
    for each in sets:
        found |= each
    return found
