"""Remembers the users, roles and permission sets of an account, and what each can do."""

import hashlib
import zlib
from collections.abc import Mapping

import msgspec
from sqlalchemy import select

from iam_audit.history.tables import PRINCIPAL
from iam_audit.history.values import EventKind
from iam_audit.history.visit import Visit
from iam_audit.history.writing import Row, add, change
from iam_audit.model import Principal, PrincipalType, Section

SECTIONS: Mapping[str, Section] = {
    PrincipalType.USER.value: Section.USERS,
    PrincipalType.ROLE.value: Section.ROLES,
    PrincipalType.PERMISSION_SET.value: Section.IDENTITY_CENTER,
}
COMPARED = (
    PRINCIPAL.c.arn,
    PRINCIPAL.c.type,
    PRINCIPAL.c.tier,
    PRINCIPAL.c.digest,
    PRINCIPAL.c.gone_at,
)


def save_principals(visit: Visit) -> None:
    """Write down who came and went, and who can do more or less than before."""
    here = select(*COMPARED).where(PRINCIPAL.c.account_id == visit.account_id)
    known = {row["arn"]: row for row in visit.connection.execute(here).mappings()}
    seen = {one.arn: one for one in visit.result.principals}
    added: list[Row] = []
    changed: list[Row] = []
    for arn, one in seen.items():
        text = msgspec.json.encode(one)
        digest, before = hashlib.sha256(text).hexdigest()[:32], known.get(arn)
        if before is None:
            added.append(_row(visit, one, text, digest) | {"first_seen_at": visit.at})
        elif before["digest"] != digest or before["gone_at"] is not None:
            if before["tier"] != one.privilege.upper.value:
                visit.note(
                    EventKind.TIER, principal=arn, before=before["tier"], after=one.privilege.upper.value
                )
            changed.append(_row(visit, one, text, digest))
    for arn, row in known.items():
        if arn not in seen and row["gone_at"] is None and not visit.lacks(frozenset({SECTIONS[row["type"]]})):
            changed.append({"account_id": visit.account_id, "arn": arn, "gone_at": visit.at})
    add(visit.connection, PRINCIPAL, added)
    change(visit.connection, PRINCIPAL, changed)


def _row(visit: Visit, one: Principal, text: bytes, digest: str) -> Row:
    return {
        "account_id": visit.account_id,
        "arn": one.arn,
        "type": one.type.value,
        "name": one.name,
        "tier": one.privilege.upper.value,
        "tier_lower": one.privilege.lower.value,
        "tier_rank": one.privilege.upper.rank,
        "digest": digest,
        "body": zlib.compress(text, 1),
        "gone_at": None,
    }
