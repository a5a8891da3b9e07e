"""The state of a list as it stands in the address: filters, order and page. A link to it shows the same again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from litestar.exceptions import ValidationException

E = TypeVar("E", bound=StrEnum)
CURSOR = "cursor"
SORT = "sort"


def number_in(text: str) -> int | None:
    """Return the number that a cursor is; None for what is none, or is too large to be one of a row."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


@dataclass(frozen=True)
class Query:
    """What somebody asked of a list."""

    path: str
    values: Mapping[str, str]
    """Without empty ones: a form sends every field it has."""

    @classmethod
    def read(cls, path: str, pairs: Iterable[tuple[str, str]]) -> "Query":
        """Take it from a request; of a name that comes twice the last counts."""
        return cls(path, {name: value.strip() for name, value in pairs if value.strip()})

    def get(self, name: str) -> str:
        """Return a value, or nothing."""
        return self.values.get(name, "")

    def one_of(self, kind: type[E], name: str) -> tuple[E, ...]:
        """Return what was chosen, as its kind. Raises ValidationException for what there is not."""
        value = self.get(name)
        if not value:
            return ()
        for one in kind:
            if one.value.lower() == value.lower():
                return (one,)
        choices = ", ".join(one.value for one in kind)
        raise ValidationException(f"The filter {name} is one of {choices}; {value} is none of them.")

    def order(self, allowed: Sequence[str], default: str) -> str:
        """Return the order that was asked for. Raises ValidationException for one there is not."""
        value = self.get(SORT) or default
        if value.removeprefix("-") not in allowed:
            raise ValidationException(
                f"The list cannot be sorted by {value}; it can be by {', '.join(allowed)}."
            )
        return value

    def order_of(self, name: str) -> str:
        """Return how the list is sorted by that column, in the words of ARIA; empty where it is not."""
        value = self.get(SORT)
        if value.removeprefix("-") != name:
            return ""
        return "descending" if value.startswith("-") else "ascending"

    def sorted_by(self, name: str) -> str:
        """Return the address of the list sorted by a column, the other way round if it is already."""
        return self.having(**{SORT: name if self.get(SORT) == f"-{name}" else f"-{name}", CURSOR: ""})

    def having(self, **changes: str) -> str:
        """Return the address with other values; an empty one takes its name out."""
        values = {name: value for name, value in {**self.values, **changes}.items() if value}
        return f"{self.path}?{urlencode(values)}" if values else self.path

    def chips(self, names: Mapping[str, str]) -> tuple[tuple[str, str, str], ...]:
        """Return what is filtered by: the words, the value, and the address without it."""
        return tuple(
            (words, self.values[name], self.having(**{name: "", CURSOR: ""}))
            for name, words in names.items()
            if name in self.values
        )

    @property
    def first_page(self) -> str:
        """The address of the first page; empty where this is the first."""
        return self.having(**{CURSOR: ""}) if CURSOR in self.values else ""

    def page_after(self, cursor: str | None) -> str:
        """Return the address of the next page; empty where there is none."""
        return self.having(**{CURSOR: cursor}) if cursor else ""
