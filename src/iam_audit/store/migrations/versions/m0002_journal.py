"""The journal of remediation."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
HOLDS_ITS_KEY = sa.text("state IN ('open', 'done', 'undoing')")


def upgrade() -> None:
    """Add the tables."""
    _add_events()
    _add_entries()
    op.create_table(
        "journal_lease",
        sa.Column("account_id", sa.String(64), nullable=False),
        sa.Column("holder", sa.String(64), nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("token", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("account_id", name="pk_journal_lease"),
    )


def downgrade() -> None:
    """Drop them."""
    for table in ("journal_lease", "journal_entry", "journal_event"):
        op.drop_table(table)


def _add_events() -> None:
    op.create_table(
        "journal_event",
        sa.Column("number", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("entry", sa.String(128), nullable=False),
        sa.Column("account_id", sa.String(64), nullable=False),
        sa.Column("doing", sa.String(16), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("run_id", sa.String(64), nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("before", sa.String(64), nullable=False),
        sa.Column("chain", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_journal_event"),
    )
    op.create_index("ix_journal_event_entry", "journal_event", ["entry"])
    op.create_index("ix_journal_event_before", "journal_event", ["before"], unique=True)


def _add_entries() -> None:
    op.create_table(
        "journal_entry",
        sa.Column("id", sa.String(128), nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("account_id", sa.String(64), nullable=False),
        sa.Column("target", sa.Text, nullable=False),
        sa.Column("action", sa.String(64), nullable=False),
        sa.Column("stage", sa.String(32), nullable=False),
        sa.Column("cycle", sa.Integer, nullable=False),
        sa.Column("plan_hash", sa.String(64), nullable=False),
        sa.Column("run_id", sa.String(64), nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("step", sa.Text, nullable=False),
        sa.Column("facts_before", sa.Text, nullable=False),
        sa.Column("facts_after", sa.Text),
        sa.Column("intended_at", MOMENT, nullable=False),
        sa.Column("settled_at", MOMENT),
        sa.Column("undone_at", MOMENT),
        sa.Column("error", sa.Text),
        sa.Column("position", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_journal_entry"),
    )
    for column in ("account_id", "target", "run_id"):
        op.create_index(f"ix_journal_entry_{column}", "journal_entry", [column])
    op.create_index(
        "ix_journal_entry_key",
        "journal_entry",
        ["key"],
        unique=True,
        sqlite_where=HOLDS_ITS_KEY,
        postgresql_where=HOLDS_ITS_KEY,
    )
