"""What the actions on users share."""

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from iam_audit.model import User, whole_days
from iam_audit.remediate.base import Changing
from iam_audit.remediate.nouns import Facts, Refusal, Rule, Step, Target
from iam_audit.remediate.proposing import Proposing, target_of, user_found, user_target


@dataclass(frozen=True)
class UserAction(Proposing):
    """A change to one user."""

    @abstractmethod
    def judge(self, user: User, changing: Changing) -> Iterator[Step | Refusal]:
        """Yield what the change would be for the user that a finding is about, or why there is none."""

    def plan(self, changing: Changing) -> Iterator[Step | Refusal]:
        """Yield the steps for the user that the finding is about, by itself or by something of the user's."""
        user = user_found(changing)
        if user:
            yield from self.judge(user, changing)
        elif changing.finding.resource.type == "root":
            yield self.refusal(
                target_of(changing.finding), Rule.ROOT, "It is the root user, which nothing here touches."
            )
        else:
            yield self.refusal(
                target_of(changing.finding), Rule.UNSUITABLE, "The finding is about no user of the account."
            )

    def unsuitable(self, user: User, why: str) -> Refusal:
        """Say why the action cannot be done to a user."""
        return self.refusal(user_target(user), Rule.UNSUITABLE, why)

    def not_idle(
        self, target: Target, since: datetime, now: datetime, days: int, what: str
    ) -> Refusal | None:
        """Refuse what was used, or made, within `days` whole days: `what` says which of the two it was."""
        idle = whole_days(since, now)
        if idle > days:
            return None
        why = f"{what} {idle} days ago; the period is {days} days."
        return self.refusal(target, Rule.IN_USE, why, since + timedelta(days=days + 1))


def same(name: str, before: Facts, now: Facts) -> bool | None:
    """Whether a fact is what it was; None when it could not be read."""
    return now[name] == before[name] if name in now and name in before else None


def both(*answers: bool | None) -> bool | None:
    """Join with "and" in three values."""
    return False if False in answers else None if None in answers else True
