"""Indexes that answer how many findings and credentials there are without looking at each."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

INDEXES = (
    (
        "ix_history_credential_counts",
        "history_credential",
        ("type", "risk_level", "tier", "gone_at", "account_id"),
    ),
    ("ix_history_credential_words", "history_credential", ("words", "id")),
    (
        "ix_history_finding_counts",
        "history_finding",
        ("state", "account_id", "severity_rank", "cycle", "opened_at"),
    ),
)


def upgrade() -> None:
    """Add the indexes."""
    for name, table, columns in INDEXES:
        op.create_index(name, table, list(columns))


def downgrade() -> None:
    """Drop them."""
    for name, table, _ in INDEXES:
        op.drop_index(name, table)
