"""Accounts that are too many to be in memory, and what they hold in an order."""

from abc import abstractmethod
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeAlias, TypeVar

import msgspec

A = TypeVar("A")

Key: TypeAlias = tuple[Any, ...]
"""What to sort by."""


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """How to bring what accounts hold into one order, without having all of it in memory."""

    name: str
    """Stands for the order, so that it is worked out once."""
    kind: Any
    """The type of what is ordered."""
    items: Callable[[Any], Iterable[Any]]
    """What one account has of it."""
    key: Callable[[Any], Key]
    """What to sort by: some parts, then the id of the account, then the rest."""
    before_account: int
    """How many parts of the key come before the id of the account."""


class Shelf(Sequence[A]):
    """Accounts ordered by id, each read when it is looked at."""

    @abstractmethod
    def ordered(self, order: Order) -> Sequence[Any]:
        """Return what all accounts hold, in that order."""

    @abstractmethod
    def changed(self, change: Callable[[A], A]) -> "Shelf[A]":
        """Return the accounts as `change` makes them, which leaves their ids alone."""
