"""What documents come to whoever holds them: worked out once, and shared by all who are judged alike."""

from collections.abc import Iterable

from iam_audit.policy.document import Statement
from iam_audit.policy.openings import Openings, openings_of
from iam_audit.policy.rulebook import Rulebook
from iam_audit.policy.tiers import Levels
from iam_audit.policy.vocabulary import Vocabulary


class Lexicon:
    """The actions that documents name, what the documents say of them, and what sets of them are worth."""

    def __init__(self) -> None:
        self.vocabulary = Vocabulary()
        self.rulebook = Rulebook(self.vocabulary)
        self._levels: dict[int, Levels] = {}
        self._openings: dict[int, Openings] = {}

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
    def openings(self) -> Openings:
        """Which ways sets of actions could open."""
        size = self.vocabulary.size
        if size not in self._openings:
            self._openings[size] = openings_of(self.vocabulary)
        return self._openings[size]
