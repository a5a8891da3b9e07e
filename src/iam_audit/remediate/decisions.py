"""Plans that wait in a store, and what people decided about them."""

from abc import ABC, abstractmethod

import msgspec

from iam_audit.remediate.nouns import Approval, Plan
from iam_audit.remediate.signing import Rejection


class Filed(msgspec.Struct, frozen=True, kw_only=True):
    """A plan with everything that was decided about it."""

    plan: Plan
    approvals: tuple[Approval, ...] = ()
    """Of people who approved over the API or in Slack: the door made sure who it was. And signed ones."""
    rejections: tuple[Rejection, ...] = ()


class Plans(ABC):
    """Where plans wait for approval. Nothing in it is ever changed, only added."""

    @abstractmethod
    def file(self, plan: Plan) -> None:
        """Keep a plan; nothing happens when it is there already."""

    @abstractmethod
    def all(self, most: int = 50) -> tuple[Filed, ...]:
        """Return the latest plans, the newest first."""

    @abstractmethod
    def find(self, name: str) -> Filed | None:
        """Return a plan by its id or its hash."""

    @abstractmethod
    def approve(self, approval: Approval) -> None:
        """Keep an approval; the first of each person stands. Raises StoreError when there is no such plan."""

    @abstractmethod
    def reject(self, rejection: Rejection) -> None:
        """Keep a rejection, likewise."""
