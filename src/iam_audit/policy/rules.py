"""What one document grants and denies to one principal in one context: each distinct answer is worked out once."""

from collections.abc import Hashable, Iterator
from typing import NamedTuple

from iam_audit.policy.areas import Area, area, area_for_all
from iam_audit.policy.catalogue import same
from iam_audit.policy.conditions import holds
from iam_audit.policy.document import Condition, Effect, Statement
from iam_audit.policy.facts import Facts
from iam_audit.policy.listed import any_doubtful
from iam_audit.policy.masks import Masks, masks_of
from iam_audit.policy.reading import Reading
from iam_audit.policy.vocabulary import Vocabulary

SENT_BY_CHOICE = "aws:tagkeys"
"""Whoever makes a request may leave it out, and then "all of its values" fit any list."""
REGION = "aws:requestedregion"
IN_ALL_REQUESTS_OF_SOMEBODY = ("aws:principal", "aws:user")
OF_A_CONTEXT = ("aws:multifactor", "aws:tokenissue", "aws:principaltype", "aws:username", "aws:userid")
Open = frozenset[Condition]
ALWAYS: Open = frozenset()


class Grant(NamedTuple):
    """What a statement allows."""

    actions: int
    """Those that can be allowed on its resources."""
    named: int
    """Those that it speaks of."""
    sure: int
    """Those of `actions` that are certainly allowed where the open conditions hold."""
    wide: Area
    narrow: Area
    open: Open
    """The conditions that hold in some requests and not in others."""


class Denial(NamedTuple):
    """What a statement denies."""

    widest: int
    """The actions that it may deny."""
    narrowest: int
    """The actions that it denies for certain, where its conditions hold."""
    wide: Area
    narrow: Area
    open: Open
    avoidable: Open
    """The regions asked for, when that is all it depends on: whoever makes the request picks another one."""


class Rules:
    """What one document does; two are the same only if they are one object."""

    __slots__ = ("_about", "_asked", "denials", "grants")

    def __init__(self, grants: tuple[Grant, ...] = (), denials: tuple[Denial, ...] = ()) -> None:
        self.grants = grants
        self.denials = denials
        self._asked = 0
        self._about: tuple[Grant, ...] = ()

    def about(self, actions: int) -> tuple[Grant, ...]:
        """Return the grants that speak of one of some actions; it is mostly the same ones that are asked about."""
        if self._asked is not actions:
            self._asked, self._about = actions, tuple([each for each in self.grants if each.named & actions])
        return self._about


class Rulebook:
    """Works out the rules of documents, once for each document and for what its conditions tell apart."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._size = vocabulary.size
        self._compiled: dict[int, _Compiled] = {}
        self._rules: dict[Hashable, Rules] = {}

    def rules(self, statements: tuple[Statement, ...], who: str, context: str, facts: Facts) -> Rules:
        """Return what a document does for somebody: `who` and `context` name what `facts` are about."""
        compiled = self._compile(statements)
        if compiled.fixed is not None:
            return compiled.fixed
        key = (
            id(compiled),
            who if compiled.personal else "",
            context if compiled.contextual else "",
        )
        known = self._rules.get(key)
        if known is None:
            known = self._rules[key] = compiled.for_facts(facts)
            if not (compiled.personal or compiled.contextual):
                compiled.fixed = known
        return known

    def forget(self) -> None:
        """Forget all documents; for those that are judged once."""
        self._compiled.clear()
        self._rules.clear()

    def is_fixed(self, statements: tuple[Statement, ...]) -> bool:
        """Whether a document means the same for everybody and with every credential."""
        compiled = self._compile(statements)
        return not (compiled.personal or compiled.contextual)

    def depends_on_context(self, statements: tuple[Statement, ...]) -> bool:
        """Whether a document means something else for another credential."""
        return self._compile(statements).contextual

    def _compile(self, statements: tuple[Statement, ...]) -> "_Compiled":
        if self._size != self._vocabulary.size:
            self.forget()  # what was made when there were fewer actions may lack some
            self._size = self._vocabulary.size
        # Documents are parsed once for each text, and what is kept here keeps its number from being used again.
        known = self._compiled.get(id(statements))
        if known is None:
            known = self._compiled[id(statements)] = _Compiled(statements, self._vocabulary)
        return known


class _Cell:
    """One statement. What it means to everybody is worked out once."""

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
        wide = area(self._statement, facts, Reading.WIDEST)
        if wide.nothing:
            return None
        return wide, area(self._statement, facts, Reading.NARROWEST), open_


class _Compiled:
    """One document."""

    __slots__ = ("_allows", "_denies", "_known", "_statements", "contextual", "fixed", "personal")

    def __init__(self, statements: tuple[Statement, ...], vocabulary: Vocabulary) -> None:
        self._statements = statements
        self._allows: list[_Cell] = []
        self._denies: list[_Cell] = []
        for each, masks in zip(statements, masks_of(statements), strict=True):
            cells = self._allows if each.effect is Effect.ALLOW else self._denies
            cells.append(_Cell(each, _with_unlisted(each, masks, vocabulary)))
        cells = [*self._allows, *self._denies]
        self.personal = any(cell.personal for cell in cells)
        """Whether it means something else for somebody else."""
        self.contextual = any(cell.contextual for cell in cells)
        """Whether it means something else for another credential."""
        self.fixed: Rules | None = None
        """What it does for everybody, once that was worked out; None where it depends on who asks."""
        self._known: dict[tuple[int, ...], Rules] = {}

    def for_facts(self, facts: Facts) -> Rules:
        """Return what it does in requests of which this is known."""
        grants = tuple([grant for cell in self._allows if (grant := cell.grant(facts))])
        denials = tuple([denial for cell in self._denies if (denial := cell.denial(facts))])
        # The cells keep what they have made, so that nothing else takes over its identity.
        key = (len(grants), *map(id, grants), *map(id, denials))
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = Rules(grants, denials)
        return known


def _with_unlisted(statement: Statement, masks: Masks, vocabulary: Vocabulary) -> Masks:
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
