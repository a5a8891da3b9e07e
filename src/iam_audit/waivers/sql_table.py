"""The table of waivers. It is made by the migrations of the store; a change here is a step there."""

from sqlalchemy import Column, Date, String, Table, Text

from iam_audit.store.columns import METADATA, Moment

WAIVER = Table(
    "waiver",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("check", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("resource", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("approver", Text, nullable=False),
    Column("given", Date, nullable=False),
    Column("expires", Date, nullable=False, index=True),
    Column("created_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("ended_by", Text),
)
