"""Which of many actions statements allow on resources that nobody names: worked out for all of them at once.

A set of actions is a number with a bit for each action of the catalogue, and a set of statements one with a bit for
each statement. Most documents speak of none of the actions asked about, and most statements of named resources only:
those are told apart before anything is worked out.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

import msgspec

from iam_audit.model import Account
from iam_audit.policy.answers import demands, opened
from iam_audit.policy.asked import Asked
from iam_audit.policy.broad import broad
from iam_audit.policy.catalogue import bits, catalogue, places_of
from iam_audit.policy.demands import Demands
from iam_audit.policy.document import Effect, Names, Statement
from iam_audit.policy.facts import Facts
from iam_audit.policy.globs import head, is_wild, matches
from iam_audit.policy.places import somewhere
from iam_audit.policy.resources import written_out

SERVICE = 3
"""Up to which field an ARN says whose it is: arn, partition, service."""


class Grant(msgspec.Struct, frozen=True):
    """That something is allowed, in one way or in several."""

    ways: tuple[Demands, ...]
    """For each way, what it demands of a request."""

    @property
    def always(self) -> bool:
        """Whether there is a way that demands nothing."""
        return not all(self.ways)

    @property
    def keys(self) -> tuple[str, ...]:
        """The condition keys that the demands are about."""
        conditions = (condition for way in self.ways for demand in way for condition in demand)
        return tuple(sorted({condition.key for condition in conditions}))


FREELY = Grant(((),))
"""In a way that demands nothing."""
NOWHERE: frozenset[str] = frozenset()


class Heard(NamedTuple):
    """What one statement says of the actions of a question."""

    statement: Statement
    actions: int
    resources: frozenset[str] | None
    """The resources that no policy names of which it speaks; None for whatever there is."""


Part = tuple[int, Grant]
"""Some actions, and how they are allowed."""


def heard(statements: tuple[Statement, ...], asked: Asked, account: Account) -> tuple[Heard, ...]:
    """Return what the statements of a document say of the listed actions, but for named resources."""
    found = []
    listed = asked.listed
    for one, spoken, of_anything in broad(statements, account).said:
        if actions := spoken & listed:
            resources = None if of_anything else _reached(one.resources, asked, account)
            if resources or of_anything:
                found.append(Heard(one, actions, resources))
    return tuple(found)


def parts_allowed(said: Sequence[Heard], asked: Asked, account: Account, facts: Facts) -> Iterator[Part]:
    """Yield the listed actions that are allowed on resources that nobody names, with how they are."""
    left = touched = 0
    plain = True
    for one, actions, resources in said:
        if one.effect is Effect.ALLOW:
            left |= actions
            plain = plain and not one.conditions
        else:
            plain = False
        if resources is not None:
            touched |= actions
    if not left:
        return
    if plain and not touched:
        yield left, FREELY
        return
    ways = _Ways(said, facts)
    if touched & left:
        for kind, actions in _unnamed(asked, account).kinds:
            if here := actions & touched & left:
                left ^= here
                yield from ways.parts(here, kind)
    yield from ways.parts(left, ())


class _Ways:
    """The ways that statements leave open, each choice of statements worked out once."""

    def __init__(self, said: Sequence[Heard], facts: Facts) -> None:
        self._said = said
        self._facts = facts
        self._known: dict[int, tuple[Demands, ...]] = {}

    def parts(self, actions: int, resources: tuple[str, ...]) -> Iterator[Part]:
        """Yield those of some actions that are allowed on one of the resources; without any, on whatever there is."""
        for speaking, part in self._split(actions):
            chosen = [speaking & self._about(each) for each in resources] or [speaking]
            ways = tuple(way for each in dict.fromkeys(chosen) for way in self._open(each))
            if ways:
                yield part, Grant(ways)

    def _split(self, actions: int) -> list[tuple[int, int]]:
        """Split actions by the statements that speak of them."""
        parts = [(0, actions)] if actions else []
        for number, each in enumerate(self._said):
            if each.actions & actions:
                parts = [piece for part in parts for piece in _divided(part, each.actions, 1 << number)]
        return parts

    def _about(self, resource: str) -> int:
        found = 0
        for number, each in enumerate(self._said):
            found |= (each.resources is None or resource in each.resources) << number
        return found

    def _open(self, chosen: int) -> tuple[Demands, ...]:
        known = self._known.get(chosen)
        if known is None:
            about = [each.statement for number, each in enumerate(self._said) if chosen >> number & 1]
            known = self._known[chosen] = ways_through(about, self._facts)
        return known


def ways_through(about: Iterable[Statement], facts: Facts) -> tuple[Demands, ...]:
    """Return in which ways statements allow what they are all about, by what each demands."""
    spoken = [one for each in about if (one := opened(each, facts)) is not None]
    denials = [one for one in spoken if one.effect is Effect.DENY]
    allowing = (one for one in spoken if one.effect is Effect.ALLOW)
    return tuple(way for one in allowing if (way := demands(one, denials)) is not None)


def _divided(part: tuple[int, int], spoken: int, statement: int) -> Iterator[tuple[int, int]]:
    statements, actions = part
    within = actions & spoken
    if within:
        yield statements | statement, within
    if within != actions:
        yield statements, actions ^ within


@dataclass(frozen=True, eq=False)
class _Unnamed:
    """The resources that nobody names and that the actions of a question can be about."""

    kinds: tuple[tuple[tuple[str, ...], int], ...]
    """Resources of each kind, with the actions that are about these."""
    all: frozenset[str]
    by_service: Mapping[str, tuple[str, ...]]
    """By what their ARNs begin with."""

    def matching(self, text: str) -> Iterator[str]:
        """Yield the resources that a pattern matches."""
        pattern = written_out(text)
        if not is_wild(pattern):
            return (each for each in (pattern,) if each in self.all)
        start = _service(head(pattern))
        likely = self.all if start is None else self.by_service.get(start, ())
        return (each for each in likely if matches(pattern, each))


@lru_cache(maxsize=1024)
def _unnamed(asked: Asked, account: Account) -> _Unnamed:
    names, kinds = catalogue().names, defaultdict(list)
    for place in places_of(asked.listed):
        kinds[somewhere(names[place], account)].append(place)
    found = frozenset(each for resources in kinds for each in resources)
    by_service: dict[str, list[str]] = defaultdict(list)
    for each in found:
        by_service[_service(each) or each].append(each)
    return _Unnamed(
        kinds=tuple((resources, bits(places)) for resources, places in kinds.items()),
        all=found,
        by_service={start: tuple(resources) for start, resources in by_service.items()},
    )


def _service(start: str) -> str | None:
    """Return whose an ARN is, from how it begins; None where that is not enough to tell."""
    fields = start.split(":", SERVICE)
    return ":".join(islice(fields, SERVICE)) if len(fields) > SERVICE else None


def _reached(names: Names | None, asked: Asked, account: Account) -> frozenset[str]:
    if names is None:
        return NOWHERE
    unnamed = _unnamed(asked, account)
    found = frozenset(each for text in names.texts for each in unnamed.matching(text))
    return unnamed.all - found if names.negated else found
