"""The tables of the journal. They are made by the migrations of the store; a change here is a step there."""

from sqlalchemy import Column, Index, Integer, String, Table, Text, text

from iam_audit.store.columns import METADATA, Moment

EVENT = Table(
    "journal_event",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("entry", String(128), nullable=False, index=True),
    Column("account_id", String(64), nullable=False),
    Column("doing", String(16), nullable=False),
    Column("at", Moment, nullable=False),
    Column("run_id", String(64), nullable=False),
    Column("by", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("before", String(64), nullable=False),
    Column("chain", String(64), nullable=False),
    Index("ix_journal_event_before", "before", unique=True),
)
"""Rows are only ever added. No two events can follow on the same one."""

ENTRY = Table(
    "journal_entry",
    METADATA,
    Column("id", String(128), primary_key=True),
    Column("key", Text, nullable=False),
    Column("account_id", String(64), nullable=False, index=True),
    Column("target", Text, nullable=False, index=True),
    Column("action", String(64), nullable=False),
    Column("stage", String(32), nullable=False),
    Column("cycle", Integer, nullable=False),
    Column("plan_hash", String(64), nullable=False),
    Column("run_id", String(64), nullable=False, index=True),
    Column("by", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("step", Text, nullable=False),
    Column("facts_before", Text, nullable=False),
    Column("facts_after", Text),
    Column("intended_at", Moment, nullable=False),
    Column("settled_at", Moment),
    Column("undone_at", Moment),
    Column("error", Text),
    Column("position", Integer, nullable=False),
    Index(
        "ix_journal_entry_key",
        "key",
        unique=True,
        sqlite_where=text("state IN ('open', 'done', 'undoing')"),
        postgresql_where=text("state IN ('open', 'done', 'undoing')"),
    ),
)
"""The entries as their events tell them. `position` is the number of the event that opened each.

The database itself lets only one entry of a key be open, done or being undone: two runs cannot both intend.
"""

LEASE = Table(
    "journal_lease",
    METADATA,
    Column("account_id", String(64), primary_key=True),
    Column("holder", String(64), nullable=False),
    Column("until", Moment, nullable=False),
    Column("token", Integer, nullable=False),
)
"""Who may change each account; an empty holder has given it back. A row stays for its token."""
