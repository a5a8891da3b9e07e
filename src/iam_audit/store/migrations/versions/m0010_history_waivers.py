"""What became of the waivers of each run."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table. Runs that are there already have no row: nobody knows."""
    op.create_table(
        "history_waivers",
        sa.Column("since_run", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("uses", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("since_run", name="pk_history_waivers"),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("history_waivers")
