"""The actions of a question, and which of them a document speaks of before anything else of it is looked at."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import chain
from typing import NamedTuple

from iam_audit.policy.catalogue import bits, catalogue, places_of, union
from iam_audit.policy.document import Effect, Statement
from iam_audit.policy.listed import any_doubtful, spoken_of
from iam_audit.policy.reading import Reading
from iam_audit.policy.remembering import by_identity


class Run(NamedTuple):
    """Actions of a question that are asked about in the order in which the catalogue has them."""

    listed: int
    names: Mapping[int, str]
    """How each is spelled, by its place."""


@dataclass(frozen=True, eq=False)
class Asked:
    """The actions of a question, as they stand in the catalogue."""

    actions: tuple[str, ...]
    """Each once."""
    runs: tuple[Run, ...]
    """Those of the catalogue: few, since actions of one service stand side by side there as well."""
    listed: int
    unlisted: tuple[str, ...]
    spelled_once: bool
    """Whether none of those that are listed is spelled in several ways."""

    def names(self, found: int) -> Iterator[str]:
        """Yield those of a set as they were asked about, in that order."""
        return chain.from_iterable(map(partial(_spelled, found), self.runs))


def _spelled(found: int, run: Run) -> Iterable[str]:
    here = found & run.listed
    return map(run.names.__getitem__, places_of(here)) if here else ()


@lru_cache(maxsize=1024)
def asked_about(actions: tuple[str, ...]) -> Asked:
    """Look the actions of a question up."""
    known, once = catalogue().places, tuple(dict.fromkeys(actions))
    runs = tuple(_runs((known[action.lower()], action) for action in once if action.lower() in known))
    listed = union(run.listed for run in runs)
    return Asked(
        actions=once,
        runs=runs,
        listed=listed,
        unlisted=tuple(action for action in once if action.lower() not in known),
        spelled_once=listed.bit_count() == sum(run.listed.bit_count() for run in runs),
    )


def _runs(placed: Iterable[tuple[int, str]]) -> Iterator[Run]:
    names: dict[int, str] = {}
    last = -1
    for place, name in placed:
        if place <= last:
            yield Run(bits(names), names)
            names = {}
        names[place], last = name, place
    yield Run(bits(names), names)


def mentioned(statements: tuple[Statement, ...], asked: Asked) -> int:
    """Return which of the listed actions an Allow speaks of, whatever else is said of them."""
    listed = asked.listed
    return union([spoken & listed for spoken in gist_of(statements).allowing])


class Gist(NamedTuple):
    """What a document is about, as far as every question needs to know."""

    spoken: tuple[int, ...]
    """Of which listed actions each statement speaks."""
    allowing: tuple[int, ...]
    """The same of those that allow."""


@by_identity
def gist_of(statements: tuple[Statement, ...]) -> Gist:
    """Return what a document is about."""
    spoken = tuple([spoken_of(one.actions, _reading_of(one)) for one in statements])
    said = zip(statements, spoken, strict=True)
    allowing = [actions for one, actions in said if one.effect is Effect.ALLOW]
    return Gist(spoken, tuple(allowing) if len(allowing) < len(spoken) else spoken)


def _reading_of(statement: Statement) -> Reading:
    """Return how to read its actions; where nothing is doubtful, as everybody else does."""
    narrow = statement.effect is Effect.DENY and any_doubtful(statement.actions)
    return Reading.NARROWEST if narrow else Reading.WIDEST
