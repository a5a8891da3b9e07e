"""What documents mean before it is asked what they do for whom: worked out once for each document."""

from collections.abc import Iterator
from typing import NamedTuple

from iam_audit.policy.areas import Area, area_for_all
from iam_audit.policy.document import Statement
from iam_audit.policy.listed import Spoken, spoken
from iam_audit.policy.masks import Masks, masks_of
from iam_audit.policy.reading import Reading
from iam_audit.policy.remembering import by_identity

IN_ALL_REQUESTS_OF_SOMEBODY = ("aws:principal", "aws:user")
OF_A_CONTEXT = ("aws:multifactor", "aws:tokenissue", "aws:principaltype", "aws:username", "aws:userid")


class Meaning(NamedTuple):
    """What a statement means."""

    statement: Statement
    said: Spoken
    """What its actions say, read as widely as can be meant."""
    masks: Masks
    area: Area | None
    """Where it applies; None where that is not the same for everybody."""
    personal: bool
    """Whether it means something else for somebody else."""
    contextual: bool
    """Whether it means something else for another credential."""


class Digest(NamedTuple):
    """What a document means."""

    meanings: tuple[Meaning, ...]
    personal: bool
    """Whether some statement means something else for somebody else."""
    contextual: bool
    """Whether some statement means something else for another credential."""


@by_identity
def digest_of(statements: tuple[Statement, ...]) -> Digest:
    """Return what a document means."""
    meanings = tuple(map(_meaning, statements))
    return Digest(
        meanings,
        personal=True in [each.personal for each in meanings],
        contextual=True in [each.contextual for each in meanings],
    )


def _meaning(statement: Statement) -> Meaning:
    area = area_for_all(statement)
    said = spoken(statement.actions, Reading.WIDEST)
    masks = masks_of(statement, said)
    if area is not None and not statement.conditions:
        return Meaning(statement, said, masks, area, personal=False, contextual=False)
    keys = tuple(_keys(statement))
    personal = any(key.startswith(IN_ALL_REQUESTS_OF_SOMEBODY) for key in keys)
    contextual = any(key.startswith(OF_A_CONTEXT) for key in keys)
    return Meaning(statement, said, masks, area, personal, contextual)


def _keys(statement: Statement) -> Iterator[str]:
    """Yield the condition keys that a statement depends on, those of its variables included."""
    for condition in statement.conditions:
        yield condition.key
        if condition.variables:
            yield from _variables(condition.values)
    if statement.variables and statement.resources:
        yield from _variables(statement.resources.texts)


def _variables(texts: tuple[str, ...]) -> Iterator[str]:
    for text in texts:
        if "${" in text:
            yield from (each.lower().lstrip() for each in text.split("${")[1:])
