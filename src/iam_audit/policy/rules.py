"""What one document grants and denies to one principal in one context: each distinct answer is worked out once."""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from iam_audit.policy.areas import Area, area
from iam_audit.policy.conditions import holds
from iam_audit.policy.document import Condition, Effect, Statement
from iam_audit.policy.facts import Facts
from iam_audit.policy.masks import Masks, masks_of
from iam_audit.policy.reading import Reading
from iam_audit.policy.vocabulary import Vocabulary

SENT_BY_CHOICE = "aws:tagkeys"
"""Whoever makes a request may leave it out, and then "all of its values" fit any list."""
REGION = "aws:requestedregion"
IN_ALL_REQUESTS_OF_SOMEBODY = ("aws:principal", "aws:user")
OF_A_CONTEXT = ("aws:multifactor", "aws:tokenissue", "aws:principaltype", "aws:username", "aws:userid")
Open = frozenset[Condition]


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


@dataclass(frozen=True, eq=False)
class Rules:
    """What one document does; two are the same only if they are one object."""

    grants: tuple[Grant, ...] = ()
    denials: tuple[Denial, ...] = ()


class Rulebook:
    """Works out the rules of documents, once for each document and for what its conditions tell apart."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._compiled: dict[tuple[int, int], _Compiled] = {}
        self._rules: dict[Hashable, Rules] = {}

    def rules(self, statements: tuple[Statement, ...], who: str, context: str, facts: Facts) -> Rules:
        """Return what a document does for somebody: `who` and `context` name what `facts` are about."""
        compiled = self._compile(statements)
        if compiled.fixed is not None:
            return compiled.fixed
        key = (
            compiled.number,
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

    def depends_on_context(self, statements: tuple[Statement, ...]) -> bool:
        """Whether a document means something else for another credential."""
        return self._compile(statements).contextual

    def _compile(self, statements: tuple[Statement, ...]) -> "_Compiled":
        # Documents are parsed once for each text, and what is kept here keeps its number from being used again.
        key = (id(statements), self._vocabulary.size)
        known = self._compiled.get(key)
        if known is None:
            known = self._compiled[key] = _Compiled.of(statements, self._vocabulary, len(self._compiled))
        return known


@dataclass(frozen=True, eq=False)
class _Cell:
    """One statement. What it means to everybody is worked out once."""

    statement: Statement
    widest: int
    narrowest: int
    usable: int
    """The actions that it may be about and that fit its resources."""
    surely_usable: int
    _grants: list[Grant | None] = field(default_factory=list)
    _denials: list[Denial | None] = field(default_factory=list)
    _known: dict[Hashable, Grant | Denial] = field(default_factory=dict)
    """What it came to so far, so that whoever it means the same to gets the same object."""

    @cached_property
    def personal(self) -> bool:
        """Whether it means something else for somebody else."""
        return any(key.startswith(IN_ALL_REQUESTS_OF_SOMEBODY) for key in self._keys)

    @cached_property
    def contextual(self) -> bool:
        """Whether it means something else for another credential."""
        return any(key.startswith(OF_A_CONTEXT) for key in self._keys)

    @cached_property
    def _keys(self) -> tuple[str, ...]:
        return tuple(_keys(self.statement))

    def grant(self, facts: Facts) -> Grant | None:
        """Return what it allows in requests of which this is known."""
        if self._varies:
            return self._grant(facts)
        if not self._grants:
            self._grants.append(self._grant(facts))
        return self._grants[0]

    def denial(self, facts: Facts) -> Denial | None:
        """Return what it denies in requests of which this is known."""
        if self._varies:
            return self._denial(facts)
        if not self._denials:
            self._denials.append(self._denial(facts))
        return self._denials[0]

    @cached_property
    def _varies(self) -> bool:
        return self.personal or self.contextual

    def _grant(self, facts: Facts) -> Grant | None:
        open_ = _open(self.statement, facts)
        wide = area(self.statement, facts, Reading.WIDEST)
        if open_ is None or wide.nothing:
            return None
        narrow = area(self.statement, facts, Reading.NARROWEST)
        sure = 0 if narrow.nothing else self.surely_usable
        key = (wide, narrow, open_)
        known = self._known.get(key)
        if not isinstance(known, Grant):
            known = self._known[key] = Grant(self.usable, self.widest, sure, wide, narrow, open_)
        return known

    def _denial(self, facts: Facts) -> Denial | None:
        open_ = _open(self.statement, facts)
        wide = area(self.statement, facts, Reading.WIDEST)
        if open_ is None or wide.nothing:
            return None
        narrow = area(self.statement, facts, Reading.NARROWEST)
        key = (wide, narrow, open_)
        known = self._known.get(key)
        if not isinstance(known, Denial):
            avoidable = open_ if open_ and all(map(_regional, open_)) else frozenset()
            known = self._known[key] = Denial(self.widest, self.narrowest, wide, narrow, open_, avoidable)
        return known


@dataclass
class _Compiled:
    statements: tuple[Statement, ...]
    number: int
    allows: tuple[_Cell, ...]
    denies: tuple[_Cell, ...]
    personal: bool
    """Whether it means something else for somebody else."""
    contextual: bool
    """Whether it means something else for another credential."""
    fixed: Rules | None = None
    """What it does for everybody, once that was worked out; None where it depends on who asks."""
    _known: dict[tuple[int, ...], Rules] = field(default_factory=dict)

    @staticmethod
    def of(statements: tuple[Statement, ...], vocabulary: Vocabulary, number: int) -> "_Compiled":
        both = zip(statements, masks_of(statements), strict=True)
        cells = [(each.effect, _cell(each, masks, vocabulary)) for each, masks in both]
        return _Compiled(
            statements=statements,
            number=number,
            allows=tuple(cell for effect, cell in cells if effect is Effect.ALLOW),
            denies=tuple(cell for effect, cell in cells if effect is Effect.DENY),
            personal=any(cell.personal for _, cell in cells),
            contextual=any(cell.contextual for _, cell in cells),
        )

    def for_facts(self, facts: Facts) -> Rules:
        grants = tuple(grant for cell in self.allows if (grant := cell.grant(facts)))
        denials = tuple(denial for cell in self.denies if (denial := cell.denial(facts)))
        # The cells keep what they have made, so that nothing else takes over its identity.
        key = (len(grants), *map(id, grants), *map(id, denials))
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = Rules(grants, denials)
        return known


def _cell(statement: Statement, masks: Masks, vocabulary: Vocabulary) -> _Cell:
    widest = vocabulary.unlisted_in(statement.actions, Reading.WIDEST)
    narrowest = vocabulary.unlisted_in(statement.actions, Reading.NARROWEST)
    if not widest:
        return _Cell(statement, *masks)
    # Nobody knows which resources fit an action that is in no catalogue, so it fits all of them.
    fitting = (widest, narrowest) if statement.effect is Effect.ALLOW else (0, 0)
    known: dict[int, int] = {}
    both = (one | more for one, more in zip(masks, (widest, narrowest, *fitting), strict=True))
    return _Cell(statement, *Masks(*(known.setdefault(one, one) for one in both)))


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
        yield from (each.lower().lstrip() for each in text.split("${")[1:])


def _open(statement: Statement, facts: Facts) -> Open | None:
    """Return the conditions that are open; None when the statement never applies."""
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
