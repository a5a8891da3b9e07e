"""Decides questions about whole sets of strings: is one inside another, do they meet, what is left of one.

All patterns of a question are run side by side over every string that could tell them apart, one bit per
place in a pattern, so the answers are exact. What would take too long is answered "perhaps", never "no".
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from iam_audit.policy.patterns import PatternSet, Wildcard

LIMIT = 10_000
"""How many states a question may take: 200 full action names need about 4,000."""


def exists(inside: tuple[PatternSet, ...]) -> bool:
    """Whether some string may be in all of these sets: False only when it is proven that none is."""
    return signatures(inside, ()) != frozenset()


def contains(outer: PatternSet, inner: PatternSet) -> bool:
    """Whether every string of `inner` is proven to be in `outer`."""
    return not exists((inner, outer.complement))


def overlaps(one: PatternSet, other: PatternSet) -> bool:
    """Whether some string may be in both."""
    return exists((one, other))


@lru_cache(maxsize=4096)
def signatures(
    inside: tuple[PatternSet, ...], marks: tuple[PatternSet, ...]
) -> frozenset[frozenset[int]] | None:
    """Say which of `marks` the strings in all of `inside` are in: the smallest such choices, by index.

    Empty when there is no string; None when that would take too long to find out.
    """
    named, rest = _apart(inside)
    found = {_marks_of(name, marks) for name in named if all(each.holds(name) for each in inside)}
    if rest is not None and frozenset() not in found:
        others = _walked(rest, marks)
        if others is None:
            return None
        found |= others
    return frozenset(one for one in found if not any(other < one for other in found))


def _apart(inside: tuple[PatternSet, ...]) -> tuple[frozenset[str], tuple[PatternSet, ...] | None]:
    """Take out the strings that one of the sets spells out, which need no walk; return them, and what does."""
    spelled = [one for one in inside if not one.negated and one.literals]
    if not spelled:
        return frozenset(), inside
    most = max(spelled, key=lambda one: len(one.literals))
    others = tuple(PatternSet(one.wild) if one is most else one for one in inside)
    return most.literals, others if most.wild else None


def _marks_of(name: str, marks: tuple[PatternSet, ...]) -> frozenset[int]:
    return frozenset(index for index, each in enumerate(marks) if each.holds(name))


def _walked(inside: tuple[PatternSet, ...], marks: tuple[PatternSet, ...]) -> set[frozenset[int]] | None:
    """Try every string that could tell the patterns apart; None when that would take too long."""
    machine = _Machine(inside, marks)
    found: set[frozenset[int]] = set()
    seen = {machine.start}
    waiting = [machine.start]
    while waiting:
        # The newest first: that follows one name to its end, and one string is often all it takes.
        state = waiting.pop()
        if machine.inside(state):
            found.add(machine.marks(state))
        if frozenset() in found:
            break
        fresh = {after for after in machine.following(state) if after not in seen}
        seen |= fresh
        waiting.extend(fresh)
        if len(seen) > LIMIT:
            return None
    return found


class _Machine:
    """Every pattern of a question at once. A state is the places reached in them, as the bits of a number."""

    def __init__(self, inside: Sequence[PatternSet], marks: Sequence[PatternSet]) -> None:
        self._any = self._one = self._places = 0
        self._literal: dict[str, int] = {}
        self._starts = 0
        self._inside = [(*self._add(each), each.negated) for each in inside]
        self._marks = [(*self._add(each), each.negated) for each in marks]
        self._needed = [places for places, _, negated in self._inside if not negated]
        # Characters that no pattern treats differently need trying once only; 0 is any that no pattern names.
        self._moves = (0, *dict.fromkeys(self._literal.values()))
        self.start = self._settle(self._starts)

    def inside(self, state: int) -> bool:
        """Whether a string that ends here is in every set of `inside`."""
        return all(bool(state & ends) is not negated for _, ends, negated in self._inside)

    def marks(self, state: int) -> frozenset[int]:
        """Return which sets of `marks` a string that ends here is in."""
        marks = enumerate(self._marks)
        return frozenset(index for index, (_, ends, negated) in marks if bool(state & ends) is not negated)

    def following(self, state: int) -> Iterator[int]:
        """Yield the states after one more character, but for those that cannot end in all of `inside`."""
        for named in self._moves:
            if named and not state & named:
                continue
            after = self._settle(((state & (self._one | named)) << 1) | (state & self._any))
            if all(map(after.__and__, self._needed)):
                yield after

    def _settle(self, state: int) -> int:
        """A `*` may stand for nothing; two never stand side by side, so one step past them is enough."""
        return state | ((state & self._any) << 1)

    def _add(self, added: PatternSet) -> tuple[int, int]:
        """Lay out the patterns of a set; return the bits of all their places, and of their ends."""
        first, ends = self._places, 0
        for pattern in added.patterns:
            self._starts |= 1 << self._places
            for token in pattern.tokens:
                self._place(token)
            ends |= 1 << self._places
            self._places += 1
        return (1 << self._places) - (1 << first), ends

    def _place(self, token: str | Wildcard) -> None:
        bit = 1 << self._places
        if token is Wildcard.ANY:
            self._any |= bit
        elif token is Wildcard.ONE:
            self._one |= bit
        else:
            self._literal[str(token)] = self._literal.get(str(token), 0) | bit
        self._places += 1
