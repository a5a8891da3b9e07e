"""The actions that one judgement speaks of: those of the catalogue, and those that only the policies name.

An action that AWS adds tomorrow, or that somebody mistyped, is in no catalogue. It still gets a bit of its own, so
that allowing it is not mistaken for allowing nothing, and a denial of it still undoes it. So does a pattern that
matches nothing listed, for what it may match tomorrow.
"""

import re
from bisect import bisect_left, insort
from collections.abc import Iterable
from functools import lru_cache

from iam_audit.policy.actions import ALL, NEVER_IN_AN_ACTION
from iam_audit.policy.catalogue import Catalogue, bits, catalogue
from iam_audit.policy.document import Effect, Names, Statement
from iam_audit.policy.globs import head, is_wild, matches
from iam_audit.policy.listed import Spoken, spoken
from iam_audit.policy.reading import Reading
from iam_audit.policy.remembering import by_identity

LOOKS_LIKE_AN_ACTION = re.compile(r"[^:]+:.+", re.DOTALL)
_WITNESS = str.maketrans({"*": "\ue010\ue011\ue012", "?": "\ue010"})
"""Spells a name that a pattern matches and that nothing else is likely to be meant by."""


class Vocabulary:
    """Turns actions and patterns of actions into sets of bits."""

    def __init__(self) -> None:
        self._known: Catalogue = catalogue()
        self.size = len(self._known.names)
        """How many actions there are; a set made when there were fewer may lack some."""
        self._extra: dict[str, int] = {}
        self._extra_services: set[str] = set()
        self._extra_names: list[str] = []
        """The same in order, so that those with one beginning stand side by side."""
        self._bits: dict[str, int] = {}
        self._sets: dict[tuple[str, ...], int | None] = {}
        self._searched: dict[str, int] = {}

    @property
    def all(self) -> int:
        """Every action there is a bit for."""
        return (1 << (len(self._known.names) + len(self._extra))) - 1

    @property
    def unlisted(self) -> int:
        """The actions that the catalogue does not have."""
        return self.all & ~self._known.all

    def learn(self, statements: Iterable[Statement]) -> None:
        """Give a bit to each action that the catalogue lacks and that an Allow names, or a Deny leaves out."""
        before = self.size
        for text in _in_no_catalogue(statements):
            if self._is_new(text):
                name = text.translate(_WITNESS)
                self._extra[name] = self.size
                self.size += 1
                self._extra_services.add(name.partition(":")[0])
                insort(self._extra_names, name)
        if self.size != before:
            for made in (self._sets, self._bits, self._searched):
                made.clear()

    def knows(self, statements: Iterable[Statement]) -> bool:
        """Whether there is a bit for each action that an Allow names, or a Deny leaves out."""
        return not any(map(self._is_new, _in_no_catalogue(statements)))

    def named(self, action: str) -> int:
        """Return the bit of one action; 0 when there is none."""
        if action not in self._bits:
            self._bits[action] = self._bit(action.lower())
        return self._bits[action]

    def set_of(self, actions: tuple[str, ...]) -> int:
        """Return the set of those of some actions for which there is a bit."""
        found, missing = _listed_among(actions)
        for each in missing if self._extra else ():
            found |= self.named(each)
        return found

    def lists(self, actions: Iterable[str]) -> bool:
        """Whether there is a bit of its own for one of some actions, which the catalogue lacks."""
        return any(each.lower() in self._extra for each in actions)

    def together(self, actions: tuple[str, ...]) -> int | None:
        """Return the set of some actions; None when there is no bit for one of them."""
        if actions not in self._sets:
            found = [self.named(each) for each in actions]
            self._sets[actions] = sum(set(found)) if all(found) else None
        return self._sets[actions]

    def mask(self, names: Names, reading: Reading) -> int:
        """Return the actions that an Action or NotAction speaks of."""
        said = spoken(names, reading)
        return said.listed | self.unlisted_in(said)

    def unlisted_in(self, said: Spoken) -> int:
        """Return the actions it speaks of that the catalogue does not have."""
        if not self._extra:
            return 0
        searched, found = self._searched, 0
        for each in said.others:
            more = searched.get(each.text)
            if more is None:
                more = searched[each.text] = self._search(each.text, each.service)
            found |= more
        return self.unlisted & ~found if said.negated else found

    def brought_by(self, names: Names) -> int:
        """Return the actions that the catalogue does not have and that an Action itself brings up."""
        found = 0
        for each in spoken(names, Reading.WIDEST).others if not names.negated else ():
            place = self._extra.get(each.text.translate(_WITNESS))
            found |= 0 if place is None else 1 << place
        return found

    def _search(self, text: str, service: str) -> int:
        if service and service not in self._extra_services:
            return 0
        if not is_wild(text):
            place = self._extra.get(text)
            return 0 if place is None else 1 << place
        if ALL.fullmatch(text):
            return self.unlisted
        return 0 if NEVER_IN_AN_ACTION.search(text) else self._matching_extra(text, head(text))

    def _is_new(self, text: str) -> bool:
        """Whether there is no bit for what is in no catalogue."""
        if text in self._extra:
            return False
        return not (is_wild(text) and self._matching_extra(text, head(text)))

    def _bit(self, name: str) -> int:
        place = self._known.places.get(name)
        if place is None:
            place = self._extra.get(name)
        return 0 if place is None else 1 << place

    def _matching_extra(self, text: str, start: str) -> int:
        names, found = self._extra_names, 0
        for index in range(bisect_left(names, start), len(names)):
            if not names[index].startswith(start):
                break
            if matches(text, names[index]):
                found |= 1 << self._extra[names[index]]
        return found


@by_identity
def _in_no_catalogue(statements: Iterable[Statement]) -> tuple[str, ...]:
    """Return the actions that an Allow names, or a Deny leaves out, and of which nothing is listed."""
    found: set[str] = set()
    for each in statements:
        if (each.effect is Effect.ALLOW) is not each.actions.negated:
            found.update(filter(_could_be_an_action, spoken(each.actions, Reading.WIDEST).unheard))
    return tuple(sorted(found))


def _could_be_an_action(text: str) -> bool:
    return not NEVER_IN_AN_ACTION.search(text) and LOOKS_LIKE_AN_ACTION.fullmatch(text) is not None


@lru_cache(maxsize=64)
def _listed_among(actions: tuple[str, ...]) -> tuple[int, tuple[str, ...]]:
    """Return the set of those of some actions that the catalogue has, and the names of the others."""
    places = catalogue().places
    listed = [place for each in actions if (place := places.get(each.lower())) is not None]
    return bits(listed), tuple(each for each in actions if each.lower() not in places)
