"""The accounts of a run as reports see them."""

import shutil
import tempfile
import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, TypeAlias, overload

from iam_audit.files import unwritable
from iam_audit.model import AccountResult, Lazy, Order, Shelf
from iam_audit.runs.shards import read_at, read_shard, write_shard
from iam_audit.runs.spill import Spill

Place: TypeAlias = Path | AccountResult
"""The file of an account, or the account itself where nothing but its name is known."""


class DiskShelf(Shelf[AccountResult]):
    """Accounts in files. What is worked out of them is kept in a folder beside them, as long as the shelf is."""

    def __init__(self, folder: Path, places: Sequence[Place]) -> None:
        self._folder = folder
        self._places = places
        self._orders: dict[str, Sequence[Any]] = {}

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, index: int) -> AccountResult: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[AccountResult]: ...
    def __getitem__(self, index: int | slice) -> AccountResult | Sequence[AccountResult]:
        if isinstance(index, slice):
            return tuple(map(_taken, self._places[index]))
        return _taken(self._places[index])

    def ordered(self, order: Order) -> Sequence[Any]:
        """Return what all accounts hold, in that order; what is worked out once is kept."""
        if order.name not in self._orders:
            self._orders[order.name] = self._in_order(order)
        return self._orders[order.name]

    def changed(self, change: Callable[[AccountResult], AccountResult]) -> "DiskShelf":
        """Write the accounts as `change` makes them; they go when the new shelf goes."""
        places: list[Place] = []
        copy = DiskShelf(self._folder, places)
        for place in self._places:
            result = change(_taken(place))
            if isinstance(place, Path):
                path = copy.room / place.name
                write_shard(path, result, read_at(place), durable=False)
                places.append(path)
            else:
                places.append(result)
        return copy

    def _in_order(self, order: Order) -> Sequence[Any]:
        spill = Spill(self.room / order.name)
        for account in self:
            for item in sorted(order.items(account), key=order.key):
                spill.put(order.key(item)[: order.before_account], item)
        found = spill.close(order.kind)
        return Lazy(lambda: self._read(found), len(found))

    def _read(self, found: Iterable[Any]) -> Iterator[Any]:
        """Read what was put in order; as long as somebody does, the shelf and its files are there."""
        yield from found

    @cached_property
    def room(self) -> Path:
        """The folder for what is worked out; it is gone when the shelf is."""
        try:
            room = Path(tempfile.mkdtemp(dir=self._folder, prefix="sorted-"))
        except OSError as error:
            raise unwritable(self._folder, error) from error
        weakref.finalize(self, shutil.rmtree, room, ignore_errors=True)
        return room


def _taken(place: Place) -> AccountResult:
    return read_shard(place) if isinstance(place, Path) else place
