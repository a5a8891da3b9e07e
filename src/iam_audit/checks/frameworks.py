"""Which controls of which compliance framework a check speaks to, and what other tools call the same check."""

import json
from functools import cache
from importlib import resources

Controls = dict[str, tuple[str, ...]]


@cache
def crosswalk() -> dict[str, dict[str, dict[str, list[str]]]]:
    """Return the shipped table: check id → `frameworks` and `equivalents`, each a list of ids by name."""
    text = resources.files("iam_audit.checks").joinpath("crosswalk.json").read_text(encoding="utf-8")
    table: dict[str, dict[str, dict[str, list[str]]]] = json.loads(text)
    return table


def controls_of(check_id: str) -> Controls:
    """Return the control ids by framework; empty for a check that no framework asks for."""
    entry = crosswalk().get(check_id, {})
    return {framework: tuple(ids) for framework, ids in entry.get("frameworks", {}).items()}


def equivalents_of(check_id: str) -> Controls:
    """Return the ids of the same check in other tools, by tool."""
    entry = crosswalk().get(check_id, {})
    return {tool: tuple(ids) for tool, ids in entry.get("equivalents", {}).items()}
