"""What documents do for people: each distinct answer is worked out once."""

from collections.abc import Hashable, Iterable

from iam_audit.policy.clauses import Clause, applied_to, denied, granted, with_unlisted
from iam_audit.policy.document import Effect, Statement
from iam_audit.policy.facts import Facts
from iam_audit.policy.meanings import Digest, digest_of
from iam_audit.policy.rules import Denial, Grant, Rules
from iam_audit.policy.vocabulary import Vocabulary


class Rulebook:
    """Works out the rules of documents, once for each document and for what its conditions tell apart."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._size = vocabulary.size
        self._compiled: dict[int, _Compiled] = {}
        self._fixed: dict[int, Rules] = {}
        """By document, what it does for everybody; not of those where that depends on who asks."""
        self._rules: dict[Hashable, Rules] = {}
        self._documents: list[tuple[Statement, ...]] = []
        """Those above are known by their numbers, which nothing else may take over."""

    def rules(
        self, documents: Iterable[tuple[Statement, ...]], who: str, context: str, facts: Facts
    ) -> tuple[Rules, ...]:
        """Return what each document does for somebody: `who` and `context` name what `facts` are about."""
        if self._size != self._vocabulary.size:
            self.forget()  # what was made when there were fewer actions may lack some
            self._size = self._vocabulary.size
        # Documents are parsed once for each text, so that the same text is the same object.
        fixed = self._fixed
        return tuple([fixed.get(id(each)) or self._of(each, who, context, facts) for each in documents])

    def forget(self) -> None:
        """Forget all documents; for those that are judged once."""
        self._compiled.clear()
        self._fixed.clear()
        self._rules.clear()
        self._documents.clear()

    def is_fixed(self, statements: tuple[Statement, ...]) -> bool:
        """Whether a document means the same for everybody and with every credential."""
        digest = digest_of(statements)
        return not (digest.personal or digest.contextual)

    def depend_on_context(self, documents: Iterable[tuple[Statement, ...]]) -> bool:
        """Whether one of some documents means something else for another credential."""
        return any(digest_of(each).contextual for each in documents if id(each) not in self._fixed)

    def _of(self, statements: tuple[Statement, ...], who: str, context: str, facts: Facts) -> Rules:
        place = id(statements)
        compiled = self._compiled.get(place)
        if compiled is None:
            digest = digest_of(statements)
            self._documents.append(statements)
            if not (digest.personal or digest.contextual):
                found = self._fixed[place] = _for_all(digest, self._vocabulary, facts)
                return found
            compiled = self._compiled[place] = _Compiled(digest, self._vocabulary)
        key = (place, who if compiled.personal else "", context if compiled.contextual else "")
        known = self._rules.get(key)
        if known is None:
            known = self._rules[key] = compiled.for_facts(facts)
        return known


def _for_all(digest: Digest, vocabulary: Vocabulary, facts: Facts) -> Rules:
    """Return what a document does that means the same for everybody."""
    grants, denials = [], []
    for each in digest.meanings:
        applied = applied_to(each, facts)
        if applied is None:
            continue
        masks = with_unlisted(each, vocabulary)
        if each.statement.effect is Effect.ALLOW:
            grants.append(granted(masks, applied))
        else:
            denials.append(denied(masks, applied))
    return Rules(tuple(grants), tuple(denials))


class _Compiled:
    """One document that means something else for some."""

    __slots__ = ("_allows", "_denies", "_known", "contextual", "personal")

    def __init__(self, digest: Digest, vocabulary: Vocabulary) -> None:
        self.personal = digest.personal
        self.contextual = digest.contextual
        self._allows: list[Clause[Grant]] = []
        self._denies: list[Clause[Denial]] = []
        for each in digest.meanings:
            masks = with_unlisted(each, vocabulary)
            if each.statement.effect is Effect.ALLOW:
                self._allows.append(Clause(granted, each, masks))
            else:
                self._denies.append(Clause(denied, each, masks))
        self._known: dict[tuple[int, ...], Rules] = {}

    def for_facts(self, facts: Facts) -> Rules:
        """Return what it does in requests of which this is known."""
        grants = tuple([grant for each in self._allows if (grant := each.only or each.rule(facts))])
        denials = tuple([denial for each in self._denies if (denial := each.only or each.rule(facts))])
        # The clauses keep what they have made, so that nothing else takes over its identity.
        key = (len(grants), *map(id, grants), *map(id, denials))
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = Rules(grants, denials)
        return known
