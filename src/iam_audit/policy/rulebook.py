"""What documents do for people: each distinct answer is worked out once."""

from collections.abc import Hashable

from iam_audit.policy.clauses import Clause, with_unlisted
from iam_audit.policy.document import Effect, Statement
from iam_audit.policy.facts import Facts
from iam_audit.policy.masks import masks_of
from iam_audit.policy.rules import Rules
from iam_audit.policy.vocabulary import Vocabulary


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


class _Compiled:
    """One document."""

    __slots__ = ("_allows", "_denies", "_known", "_statements", "contextual", "fixed", "personal")

    def __init__(self, statements: tuple[Statement, ...], vocabulary: Vocabulary) -> None:
        self._statements = statements
        self._allows: list[Clause] = []
        self._denies: list[Clause] = []
        for each, masks in zip(statements, masks_of(statements), strict=True):
            cells = self._allows if each.effect is Effect.ALLOW else self._denies
            cells.append(Clause(each, with_unlisted(each, masks, vocabulary)))
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
