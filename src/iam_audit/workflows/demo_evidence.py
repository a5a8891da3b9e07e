"""An evidence pack of the invented organization, as it is now."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from iam_audit.collect.bundle_layout import SNAPSHOT
from iam_audit.demo import organization, picture
from iam_audit.evidence.contents import Evidence, contents
from iam_audit.evidence.packing import Seal, write_pack
from iam_audit.journal.sql import SqlJournal
from iam_audit.model import AuditResult, Framework, Snapshot
from iam_audit.snapshots import snapshot_bytes
from iam_audit.store.database import Store
from iam_audit.waivers.sql import SqlWaivers
from iam_audit.workflows.demo_store import questions_at
from iam_audit.workflows.demo_year import audit_of_a_day
from iam_audit.workflows.evidencing import made_by


def pack_demo(store: Store, now: datetime, frameworks: Sequence[Framework], path: Path) -> AuditResult:
    """Audit the organization with all that passes, and write the pack; its key is made up for it alone."""
    asked = questions_at(now, SqlWaivers(store).for_audit(now))
    judgement = msgspec.structs.replace(asked.judgement, include_passed=False)
    result = audit_of_a_day(type(asked)(checks=asked.checks, judgement=judgement), 0, now)
    evidence = Evidence(
        result=result,
        checks=asked.checks,
        frameworks=frameworks,
        settings=(),
        waivers=judgement.waivers,
        snapshot=dict(_snapshots(now)),
        journal=partial(_journal, store, now),
    )
    write_pack(
        path,
        contents(evidence),
        Seal(key=Ed25519PrivateKey.generate(), made_by=made_by(), as_of=result.generated_at),
    )
    return result


def _snapshots(now: datetime) -> Iterator[tuple[str, Callable[[], Iterable[bytes]]]]:
    for life in organization():
        if seen := picture(life, 0, now):
            yield f"snapshot/{life.account.id}/{SNAPSHOT}", partial(_bytes, seen)


def _bytes(seen: Snapshot) -> tuple[bytes]:
    return (snapshot_bytes(seen),)


def _journal(store: Store, until: datetime) -> Iterator[bytes]:
    for event in SqlJournal(store).events():
        if event.at <= until:
            yield msgspec.json.encode(event) + b"\n"
