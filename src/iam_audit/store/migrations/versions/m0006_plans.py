"""Plans of remediation, and what was decided about them."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "remediate_plan",
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_remediate_plan"),
    )
    op.create_index("ix_remediate_plan_id", "remediate_plan", ["id"])
    op.create_index("ix_remediate_plan_created_at", "remediate_plan", ["created_at"])
    op.create_table(
        "remediate_decision",
        sa.Column("plan", sa.String(64), nullable=False),
        sa.Column("by", sa.String(256), nullable=False),
        sa.Column("verdict", sa.String(16), nullable=False),
        sa.Column("how", sa.String(16), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("public_key", sa.Text, nullable=False),
        sa.Column("signature", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("plan", "by", "verdict", name="pk_remediate_decision"),
        sa.ForeignKeyConstraint(
            ["plan"], ["remediate_plan.hash"], name="fk_remediate_decision_plan", ondelete="CASCADE"
        ),
    )


def downgrade() -> None:
    """Drop them, the other way round."""
    op.drop_table("remediate_decision")
    op.drop_table("remediate_plan")
