"""The tables of what CloudTrail told. They are made by the migrations of the store; a change here is a step there."""

from sqlalchemy import Column, Index, String, Table, Text

from iam_audit.store.columns import METADATA, Moment

EVENT = Table(
    "trail_event",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("account_id", String(64), nullable=False),
    Column("at", Moment, nullable=False),
    Column("name", String(64), nullable=False),
    Column("user_name", String(128), nullable=False),
    Column("key_id", String(128), nullable=False),
    Column("document", Text, nullable=False),
    Index("ix_trail_event_account_id_at", "account_id", "at"),
)
"""`document` is the whole event as JSON; the columns are for looking it up."""

MARK = Table(
    "trail_mark",
    METADATA,
    Column("account_id", String(64), primary_key=True),
    Column("since", Moment, nullable=False),
    Column("until", Moment, nullable=False),
)
"""Between which moments CloudTrail was asked without a gap."""
