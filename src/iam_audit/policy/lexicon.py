"""What documents come to whoever holds them: worked out once, and shared by all who are judged alike."""

from collections.abc import Iterable
from functools import lru_cache

from iam_audit.policy.document import Statement
from iam_audit.policy.escalations import escalations
from iam_audit.policy.rules import Rulebook
from iam_audit.policy.tiers import Levels
from iam_audit.policy.vocabulary import Vocabulary


class Lexicon:
    """The actions that documents name, what the documents say of them, and what sets of them are worth."""

    def __init__(self) -> None:
        self.vocabulary = Vocabulary()
        self.rulebook = Rulebook(self.vocabulary)
        self._levels: dict[int, Levels] = {}
        self._interesting: dict[int, int] = {}

    def learn(self, documents: Iterable[tuple[Statement, ...]]) -> None:
        """Take up the actions that some documents name."""
        for each in documents:
            self.vocabulary.learn(each)

    @property
    def levels(self) -> Levels:
        """What sets of actions are worth."""
        size = self.vocabulary.size
        if size not in self._levels:
            self._levels[size] = Levels(self.vocabulary)
        return self._levels[size]

    @property
    def interesting(self) -> int:
        """The actions of all ways to more power."""
        size = self.vocabulary.size
        if size not in self._interesting:
            self._interesting[size] = sum(map(self.vocabulary.named, _actions_of_ways()))
        return self._interesting[size]


@lru_cache(maxsize=1)
def _actions_of_ways() -> frozenset[str]:
    return frozenset(name for each in escalations() for name in each.actions)
