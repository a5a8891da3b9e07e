"""Remembers what became of the waivers of each run, wherever they are written."""

import zlib

import msgspec
from sqlalchemy import Connection, insert, select

from iam_audit.history.tables import WAIVERS
from iam_audit.model import WaiverUse

Uses = tuple[WaiverUse, ...]


def save_uses(connection: Connection, run: int, uses: Uses) -> None:
    """Write down the uses of a run, unless they are those of the run before."""
    packed = zlib.compress(msgspec.json.encode(uses))
    if packed != _packed(connection, run):
        connection.execute(insert(WAIVERS), {"since_run": run, "uses": packed})


def uses_of(connection: Connection, run: int) -> Uses | None:
    """Return the uses of a run; None where it was saved before they were remembered."""
    packed = _packed(connection, run)
    return msgspec.json.decode(zlib.decompress(packed), type=Uses) if packed is not None else None


def _packed(connection: Connection, run: int) -> bytes | None:
    here = select(WAIVERS.c.uses).where(WAIVERS.c.since_run <= run)
    found: bytes | None = connection.execute(here.order_by(WAIVERS.c.since_run.desc()).limit(1)).scalar()
    return found
