"""What one statement grants or denies, in requests of which something is known: what is the same is one object."""

from collections.abc import Hashable, Iterator

from iam_audit.policy.areas import Area, area_for_all, areas
from iam_audit.policy.catalogue import same
from iam_audit.policy.conditions import holds
from iam_audit.policy.document import Condition, Effect, Statement
from iam_audit.policy.facts import Facts
from iam_audit.policy.listed import any_doubtful
from iam_audit.policy.masks import Masks
from iam_audit.policy.reading import Reading
from iam_audit.policy.rules import ALWAYS, Denial, Grant, Open
from iam_audit.policy.vocabulary import Vocabulary

SENT_BY_CHOICE = "aws:tagkeys"
"""Whoever makes a request may leave it out, and then "all of its values" fit any list."""
REGION = "aws:requestedregion"
IN_ALL_REQUESTS_OF_SOMEBODY = ("aws:principal", "aws:user")
OF_A_CONTEXT = ("aws:multifactor", "aws:tokenissue", "aws:principaltype", "aws:username", "aws:userid")


class Clause:
    """A statement as one vocabulary reads it."""

    __slots__ = ("_area", "_denial", "_grant", "_known", "_masks", "_statement", "contextual", "personal")

    def __init__(self, statement: Statement, masks: Masks) -> None:
        self._statement = statement
        self._masks = masks
        keys = tuple(_keys(statement))
        self.personal = any(key.startswith(IN_ALL_REQUESTS_OF_SOMEBODY) for key in keys)
        """Whether it means something else for somebody else."""
        self.contextual = any(key.startswith(OF_A_CONTEXT) for key in keys)
        """Whether it means something else for another credential."""
        self._area = area_for_all(statement)
        self._grant: Grant | None = None
        self._denial: Denial | None = None
        self._known: dict[Hashable, Grant | Denial] | None = None
        """What it came to so far, so that whoever it means the same to gets the same object."""

    def grant(self, facts: Facts) -> Grant | None:
        """Return what it allows in requests of which this is known."""
        if self._grant is not None and not (self.personal or self.contextual):
            return self._grant
        applied = self._applied(facts)
        if applied is None:
            return None
        wide, narrow, open_ = applied
        known = self._remembered.get(applied)
        if not isinstance(known, Grant):
            masks = self._masks
            sure = 0 if narrow.nothing else masks.surely_usable
            known = Grant(masks.usable, masks.widest, sure, wide, narrow, open_)
            self._remembered[applied] = self._grant = known
        return known

    def denial(self, facts: Facts) -> Denial | None:
        """Return what it denies in requests of which this is known."""
        if self._denial is not None and not (self.personal or self.contextual):
            return self._denial
        applied = self._applied(facts)
        if applied is None:
            return None
        wide, narrow, open_ = applied
        known = self._remembered.get(applied)
        if not isinstance(known, Denial):
            avoidable = open_ if open_ and all(map(_regional, open_)) else frozenset()
            masks = self._masks
            known = Denial(masks.widest, masks.narrowest, wide, narrow, open_, avoidable)
            self._remembered[applied] = self._denial = known
        return known

    @property
    def _remembered(self) -> dict[Hashable, Grant | Denial]:
        if self._known is None:
            self._known = {}
        return self._known

    def _applied(self, facts: Facts) -> tuple[Area, Area, Open] | None:
        """Return where it applies at most and at least, and under which conditions; None when nowhere."""
        open_ = _open(self._statement, facts)
        if open_ is None:
            return None
        if self._area is not None:
            return None if self._area.nothing else (self._area, self._area, open_)
        wide, narrow = areas(self._statement, facts)
        return None if wide.nothing else (wide, narrow, open_)


def with_unlisted(statement: Statement, masks: Masks, vocabulary: Vocabulary) -> Masks:
    """Add to what a statement is about the actions that only documents name."""
    widest = vocabulary.unlisted_in(statement.actions, Reading.WIDEST)
    if not widest:
        return masks
    narrowest = widest
    if any_doubtful(statement.actions):
        narrowest = vocabulary.unlisted_in(statement.actions, Reading.NARROWEST)
    all_of_it = same(masks.widest | widest)
    sure = (
        all_of_it if narrowest is widest and masks.narrowest is masks.widest else masks.narrowest | narrowest
    )
    if statement.effect is Effect.DENY:
        return Masks(all_of_it, sure, 0, 0)
    # Nobody knows which resources fit an action that is in no catalogue, so it fits all of them.
    usable = all_of_it if masks.usable is masks.widest else same(masks.usable | widest)
    surely = (
        usable
        if narrowest is widest and masks.surely_usable is masks.usable
        else masks.surely_usable | narrowest
    )
    return Masks(all_of_it, sure, usable, surely)


def _keys(statement: Statement) -> Iterator[str]:
    """Yield the condition keys that a statement depends on, those of its variables included."""
    for condition in statement.conditions:
        yield condition.key
        if condition.variables:
            yield from _variables(condition.values)
    if statement.variables and statement.resources:
        yield from _variables(statement.resources.texts)


def _variables(texts: tuple[str, ...]) -> Iterator[str]:
    for text in texts:
        if "${" in text:
            yield from (each.lower().lstrip() for each in text.split("${")[1:])


def _open(statement: Statement, facts: Facts) -> Open | None:
    """Return the conditions that are open; None when the statement never applies."""
    if not statement.conditions:
        return ALWAYS
    left = []
    for condition in statement.conditions:
        answer = True if caller_decides(condition, statement.effect) else holds(condition, facts)
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
