"""Plans in a SQL store: SQLite or PostgreSQL."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, insert, or_, select

from iam_audit.errors import StoreError
from iam_audit.remediate.decisions import Filed, Plans
from iam_audit.remediate.nouns import Approval, Plan
from iam_audit.remediate.plan_file import plan_from, plan_text
from iam_audit.remediate.signing import Rejection
from iam_audit.remediate.sql_tables import DECISION, PLAN
from iam_audit.store.database import Store

APPROVE, REJECT = "approve", "reject"

Row = Mapping[str, Any]


class SqlPlans(Plans):
    """Keeps plans where several people and programs see them."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def file(self, plan: Plan) -> None:
        """Keep a plan."""
        row = {"hash": plan.hash, "id": plan.id, "created_at": plan.created_at, "body": plan_text(plan)}
        with self._store.writing() as connection:
            if not _is_there(connection, plan.hash):
                connection.execute(insert(PLAN), row)

    def all(self, most: int = 50) -> tuple[Filed, ...]:
        """Return the latest plans."""
        asked = select(PLAN).order_by(PLAN.c.created_at.desc(), PLAN.c.hash).limit(most)
        with self._store.reading() as connection:
            rows = connection.execute(asked).mappings().all()
            return tuple(self._filed(connection, dict(row)) for row in rows)

    def find(self, name: str) -> Filed | None:
        """Return a plan."""
        asked = (
            select(PLAN).where(or_(PLAN.c.id == name, PLAN.c.hash == name)).order_by(PLAN.c.created_at.desc())
        )
        with self._store.reading() as connection:
            row = connection.execute(asked).mappings().first()
            return self._filed(connection, dict(row)) if row else None

    def approve(self, approval: Approval) -> None:
        """Keep an approval."""
        more = {"public_key": approval.public_key, "signature": approval.signature}
        self._decide(APPROVE, approval, more)

    def reject(self, rejection: Rejection) -> None:
        """Keep a rejection."""
        self._decide(REJECT, rejection, {"public_key": "", "signature": ""})

    def _decide(self, verdict: str, word: Approval | Rejection, more: dict[str, str]) -> None:
        row: dict[str, Any] = {"plan": word.plan_hash, "by": word.by, "verdict": verdict, "how": word.how}
        row |= {"at": word.at, "reason": word.reason, **more}
        with self._store.writing() as connection:
            if not _is_there(connection, word.plan_hash):
                raise StoreError(
                    f"There is no plan with the hash {word.plan_hash} in the store {self._store.where}."
                )
            held = _decisions(connection, word.plan_hash)
            if not any((one["by"], one["verdict"]) == (word.by, verdict) for one in held):
                connection.execute(insert(DECISION), row)

    def _filed(self, connection: Connection, row: Row) -> Filed:
        held = _decisions(connection, row["hash"])
        return Filed(
            plan=plan_from(row["body"], f"Plan {row['id']} in the store {self._store.where}"),
            approvals=tuple(_approval(one) for one in held if one["verdict"] == APPROVE),
            rejections=tuple(_rejection(one) for one in held if one["verdict"] == REJECT),
        )


def _is_there(connection: Connection, plan_hash: str) -> bool:
    return connection.execute(select(PLAN.c.hash).where(PLAN.c.hash == plan_hash)).first() is not None


def _decisions(connection: Connection, plan_hash: str) -> list[Row]:
    asked = select(DECISION).where(DECISION.c.plan == plan_hash).order_by(DECISION.c.at, DECISION.c.by)
    return [dict(row) for row in connection.execute(asked).mappings()]


def _approval(row: Row) -> Approval:
    return Approval(
        plan_hash=row["plan"],
        by=row["by"],
        at=row["at"],
        reason=row["reason"],
        how=row["how"],
        public_key=row["public_key"],
        signature=row["signature"],
    )


def _rejection(row: Row) -> Rejection:
    return Rejection(plan_hash=row["plan"], by=row["by"], at=row["at"], reason=row["reason"], how=row["how"])
