"""Which resources a statement is about: a list of patterns, or everything outside one."""

import re
from collections.abc import Collection
from functools import lru_cache
from typing import NamedTuple

from iam_audit.policy.arn_formats import FIELDS, fitting
from iam_audit.policy.document import Names, Statement
from iam_audit.policy.facts import VARIABLE, Facts, Missing, spell_out
from iam_audit.policy.globs import covers, overlap
from iam_audit.policy.reading import Reading

MANY = re.compile(r"\*\*+")


class Area(NamedTuple):
    """The resources that some pattern matches; negated, those that none matches."""

    patterns: tuple[str, ...]
    negated: bool = False

    @property
    def everything(self) -> bool:
        """Whether it is every resource there is, and the calls that are about no resource."""
        return "*" in self.patterns if not self.negated else not self.patterns

    @property
    def nothing(self) -> bool:
        """Whether there is no such resource."""
        return "*" in self.patterns if self.negated else not self.patterns


_overlap = lru_cache(maxsize=65_536)(overlap)  # the same few denials are held against thousands of grants
NOWHERE = Area(())
EVERYWHERE = Area(("*",))


def area_for_all(statement: Statement) -> Area | None:
    """Return the resources of a statement that are the same for everybody; None where there are variables."""
    names = statement.resources
    if names is None:
        return NOWHERE
    if statement.variables and "${" in " ".join(names.texts):
        return None
    return _written_out(names.texts, names.negated)


def area(statement: Statement, facts: Facts, reading: Reading) -> Area:
    """Return the resources of a statement, read as widely or as narrowly as can be meant."""
    wide, narrow = areas(statement, facts)
    return wide if reading is Reading.WIDEST else narrow


def areas(statement: Statement, facts: Facts) -> tuple[Area, Area]:
    """Return the resources of a statement, read as widely and as narrowly as can be meant."""
    names, known = statement.resources, area_for_all(statement)
    if known is not None or names is None:
        return (known or NOWHERE,) * 2
    filled = [spell_out(text, facts) for text in names.texts]
    wide = _kept(filled, names, Reading.WIDEST)
    if not any(missing for _, missing in filled):
        return wide, wide
    # AWS may drop a whole statement when a variable has no value.
    if any(Missing.ABSENT in missing for _, missing in filled):
        return wide, NOWHERE
    return wide, _kept(filled, names, Reading.NARROWEST)


def _kept(filled: list[tuple[str, Collection[Missing]]], names: Names, reading: Reading) -> Area:
    keep = reading.keeps_doubtful(negated=names.negated)
    kept = [
        _whole(text) for text, missing in filled if not missing or (keep and Missing.ABSENT not in missing)
    ]
    return Area(tuple(kept), names.negated)


@lru_cache(maxsize=65_536)
def meet(one: Area, other: Area) -> bool:
    """Whether some resource may be in both: False only when that is proven."""
    if one.nothing or other.nothing:
        return False
    if one.negated and other.negated:
        return True
    if one.negated:
        return _sticks_out(other, one)
    if other.negated:
        return _sticks_out(one, other)
    return any(_overlap(mine, yours) for mine in one.patterns for yours in other.patterns)


@lru_cache(maxsize=65_536)
def holds_all(outer: Area, inner: Area) -> bool:
    """Whether every resource of `inner` is proven to be in `outer`."""
    if outer.everything or inner.nothing:
        return True
    if outer.nothing:
        return False
    match outer.negated, inner.negated:
        case False, False:
            return all(_covered(each, outer) for each in inner.patterns)
        case True, False:
            return not any(_overlap(mine, yours) for mine in inner.patterns for yours in outer.patterns)
        case True, True:
            return all(_covered(each, inner) for each in outer.patterns)
        case _:
            return False


def parts(whole: Area) -> tuple[Area, ...]:
    """Return the pieces of an area that may be taken away one by one."""
    if whole.negated or len(whole.patterns) < 2:
        return (whole,)
    return tuple([Area((each,)) for each in whole.patterns])


def actions_in(statement: Statement) -> int:
    """Return the listed actions that can be allowed on the resources of a statement, whatever its variables are."""
    where = _for_anybody(statement)
    if where.nothing:
        return 0
    if where.negated or where.everything:
        return fitting("*")
    found = 0
    for each in where.patterns:
        found = found | fitting(each) if found else fitting(each)  # a union with nothing would be a copy
    return found


def _for_anybody(statement: Statement) -> Area:
    """Return where a statement may apply, whatever its variables are."""
    names, known = statement.resources, area_for_all(statement)
    if known is not None or names is None:
        return known or NOWHERE
    if names.negated:  # what is left out may be something else for everybody
        return Area(names.texts, negated=True)
    return Area(tuple([_whole(VARIABLE.sub("*", text)) for text in names.texts]))


@lru_cache(maxsize=16_384)
def _written_out(texts: tuple[str, ...], negated: bool) -> Area:  # noqa: FBT001 - a key of the cache
    return Area(tuple([_whole(text) for text in texts]), negated)


def _sticks_out(listed: Area, excepted: Area) -> bool:
    return not all(_covered(each, excepted) for each in listed.patterns)


def _covered(pattern: str, by: Area) -> bool:
    return any(covers(each, pattern) for each in by.patterns)


def _whole(text: str) -> str:
    """Write out the fields that an ARN leaves out at its end; `**` means no more than `*`."""
    if text.startswith("arn:"):
        missing = FIELDS - 1 - text.count(":")
        text = text + ":*" * missing if missing > 0 else text
    return MANY.sub("*", text) if "**" in text else text
