"""The tables of the ledger. They are made by the migrations of the store; a change here is a step there."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from iam_audit.store.columns import METADATA, Moment

EPISODE = Table(
    "ledger_episode",
    METADATA,
    Column("fingerprint", String(64), primary_key=True),
    Column("account_id", String(64), nullable=False, index=True),
    Column("check_id", String(128), nullable=False),
    Column("severity", String(16), nullable=False),
    Column("cycle", Integer, nullable=False),
    Column("first_seen", Moment, nullable=False),
    Column("resolved_at", Moment),
    Column("facts", Text, nullable=False),
)

ENVELOPE = Table(
    "ledger_envelope",
    METADATA,
    Column("key", String(64), primary_key=True),
    Column("channel", String(128), nullable=False),
    Column("recipient", String(512), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("attempted_at", Moment),
    Column("lease_until", Moment),
    Column("next_attempt_at", Moment),
    Column("settled_at", Moment, index=True),
    Column("error", Text),
    Column("receipt", Text),
    Index("ix_ledger_envelope_state", "state"),
)

NOTICE = Table(
    "ledger_notice",
    METADATA,
    Column("envelope", ForeignKey(ENVELOPE.c.key, ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("fingerprint", String(64), nullable=False, index=True),
    Column("account_id", String(64), nullable=False),
    Column("stage", String(16), nullable=False),
    Column("cycle", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("facts", Text, nullable=False),
)

HEARD = Table(
    "ledger_heard",
    METADATA,
    Column("fingerprint", ForeignKey(EPISODE.c.fingerprint, ondelete="CASCADE"), primary_key=True),
    Column("channel", String(128), primary_key=True),
    Column("recipient", String(512), primary_key=True),
    Column("stage", String(16), primary_key=True),
    Column("cycle", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("envelope", String(64), nullable=False),
    Column("decided_at", Moment, nullable=False),
)
"""The last notice of each stage in each thread. Its envelope may be forgotten before it is."""

SNOOZE = Table(
    "ledger_snooze",
    METADATA,
    Column("fingerprint", String(64), primary_key=True),
    Column("until", Moment, nullable=False),
    Column("reason", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("made_at", Moment, nullable=False),
)
