"""Indexes for the first page: what came and went last, how long fixing took, and what is overdue."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TIMED = sa.text("seconds IS NOT NULL")


def upgrade() -> None:
    """Put better indexes in the place of two, and add one."""
    op.drop_index("ix_history_event_kind_at", "history_event")
    op.create_index("ix_history_event_kind_at_id", "history_event", ["kind", "at", "id"])
    op.drop_index("ix_history_finding_counts", "history_finding")
    op.create_index(
        "ix_history_finding_standing",
        "history_finding",
        ["state", "severity_rank", "opened_at", "cycle", "account_id"],
    )
    op.create_index(
        "ix_history_event_fixed",
        "history_event",
        ["severity", "at", "seconds"],
        sqlite_where=TIMED,
        postgresql_where=TIMED,
    )


def downgrade() -> None:
    """Put the two back."""
    op.drop_index("ix_history_event_fixed", "history_event")
    op.drop_index("ix_history_finding_standing", "history_finding")
    op.create_index(
        "ix_history_finding_counts",
        "history_finding",
        ["state", "account_id", "severity_rank", "cycle", "opened_at"],
    )
    op.drop_index("ix_history_event_kind_at_id", "history_event")
    op.create_index("ix_history_event_kind_at", "history_event", ["kind", "at"])
