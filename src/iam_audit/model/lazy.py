"""A sequence that is worked out anew whenever somebody looks at it, so that it never has to be in memory whole."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import TypeVar, overload

T = TypeVar("T")


class Lazy(Sequence[T]):
    """What `make` yields; it must yield the same every time."""

    def __init__(self, make: Callable[[], Iterator[T]], length: int | None = None) -> None:
        self._make = make
        self._length = length
        """None until somebody has counted."""

    def __iter__(self) -> Iterator[T]:
        return self._make()

    def __len__(self) -> int:
        if self._length is None:
            self._length = sum(1 for _ in self._make())
        return self._length

    def __bool__(self) -> bool:
        return self._length > 0 if self._length is not None else any(True for _ in self._make())

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[T]: ...
    def __getitem__(self, index: int | slice) -> T | Sequence[T]:
        if isinstance(index, slice):
            return tuple(islice(self._make(), *index.indices(len(self))))
        return next(islice(self._make(), range(len(self))[index], None))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))
