"""What each benchmark gives: a section of the page, and which limits it broke."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Limit:
    """A promise, and what was measured."""

    what: str
    measured: float
    at_least: float | None = None
    at_most: float | None = None

    @property
    def kept(self) -> bool:
        """Whether it was kept."""
        low = self.at_least is None or self.measured >= self.at_least
        return low and (self.at_most is None or self.measured <= self.at_most)

    def __str__(self) -> str:
        bound = f"at least {self.at_least:g}" if self.at_most is None else f"at most {self.at_most:g}"
        return f"| {self.what} | {self.measured:.2f} | {bound} | {'yes' if self.kept else 'no'} |"


@dataclass(frozen=True, kw_only=True)
class Section:
    """One chapter of the page."""

    title: str
    text: str
    limits: tuple[Limit, ...] = ()

    def __str__(self) -> str:
        rows = "\n".join(map(str, self.limits))
        table = f"\n\n| promise | measured | limit | kept |\n|---|---|---|---|\n{rows}" if rows else ""
        return f"## {self.title}\n\n{self.text.strip()}{table}\n"


def table(head: tuple[str, ...], *rows: tuple[str, ...]) -> str:
    """Return a Markdown table."""
    lines = (head, ("---",) * len(head), *rows)
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)
