"""The ledger of alerts."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add the tables, each after those it points to."""
    _add_findings()
    _add_outbox()


def downgrade() -> None:
    """Drop them, the other way round."""
    for table in ("ledger_snooze", "ledger_heard", "ledger_notice", "ledger_envelope", "ledger_episode"):
        op.drop_table(table)


def _add_findings() -> None:
    op.create_table(
        "ledger_episode",
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("account_id", sa.String(64), nullable=False),
        sa.Column("check_id", sa.String(128), nullable=False),
        sa.Column("severity", sa.String(16), nullable=False),
        sa.Column("cycle", sa.Integer, nullable=False),
        sa.Column("first_seen", MOMENT, nullable=False),
        sa.Column("resolved_at", MOMENT),
        sa.Column("facts", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", name="pk_ledger_episode"),
    )
    op.create_index("ix_ledger_episode_account_id", "ledger_episode", ["account_id"])
    op.create_table(
        "ledger_heard",
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("channel", sa.String(128), nullable=False),
        sa.Column("recipient", sa.String(512), nullable=False),
        sa.Column("stage", sa.String(16), nullable=False),
        sa.Column("cycle", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("envelope", sa.String(64), nullable=False),
        sa.Column("decided_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", "channel", "recipient", "stage", name="pk_ledger_heard"),
        sa.ForeignKeyConstraint(
            ["fingerprint"],
            ["ledger_episode.fingerprint"],
            name="fk_ledger_heard_fingerprint",
            ondelete="CASCADE",
        ),
    )
    op.create_table(
        "ledger_snooze",
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", name="pk_ledger_snooze"),
    )


def _add_outbox() -> None:
    op.create_table(
        "ledger_envelope",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("channel", sa.String(128), nullable=False),
        sa.Column("recipient", sa.String(512), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("attempted_at", MOMENT),
        sa.Column("lease_until", MOMENT),
        sa.Column("next_attempt_at", MOMENT),
        sa.Column("settled_at", MOMENT),
        sa.Column("error", sa.Text),
        sa.Column("receipt", sa.Text),
        sa.PrimaryKeyConstraint("key", name="pk_ledger_envelope"),
    )
    op.create_index("ix_ledger_envelope_state", "ledger_envelope", ["state"])
    op.create_index("ix_ledger_envelope_settled_at", "ledger_envelope", ["settled_at"])
    op.create_table(
        "ledger_notice",
        sa.Column("envelope", sa.String(64), nullable=False),
        sa.Column("position", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("account_id", sa.String(64), nullable=False),
        sa.Column("stage", sa.String(16), nullable=False),
        sa.Column("cycle", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("facts", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("envelope", "position", name="pk_ledger_notice"),
        sa.ForeignKeyConstraint(
            ["envelope"], ["ledger_envelope.key"], name="fk_ledger_notice_envelope", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_ledger_notice_fingerprint", "ledger_notice", ["fingerprint"])
