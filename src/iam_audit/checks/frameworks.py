"""Which controls of which compliance framework a check speaks to, and what other tools call the same check."""

import json
import re
from collections.abc import Iterable
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from iam_audit.model import Control, Framework

Controls = dict[str, tuple[str, ...]]

NAMES = MappingProxyType({"SOC 2": "soc2", "FedRAMP Moderate r4": "fedramp-moderate"})
"""Frameworks that people write otherwise than by the words of their names."""
CIS = "CIS AWS "
ALIASES = MappingProxyType(
    {
        "csf": "nist-csf-2.0",
        "fedramp": "fedramp-moderate",
        "iso-27001": "iso-27001-2022",
        "nist-800-53": "nist-800-53-r5",
        "nist-csf": "nist-csf-2.0",
        "pci": "pci-dss-4",
        "pci-dss": "pci-dss-4",
        "pci-dss-4.0": "pci-dss-4",
        "pci-dss-4.0.1": "pci-dss-4",
        "well-architected": "aws-well-architected",
        "fedramp-moderate-r4": "fedramp-moderate",
    }
)
"""Other spellings. Capitals, spaces and punctuation never matter."""


@cache
def crosswalk() -> dict[str, dict[str, Any]]:
    """Return the shipped table: check id → `frameworks` and `equivalents`, each a list of ids by name.

    A check that no framework asks for has a `nearest`, the check that comes closest to it and is mapped.
    """
    text = resources.files("iam_audit.checks").joinpath("crosswalk.json").read_text(encoding="utf-8")
    table: dict[str, dict[str, Any]] = json.loads(text)
    return table


@cache
def controls_of(check_id: str) -> Controls:
    """Return the control ids by framework; empty for a check that no framework asks for."""
    entry = crosswalk().get(check_id, {})
    return {framework: tuple(ids) for framework, ids in entry.get("frameworks", {}).items()}


def equivalents_of(check_id: str) -> Controls:
    """Return the ids of the same check in other tools, by tool."""
    entry = crosswalk().get(check_id, {})
    return {tool: tuple(ids) for tool, ids in entry.get("equivalents", {}).items()}


def nearest_to(check_id: str) -> str | None:
    """Return the mapped check that comes closest to one that is not; its controls are not this check's own."""
    if controls_of(check_id):
        return None
    nearest: str | None = crosswalk().get(check_id, {}).get("nearest")
    return nearest if nearest and controls_of(nearest) else None


@cache
def frameworks() -> tuple[Framework, ...]:
    """Return every framework there is, ordered by id, versions from the oldest."""
    names = {name for entry in crosswalk().values() for name in entry["frameworks"]}
    return tuple(sorted((_framework(name) for name in names), key=lambda one: natural(one.id)))


def framework_names() -> dict[str, Framework]:
    """Return every framework by each name it goes by: id, name and other spellings."""
    known = {one.id: one for one in frameworks()}
    spelled = {one.name.lower(): one for one in known.values()}
    cis = {f"cis-{version}": known[f"cis-aws-{version}"] for version in cis_versions()}
    newest = {"cis": known[f"cis-aws-{cis_versions()[-1]}"]}
    newest["cis-aws"] = newest["cis"]
    return known | spelled | cis | newest | {alias: known[meant] for alias, meant in ALIASES.items()}


def framework_called(text: str) -> Framework | None:
    """Return the framework that is meant, whatever its capitals and punctuation; None when there is none."""
    by_letters = {_letters(name): one for name, one in framework_names().items()}
    return by_letters.get(_letters(text))


def cis_versions() -> tuple[str, ...]:
    """Return the versions of the CIS AWS benchmark that are known, the newest last."""
    return tuple(one.name.removeprefix(CIS) for one in frameworks() if one.name.startswith(CIS))


def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """Sort key by which 1.2 comes before 1.10, and AC-2 before AC-2(1)."""
    parts: Iterable[str] = re.findall(r"\d+|\D+", text)
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts)


def _framework(name: str) -> Framework:
    found: dict[str, list[str]] = {}
    for check_id, entry in sorted(crosswalk().items()):
        for control in entry["frameworks"].get(name, ()):
            found.setdefault(control, []).append(check_id)
    controls = tuple(Control(id=one, checks=tuple(found[one])) for one in sorted(found, key=natural))
    return Framework(id=NAMES.get(name) or _slug(name), name=name, controls=controls)


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9.]+", "-", name.lower())


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9.]", "", text.lower())
