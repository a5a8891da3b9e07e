"""The tables of who may. They are made by the migrations of the store; a change here is a step there."""

from sqlalchemy import Column, Index, Integer, String, Table, Text

from iam_audit.store.columns import METADATA, Moment

TOKEN = Table(
    "access_token",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("name", Text, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("role", String(16), nullable=False),
    Column("accounts", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("revoked_at", Moment),
    Column("last_used_at", Moment),
    Index("ix_access_token_digest", "digest", unique=True),
)
"""The digest is SHA-256 of the token, which is random and long: nothing slower is of use."""

SESSION = Table(
    "access_session",
    METADATA,
    Column("digest", String(64), primary_key=True),
    Column("name", Text, nullable=False),
    Column("role", String(16), nullable=False),
    Column("accounts", Text, nullable=False),
    Column("token_id", String(32)),
    Column("started_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False, index=True),
)
"""The digest is of the cookie: who reads the table cannot take a session over."""

CHANGE = Table(
    "access_change",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("who", Text, nullable=False),
    Column("role", String(16), nullable=False),
    Column("way", String(16), nullable=False),
    Column("action", String(64), nullable=False),
    Column("target", Text, nullable=False),
    Column("detail", Text, nullable=False),
)
"""Rows are added and never changed."""
