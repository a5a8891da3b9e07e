"""Which of the known ways a set of actions could open: worked out once for each set, as most people share a few."""

from collections.abc import Mapping
from functools import cached_property, lru_cache
from typing import Any

from iam_audit.policy.catalogue import catalogue
from iam_audit.policy.escalations import Escalation, How, escalations, known_by
from iam_audit.policy.vocabulary import Vocabulary

ALSO_ASKED = ("iam:DeleteAccessKey", "iam:PassRole", "sts:AssumeRole")
MOST = 1000
"""How many sets of actions are remembered."""
MAKING = (How.NEW_ROLE, How.NEW_USER)
Begun = Mapping[How, tuple[Escalation, ...]]
Passing = tuple[tuple[Escalation, bool], ...]
"""Ways that pass a role, and whether all else that they take is certain."""


class Openings:
    """The known ways by the actions that they take, in the sets of one vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._begun: dict[int, Begun] = {}
        self._complete: dict[tuple[How, int], tuple[Escalation, ...]] = {}
        self._passing: dict[tuple[int, int], Passing] = {}
        self._of: dict[How, int] = {}
        self._sets: dict[tuple[How, int], list[tuple[Escalation, int]]] = {}

    @cached_property
    def beginning(self) -> int:
        """The actions that are asked about by what they can be used on: the first ones of most ways."""
        first = (each.actions[0] for each in escalations() if each.how is not How.BEYOND)
        making = (name for how in MAKING for each in known_by()[how] for name in each.actions)
        return self._vocabulary.set_of((*first, *making, *ALSO_ASKED))

    @cached_property
    def beyond_passing(self) -> int:
        """What ways that pass a role take besides passing it."""
        actions = (name for each in known_by()[How.PASS_ROLE] for name in each.actions[1:])
        return self._vocabulary.set_of(tuple(actions))

    def begun(self, actions: int) -> Begun:
        """Return the ways whose first action is among some, by their kind."""
        known = self._begun.get(actions)
        if known is None:
            named = self._vocabulary.named
            _make_room(self._begun)
            known = self._begun[actions] = {
                how: tuple(each for each in known_by()[how] if actions & named(each.actions[0]))
                for how in How
            }
        return known

    def complete(self, how: How, actions: int) -> tuple[Escalation, ...]:
        """Return the ways of a kind whose actions are all among some."""
        key = (how, actions & self._taken_by(how))
        known = self._complete.get(key)
        if known is None:
            known = tuple(each for each, all_of in self._with_actions(how, 0) if key[1] & all_of == all_of)
            _make_room(self._complete)
            self._complete[key] = known
        return known

    def passing(self, possible: int, certain: int) -> Passing:
        """Return the ways that pass a role for which all else is possible, and whether it is certain."""
        key = (possible & self.beyond_passing, certain & self.beyond_passing)
        known = self._passing.get(key)
        if known is None:
            ways = [pair for pair in self._with_actions(How.PASS_ROLE, 1) if key[0] & pair[1] == pair[1]]
            _make_room(self._passing)
            known = self._passing[key] = tuple((one, key[1] & all_of == all_of) for one, all_of in ways)
        return known

    def _taken_by(self, how: How) -> int:
        if how not in self._of:
            actions = (name for each in known_by()[how] for name in each.actions)
            self._of[how] = self._vocabulary.set_of(tuple(actions))
        return self._of[how]

    def _with_actions(self, how: How, first: int) -> list[tuple[Escalation, int]]:
        """Return the ways of a kind, each with the set of its actions from one on; not those that nobody can go."""
        key = (how, first)
        if key not in self._sets:
            sets = ((each, self._vocabulary.together(each.actions[first:])) for each in known_by()[how])
            self._sets[key] = [(each, all_of) for each, all_of in sets if all_of is not None]
        return self._sets[key]


def _make_room(known: dict[Any, Any]) -> None:
    """Forget what was found out for other accounts: the sets that it is kept by are large."""
    if len(known) >= MOST:
        known.clear()


def openings_of(vocabulary: Vocabulary) -> Openings:
    """Return the openings in the sets of a vocabulary; they differ only where documents name a retired action."""
    return Openings(vocabulary) if vocabulary.lists(retired()) else _of_the_catalogue()


@lru_cache(maxsize=1)
def _of_the_catalogue() -> Openings:
    return Openings(Vocabulary())


@lru_cache(maxsize=1)
def retired() -> tuple[str, ...]:
    """Return the actions that ways take and that the catalogue does not have."""
    places = catalogue().places
    return tuple(name for each in escalations() for name in each.actions if name.lower() not in places)
