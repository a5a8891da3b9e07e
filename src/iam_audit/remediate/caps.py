"""How much one plan may change. All or nothing: what is too much is refused before the first step."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from iam_audit.remediate.nouns import Stage, Step
from iam_audit.settings import RemediateSettings

NOTICES = (Stage.WARNING, Stage.FINAL_WARNING)
"""Telling somebody changes nothing, so it is not counted."""


def population(account_id: str, type: str) -> str:  # noqa: A002 - the word for it
    """Return the name under which a plan holds how many targets of a type an account has."""
    return f"{account_id}|{type}"


def exceeded(
    steps: Iterable[Step], populations: Mapping[str, int], settings: RemediateSettings
) -> tuple[str, ...]:
    """Return in sentences which limits the steps of a plan exceed; nothing where they keep to all."""
    changes = [step for step in steps if step.stage not in NOTICES]
    return (*_in_all(changes, populations, settings), *_by_account(changes, populations, settings))


def _in_all(
    changes: list[Step], populations: Mapping[str, int], settings: RemediateSettings
) -> Iterator[str]:
    if len(changes) > settings.max_steps:
        yield f"The plan makes {_changes(len(changes))}; max_steps allows {settings.max_steps}."
    for kind, count in sorted(Counter(kind for _, kind, _ in _changed(changes)).items()):
        sizes = [size for name, size in populations.items() if name.partition("|")[2] == kind]
        yield from _percent(count, sum(sizes), kind, "in all accounts", "max_percent", settings.max_percent)


def _by_account(
    changes: list[Step], populations: Mapping[str, int], settings: RemediateSettings
) -> Iterator[str]:
    for account_id, count in sorted(Counter(step.target.account_id for step in changes).items()):
        if count > settings.max_steps_per_account:
            most = settings.max_steps_per_account
            yield f"It makes {_changes(count)} in account {account_id}; max_steps_per_account allows {most}."
    by_kind = Counter((account_id, kind) for account_id, kind, _ in _changed(changes))
    for (account_id, kind), count in sorted(by_kind.items()):
        size = populations.get(population(account_id, kind), 0)
        where, most = f"in account {account_id}", settings.max_percent_per_account
        yield from _percent(count, size, kind, where, "max_percent_per_account", most)


def _changed(changes: Iterable[Step]) -> set[tuple[str, str, str]]:
    """Return what is changed, by account, type and id: a user with three changes is one user."""
    return {(step.target.account_id, step.target.type, step.target.id) for step in changes}


def _percent(count: int, size: int, kind: str, where: str, name: str, most: int) -> Iterator[str]:
    """One is always allowed: small accounts could never be tidied otherwise. Of an unknown number, nothing else is."""
    if count > max(1, size * most // 100):
        share = f"{count * 100 // size} % of" if size else "of an unknown number of"
        yield f"It changes {count} {kind}s, {share} those {where}; {name} allows {most} %."


def _changes(count: int) -> str:
    return f"{count} change{'s' * (count != 1)}"
