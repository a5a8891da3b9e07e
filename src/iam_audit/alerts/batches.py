"""Cuts a list into calls that a service takes: so many at a time, and so many bytes."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")


def batches(
    things: Iterable[T], most: int, *, size: Callable[[T], int] = lambda _: 0, largest: int = 1
) -> Iterator[list[T]]:
    """Yield lists of at most `most` things and `largest` bytes; a thing that is larger goes by itself."""
    batch: list[T] = []
    held = 0
    for thing in things:
        if batch and (len(batch) == most or held + size(thing) > largest):
            yield batch
            batch, held = [], 0
        batch.append(thing)
        held += size(thing)
    if batch:
        yield batch
