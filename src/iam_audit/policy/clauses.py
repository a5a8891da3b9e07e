"""What one statement grants or denies, in requests of which something is known: what is the same is one object."""

from collections.abc import Callable
from typing import Generic, TypeVar

from iam_audit.policy.areas import Area, areas
from iam_audit.policy.catalogue import same
from iam_audit.policy.conditions import holds
from iam_audit.policy.document import Condition, Effect, Statement
from iam_audit.policy.facts import Facts
from iam_audit.policy.listed import spoken
from iam_audit.policy.masks import Masks
from iam_audit.policy.meanings import Meaning
from iam_audit.policy.reading import Reading
from iam_audit.policy.rules import ALWAYS, Denial, Grant, Open
from iam_audit.policy.tiers import changing
from iam_audit.policy.vocabulary import Vocabulary

R = TypeVar("R")
Applied = tuple[Area, Area, Open]
"""Where a statement applies at most and at least, and under which conditions."""
SENT_BY_CHOICE = "aws:tagkeys"
"""Whoever makes a request may leave it out, and then "all of its values" fit any list."""
REGION = "aws:requestedregion"


class Clause(Generic[R]):
    """A statement as one vocabulary reads it."""

    __slots__ = ("_known", "_make", "_masks", "_meaning", "only")

    def __init__(self, make: Callable[[Masks, Applied], R], meaning: Meaning, masks: Masks) -> None:
        self._make = make
        self._meaning = meaning
        self._masks = masks
        self.only: R | None = None
        """What it comes to for everybody, once that was asked; None where it depends on who asks."""
        self._known: dict[Applied, R] = {}
        """What it came to so far, so that whoever it means the same to gets the same object."""

    def rule(self, facts: Facts) -> R | None:
        """Return what it comes to in requests of which this is known; None when nothing."""
        applied = applied_to(self._meaning, facts)
        if applied is None:
            return None
        known = self._known.get(applied)
        if known is None:
            known = self._known[applied] = self._make(self._masks, applied)
        if not (self._meaning.personal or self._meaning.contextual):
            self.only = known
        return known


def granted(masks: Masks, applied: Applied) -> Grant:
    """Return what a statement allows where it applies."""
    wide, narrow, open_ = applied
    sure = 0 if narrow is not wide and narrow.nothing else masks.surely_usable
    return Grant(masks.usable, masks.widest, sure, wide, narrow, open_)


def denied(masks: Masks, applied: Applied) -> Denial:
    """Return what a statement denies where it applies."""
    wide, narrow, open_ = applied
    avoidable = open_ if open_ and all(map(_regional, open_)) else frozenset()
    return Denial(masks.widest, masks.narrowest, wide, narrow, open_, avoidable)


def applied_to(meaning: Meaning, facts: Facts) -> Applied | None:
    """Return where a statement applies, and when; None when nowhere, or never."""
    statement, fixed = meaning.statement, meaning.area
    open_ = _open(statement, facts) if statement.conditions else ALWAYS
    if open_ is None:
        return None
    if fixed is not None:
        return None if fixed.nothing else (fixed, fixed, open_)
    wide, narrow = areas(statement, facts)
    return None if wide.nothing else (wide, narrow, open_)


def with_unlisted(meaning: Meaning, vocabulary: Vocabulary) -> Masks:
    """Add to what a statement is about the actions that only documents name."""
    statement, masks = meaning.statement, meaning.masks
    widest = vocabulary.unlisted_in(meaning.said)
    if not widest:
        return masks
    narrowest = widest
    if meaning.said.doubtful:
        narrowest = vocabulary.unlisted_in(spoken(statement.actions, Reading.NARROWEST))
    all_of_it = same(masks.widest | widest)
    sure = (
        all_of_it if narrowest is widest and masks.narrowest is masks.widest else masks.narrowest | narrowest
    )
    if statement.effect is Effect.DENY:
        return Masks(all_of_it, sure, 0, 0)
    # Nobody knows which resources fit an action that is in no catalogue, so it fits those that it is named with.
    fitting = widest if _is_broad(meaning) else vocabulary.brought_by(statement.actions)
    usable = all_of_it if masks.usable is masks.widest and fitting == widest else same(masks.usable | fitting)
    surely = (
        usable
        if narrowest is widest and masks.surely_usable is masks.usable
        else masks.surely_usable | (narrowest & fitting)
    )
    return Masks(all_of_it, sure, usable, surely)


def _is_broad(meaning: Meaning) -> bool:
    """Whether a statement also gives what its wildcards only match because another document names it.

    That is to give no more than the statement does without: not where all that it allows is to read, and not on some
    resources only, which may be those of another service.
    """
    return meaning.area is not None and meaning.area.everything and bool(meaning.masks.usable & changing())


def _open(statement: Statement, facts: Facts) -> Open | None:
    """Return the conditions that are open; None when the statement never applies."""
    left = []
    for condition in statement.conditions:
        chosen = condition.key == SENT_BY_CHOICE and caller_decides(condition, statement.effect)
        answer = True if chosen else holds(condition, facts)
        if answer is False:
            return None
        if answer is None:
            left.append(condition)
    return frozenset(left)


def caller_decides(condition: Condition, effect: Effect) -> bool:
    """Whether whoever makes a request can always fulfil what an Allow asks."""
    return (
        effect is Effect.ALLOW
        and condition.key == SENT_BY_CHOICE
        and condition.operator.startswith("forallvalues:")
        and "not" not in condition.operator
    )


def _regional(condition: Condition) -> bool:
    """Whether a Deny only keeps requests within some regions, or out of some but not of all."""
    if condition.key != REGION or "null" in condition.operator or not condition.values:
        return False
    return "not" in condition.operator or not any(set(value) == {"*"} for value in condition.values)
