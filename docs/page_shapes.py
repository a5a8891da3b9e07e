"""The few shapes of Markdown that the generated pages are made of."""

import json
from collections.abc import Iterable, Sequence

import msgspec


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; cells are taken as they are."""
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def cell(text: str) -> str:
    """Return text that cannot end a cell or a row."""
    return " ".join(text.split()).replace("|", "\\|")


def code_block(language: str, text: str) -> str:
    """Return a fenced block."""
    return f"```{language}\n{text}\n```"


def toml_value(value: object) -> str:
    """Return a default as people write it in the settings file."""
    if isinstance(value, msgspec.Struct):
        return "{}"  # a table in which nothing is set
    return json.dumps(list(value) if isinstance(value, tuple) else value)
