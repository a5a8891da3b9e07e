"""Imports point one way: a room may use the rooms drawn before it, never one beside or after it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import iam_audit

HOME = Path(iam_audit.__file__).parent

DRAWING = (
    ("errors", "discover", "clock", "model"),
    ("files", "charts"),
    ("settings", "aws", "policy", "snapshots", "store", "demo"),
    ("collect", "checks"),
    (
        "answers",
        "inactivity",
        "kinds",
        "ownership",
        "principals",
        "priority",
        "runs",
        "surroundings",
        "waivers",
    ),
    ("other_credentials",),
    ("audit",),
    ("reports", "tables", "shards", "ledger", "journal", "access", "history"),
    ("alerts", "remediate", "evidence"),
    ("audience", "rotation", "trail"),
    ("workflows",),
    ("api",),
    ("web",),
    ("cli", "aws_lambda"),
)


def rank(room: str) -> int:
    return next(index for index, group in enumerate(DRAWING) if room in group)


def imports() -> Iterator[tuple[str, str, str]]:
    for path in sorted(HOME.rglob("*.py")):
        place = path.relative_to(HOME)
        room = place.parts[0].removesuffix(".py")
        if room.startswith("__"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if isinstance(node, ast.ImportFrom) and node.module == "iam_audit":
                names = [f"iam_audit.{alias.name}" for alias in node.names]
            elif isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            for name in names:
                if name.startswith("iam_audit.") and not name.startswith("iam_audit.__"):
                    yield str(place), room, name.split(".")[1]


def test_rooms_import_only_rooms_drawn_before_them():
    wrong = [
        f"{place} imports {other}"
        for place, room, other in imports()
        if other != room and rank(other) >= rank(room)
    ]

    assert not wrong


def test_every_room_is_in_the_drawing():
    drawn = {room for group in DRAWING for room in group}
    rooms = {
        path.name.removesuffix(".py")
        for path in HOME.iterdir()
        if path.suffix == ".py" or (path / "__init__.py").exists()
    }

    assert {room for room in rooms if not room.startswith("__")} == drawn


@pytest.mark.parametrize("library", ["boto3", "botocore.session"])
def test_only_the_aws_room_makes_sessions(library):
    users = [
        path.relative_to(HOME).parts[0]
        for path in HOME.rglob("*.py")
        if f"import {library}" in path.read_text(encoding="utf-8")
        or f"from {library}" in path.read_text(encoding="utf-8")
    ]

    assert set(users) <= {"aws"}
