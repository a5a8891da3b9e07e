"""Quick questions about one or two wildcard patterns, asked thousands of times for one account.

Patterns are plain strings with `*` and `?`. Where a character is no wildcard, though it looks like one, `literal`
writes a stand-in for it. `algebra` answers harder questions, exactly; these take microseconds.
"""

import re
from functools import lru_cache

PLAIN_STAR, PLAIN_MARK = "\ue000", "\ue001"
_RUN, _ONE = "\ue002", "\ue003"
"""Stand for the wildcards of the inner pattern when it is held against the outer one."""
_HIDE = str.maketrans({"*": PLAIN_STAR, "?": PLAIN_MARK})
_AS_TEXT = str.maketrans({"*": _RUN, "?": _ONE})


def literal(text: str) -> str:
    """Write a text that has no wildcards as a pattern."""
    return text.translate(_HIDE)


def is_wild(pattern: str) -> bool:
    """Whether a pattern has wildcards."""
    return "*" in pattern or "?" in pattern


def head(pattern: str) -> str:
    """Return what every match starts with."""
    return pattern.partition("*")[0].partition("?")[0]


def matches(pattern: str, text: str) -> bool:
    """Whether a pattern matches a text."""
    if "*" in pattern or "?" in pattern:
        return _fits(pattern, text, ".")
    return pattern == text


@lru_cache(maxsize=65_536)
def covers(outer: str, inner: str) -> bool:
    """Whether all that `inner` matches is proven to match `outer`."""
    if outer in ("*", inner):
        return True
    return is_wild(outer) and _fits(outer, inner.translate(_AS_TEXT), f"[^{_RUN}]")


def overlap(one: str, other: str) -> bool:
    """Whether some text matches both."""
    if "*" in (one, other) or one == other:
        return True
    if not is_wild(one):
        return matches(other, one)
    if not is_wild(other):
        return matches(one, other)
    if not (_heads_agree(one, other) and _heads_agree(one[::-1], other[::-1])):
        return False
    # Between its ends, the `*` of either pattern takes in whatever the other one asks for.
    return ("*" in one and "*" in other) or _meet(one, other)


def _heads_agree(one: str, other: str) -> bool:
    for mine, yours in zip(one, other, strict=False):
        if "*" in (mine, yours):
            return True
        if mine != yours and "?" not in (mine, yours):
            return False
    return True


def _meet(one: str, other: str) -> bool:
    """Walk both patterns at once, remembering every pair of places that can be reached."""
    waiting, seen = [(0, 0)], {(0, 0)}
    while waiting:
        here, there = waiting.pop()
        if here == len(one) and there == len(other):
            return True
        for step in _steps(one, here, other, there):
            if step not in seen:
                seen.add(step)
                waiting.append(step)
    return False


def _steps(one: str, here: int, other: str, there: int) -> list[tuple[int, int]]:
    mine, yours = one[here : here + 1], other[there : there + 1]
    steps = []
    if mine == "*":
        steps.append((here + 1, there))
    if yours == "*":
        steps.append((here, there + 1))
    if mine and yours and (mine == yours or mine in "*?" or yours in "*?"):
        steps.append((here + (mine != "*"), there + (yours != "*")))
    return steps


def _fits(pattern: str, text: str, one: str) -> bool:
    """Match by finding the runs between the `*` in turn; only a `?` needs a regular expression."""
    if "?" in pattern:
        return _compiled(pattern, one).fullmatch(text) is not None
    first, *middle, last = pattern.split("*")
    if not (middle or last):
        return text.startswith(first)
    place, end = len(first), len(text) - len(last)
    if place > end or not (text.startswith(first) and text.endswith(last)):
        return False
    for run in middle:
        found = text.find(run, place, end)
        if found < 0:
            return False
        place = found + len(run)
    return True


@lru_cache(maxsize=16_384)
def _compiled(pattern: str, one: str) -> re.Pattern[str]:
    """Every run but the last may be matched once and for all, so no text takes long."""
    first, *rest = ["".join(_part(each, one) for each in run) for run in pattern.split("*")]
    middle = "".join(f"(?>.*?{run})" for run in rest[:-1])
    return re.compile(first + middle + "".join(f".*{run}" for run in rest[-1:]), re.DOTALL)


def _part(character: str, one: str) -> str:
    return one if character == "?" else re.escape(character)
