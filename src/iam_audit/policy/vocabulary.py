"""The actions that one judgement speaks of: those of the catalogue, and those that only the policies name.

An action that AWS adds tomorrow, or that somebody mistyped, is in no catalogue. It still gets a bit of its own, so
that allowing it is not mistaken for allowing nothing, and a denial of it still undoes it. So does a pattern that
matches nothing listed, for what it may match tomorrow.
"""

import re
from bisect import bisect_left, insort
from collections.abc import Iterable
from functools import lru_cache

from iam_audit.policy.actions import ALL, NAMES_A_SERVICE, NEVER_IN_AN_ACTION
from iam_audit.policy.catalogue import Catalogue, bits, catalogue
from iam_audit.policy.document import Effect, Names, Statement
from iam_audit.policy.globs import head, is_wild, matches
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
        self._searched: dict[str, int] = {}
        self._bits: dict[str, int] = {}
        self._seen: set[str] = set()
        self._sets: dict[tuple[str, ...], int | None] = {}

    @property
    def all(self) -> int:
        """Every action there is a bit for."""
        return (1 << (len(self._known.names) + len(self._extra))) - 1

    @property
    def unlisted(self) -> int:
        """The actions that the catalogue does not have."""
        return self.all & ~self._known.all

    def learn(self, statements: Iterable[Statement]) -> None:
        """Give a bit to each action that an Allow names and the catalogue lacks."""
        before = self.size
        for text in self._strange(statements):
            if self._is_new(text):
                name = text.translate(_WITNESS)
                self._extra[name] = self.size
                self.size += 1
                self._extra_services.add(name.partition(":")[0])
                insort(self._extra_names, name)
        if self.size != before:
            self._sets.clear()
            self._bits.clear()

    def knows(self, statements: Iterable[Statement]) -> bool:
        """Whether there is a bit for each action that an Allow names."""
        return not self._strange(statements)

    def _strange(self, statements: Iterable[Statement]) -> list[str]:
        """Return what an Allow names and there is no bit for."""
        texts = {
            text.lower()
            for each in statements
            if each.effect is Effect.ALLOW and not each.actions.negated
            for text in each.actions.texts
        } - self._seen
        found = {text for text in texts if self._is_new(text)}
        self._seen |= texts - found
        return sorted(found)

    def named(self, action: str) -> int:
        """Return the bit of one action; 0 when there is none."""
        if action not in self._bits:
            self._bits[action] = self._bit(action.lower())
        return self._bits[action]

    def together(self, actions: tuple[str, ...]) -> int | None:
        """Return the set of some actions; None when there is no bit for one of them."""
        if actions not in self._sets:
            found = [self.named(each) for each in actions]
            self._sets[actions] = sum(set(found)) if all(found) else None
        return self._sets[actions]

    def mask(self, names: Names, reading: Reading) -> int:
        """Return the actions that an Action or NotAction speaks of."""
        return spoken_of(names, reading) | self.unlisted_in(names, reading)

    def masks(self, names: Names) -> tuple[int, int]:
        """Return the widest and the narrowest mask; these are large numbers, mostly the same one, kept once."""
        widest = self.mask(names, Reading.WIDEST)
        if not any(is_wild(text) and doubtful(text) for text in names.texts):
            return widest, widest
        return widest, self.mask(names, Reading.NARROWEST)

    def unlisted_in(self, names: Names, reading: Reading) -> int:
        """Return the actions it speaks of that the catalogue does not have."""
        if not self._extra:
            return 0
        keep, found = reading.keeps_doubtful(negated=names.negated), 0
        for text in names.texts:
            service = text.partition(":")[0].lower()
            if service in self._extra_services or is_wild(service):
                found |= self._pattern_of_extra(text.lower(), keep_doubtful=keep)
        return self.unlisted & ~found if names.negated else found

    def _pattern_of_extra(self, text: str, *, keep_doubtful: bool) -> int:
        if not is_wild(text):
            place = self._extra.get(text)
            return 0 if place is None else 1 << place
        if not keep_doubtful and doubtful(text):
            return 0
        if ALL.fullmatch(text):
            return self.unlisted
        return 0 if NEVER_IN_AN_ACTION.search(text) else self._matching_extra(text, head(text))

    def _is_new(self, text: str) -> bool:
        if NEVER_IN_AN_ACTION.search(text) or not LOOKS_LIKE_AN_ACTION.fullmatch(text):
            return False
        return not ALL.fullmatch(text) and not self._matches_any(text)

    def _matches_any(self, text: str) -> bool:
        """Whether there is a bit for a pattern, without the cost of making the set."""
        if not is_wild(text):
            return text in self._known.places or text in self._extra
        start = head(text)
        if text == start + "*" and self._known.starting_with(start):
            return True
        return bool(self._matching(text))

    def pattern(self, text: str, *, keep_doubtful: bool) -> int:
        """Return the actions that one pattern, in lower case, speaks of."""
        if not is_wild(text):
            return self._bit(text)
        if not keep_doubtful and doubtful(text):
            return 0
        if ALL.fullmatch(text):
            return self.all
        return 0 if NEVER_IN_AN_ACTION.search(text) else self._matching(text)

    def _bit(self, name: str) -> int:
        """Made anew each time: documents name tens of thousands, and each bit is a number of 3,000 bytes."""
        place = self._known.places.get(name)
        if place is None:
            place = self._extra.get(name)
        return 0 if place is None else 1 << place

    def _matching(self, text: str) -> int:
        start = head(text)
        extra = self._matching_extra(text, start)
        places = self._known.starting_with(start)
        if not places:
            return extra
        if text == start + "*":
            return extra | ((1 << len(places)) - 1) << places.start
        if text not in self._searched:
            self._searched[text] = bits(place for place in places if matches(text, self._known.names[place]))
        return extra | self._searched[text]

    def _matching_extra(self, text: str, start: str) -> int:
        names, found = self._extra_names, 0
        for index in range(bisect_left(names, start), len(names)):
            if not names[index].startswith(start):
                break
            if matches(text, names[index]):
                found |= 1 << self._extra[names[index]]
        return found


@by_identity
def spoken_of(names: Names, reading: Reading) -> int:
    """Return the listed actions that an Action or NotAction speaks of."""
    keep, found, listed = reading.keeps_doubtful(negated=names.negated), 0, _listed()
    for text in names.texts:
        found |= listed.pattern(text.lower(), keep_doubtful=keep)
    return listed.all & ~found if names.negated else found


@lru_cache(maxsize=1)
def _listed() -> Vocabulary:
    return Vocabulary()


def doubtful(text: str) -> bool:
    """Whether a wildcard is in the name of the service: IAM refuses to save it, so nobody knows what it would mean."""
    return not NAMES_A_SERVICE.match(text) and not ALL.fullmatch(text)
