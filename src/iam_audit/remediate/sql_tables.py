"""The tables of plans. They are made by the migrations of the store; a change here is a step there."""

from sqlalchemy import Column, ForeignKey, String, Table, Text

from iam_audit.store.columns import METADATA, Moment

PLAN = Table(
    "remediate_plan",
    METADATA,
    Column("hash", String(64), primary_key=True),
    Column("id", String(64), nullable=False, index=True),
    Column("created_at", Moment, nullable=False, index=True),
    Column("body", Text, nullable=False),
)

DECISION = Table(
    "remediate_decision",
    METADATA,
    Column("plan", ForeignKey(PLAN.c.hash, ondelete="CASCADE"), primary_key=True),
    Column("by", String(256), primary_key=True),
    Column("verdict", String(16), primary_key=True),
    Column("how", String(16), nullable=False),
    Column("at", Moment, nullable=False),
    Column("reason", Text, nullable=False),
    Column("public_key", Text, nullable=False),
    Column("signature", Text, nullable=False),
)
"""What people decided: `approve` or `reject`, each person once."""
