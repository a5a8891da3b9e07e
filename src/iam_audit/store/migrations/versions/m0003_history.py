"""The history of audits."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
COUNTER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
TABLES = (
    "history_detail",
    "history_event",
    "history_finding",
    "history_principal",
    "history_use",
    "history_credential",
    "history_check_name",
    "history_check",
    "history_account_state",
    "history_account",
    "history_run",
    "history_members",
)


def upgrade() -> None:
    """Add the tables."""
    _add_runs()
    _add_accounts()
    _add_checks()
    _add_credentials()
    _add_findings()
    _add_events()


def downgrade() -> None:
    """Drop them."""
    for table in TABLES:
        op.drop_table(table)


def _needed(name: str, kind: Any) -> sa.Column[Any]:  # noqa: ANN401 - the type of any column
    return sa.Column(name, kind, nullable=False)


def _add_runs() -> None:
    op.create_table(
        "history_members",
        _needed("id", sa.String(32)),
        _needed("account_ids", sa.LargeBinary),
        sa.PrimaryKeyConstraint("id", name="pk_history_members"),
    )
    op.create_table(
        "history_run",
        _needed("number", sa.Integer),
        _needed("id", sa.String(128)),
        _needed("at", MOMENT),
        _needed("saved_at", MOMENT),
        _needed("tool_version", sa.String(64)),
        _needed("scope", sa.Text),
        sa.Column("framework", sa.String(128)),
        _needed("complete", sa.Boolean),
        _needed("members", sa.String(32)),
        _needed("document", sa.Text),
        sa.PrimaryKeyConstraint("number", name="pk_history_run"),
    )
    op.create_index("ix_history_run_id", "history_run", ["id"], unique=True)
    op.create_index("ix_history_run_at", "history_run", ["at"])


def _add_accounts() -> None:
    op.create_table(
        "history_account",
        _needed("id", sa.String(64)),
        _needed("name", sa.Text),
        _needed("partition", sa.String(32)),
        _needed("status", sa.String(16)),
        sa.Column("reason", sa.Text),
        _needed("since", MOMENT),
        _needed("first_seen_at", MOMENT),
        _needed("visited_at", MOMENT),
        sa.Column("assessed_at", MOMENT),
        sa.Column("organization", sa.String(64)),
        sa.Column("gone_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_history_account"),
    )
    op.create_table(
        "history_account_state",
        _needed("account_id", sa.String(64)),
        _needed("since_run", sa.Integer),
        _needed("status", sa.String(16)),
        sa.Column("reason", sa.Text),
        _needed("name", sa.Text),
        sa.PrimaryKeyConstraint("account_id", "since_run", name="pk_history_account_state"),
    )


def _add_checks() -> None:
    counts = ("examined", "failed", "passed", "muted", "not_evaluated")
    op.create_table(
        "history_check",
        _needed("account_id", sa.String(64)),
        _needed("check_id", sa.String(128)),
        _needed("since_run", sa.Integer),
        sa.Column("until_run", sa.Integer),
        sa.Column("last_judged_at", MOMENT),
        _needed("refused", sa.Boolean),
        *(_needed(name, sa.Integer) for name in counts),
        sa.PrimaryKeyConstraint("account_id", "check_id", "since_run", name="pk_history_check"),
    )
    op.create_table(
        "history_check_name",
        _needed("check_id", sa.String(128)),
        _needed("title", sa.Text),
        _needed("examines", sa.Text),
        sa.PrimaryKeyConstraint("check_id", name="pk_history_check_name"),
    )


def _add_credentials() -> None:
    op.create_table(
        "history_credential",
        _needed("id", sa.String(32)),
        _needed("account_id", sa.String(64)),
        _needed("type", sa.String(32)),
        _needed("name", sa.Text),
        sa.Column("slot", sa.Integer),
        _needed("user_name", sa.Text),
        _needed("user_arn", sa.Text),
        sa.Column("active", sa.Boolean),
        sa.Column("created_at", MOMENT),
        _needed("use", sa.String(8)),
        sa.Column("last_used_at", MOMENT),
        sa.Column("last_used_service", sa.String(128)),
        sa.Column("last_used_region", sa.String(64)),
        sa.Column("risk_level", sa.String(16)),
        _needed("risk_rank", sa.Integer),
        sa.Column("tier", sa.String(16)),
        sa.Column("tier_lower", sa.String(16)),
        _needed("tier_rank", sa.Integer),
        _needed("priority", sa.Integer),
        _needed("kind", sa.String(16)),
        _needed("owner", sa.Text),
        _needed("words", sa.Text),
        _needed("first_seen_at", MOMENT),
        sa.Column("last_seen_at", MOMENT),
        sa.Column("gone_at", MOMENT),
        _needed("open", sa.Integer),
        _needed("worst_rank", sa.Integer),
        sa.PrimaryKeyConstraint("id", name="pk_history_credential"),
    )
    for columns in (
        ("account_id", "user_name"),
        ("priority", "id"),
        ("risk_rank", "id"),
        ("tier_rank", "id"),
    ):
        op.create_index(f"ix_history_credential_{'_'.join(columns)}", "history_credential", list(columns))
    op.create_table(
        "history_use",
        _needed("credential_id", sa.String(32)),
        _needed("began_at", MOMENT),
        _needed("ended_at", MOMENT),
        sa.Column("service", sa.String(128)),
        sa.Column("region", sa.String(64)),
        sa.PrimaryKeyConstraint("credential_id", "began_at", name="pk_history_use"),
    )
    op.create_table(
        "history_principal",
        _needed("account_id", sa.String(64)),
        _needed("arn", sa.String(2048)),
        _needed("type", sa.String(16)),
        _needed("name", sa.Text),
        _needed("tier", sa.String(16)),
        _needed("tier_lower", sa.String(16)),
        _needed("tier_rank", sa.Integer),
        _needed("digest", sa.String(32)),
        _needed("body", sa.LargeBinary),
        _needed("first_seen_at", MOMENT),
        sa.Column("gone_at", MOMENT),
        sa.PrimaryKeyConstraint("account_id", "arn", name="pk_history_principal"),
    )
    op.create_index("ix_history_principal_tier_rank", "history_principal", ["tier_rank"])


def _add_findings() -> None:
    op.create_table(
        "history_finding",
        _needed("fingerprint", sa.String(64)),
        _needed("account_id", sa.String(64)),
        _needed("check_id", sa.String(128)),
        _needed("severity", sa.String(16)),
        _needed("severity_rank", sa.Integer),
        _needed("state", sa.String(16)),
        _needed("resource_type", sa.String(64)),
        _needed("resource_id", sa.Text),
        _needed("resource_name", sa.Text),
        _needed("resource_arn", sa.Text),
        sa.Column("user_name", sa.Text),
        sa.Column("credential_id", sa.String(32)),
        _needed("message", sa.Text),
        _needed("cycle", sa.Integer),
        _needed("first_seen_at", MOMENT),
        sa.Column("opened_at", MOMENT),
        sa.Column("last_seen_at", MOMENT),
        sa.Column("resolved_at", MOMENT),
        sa.Column("resolved_by", sa.Text),
        sa.PrimaryKeyConstraint("fingerprint", name="pk_history_finding"),
    )
    for columns in (
        ("account_id", "user_name"),
        ("check_id", "state"),
        ("state", "severity_rank", "fingerprint"),
    ):
        op.create_index(f"ix_history_finding_{'_'.join(columns)}", "history_finding", list(columns))
    op.create_table(
        "history_detail",
        _needed("account_id", sa.String(64)),
        _needed("check_id", sa.String(128)),
        _needed("part", sa.Integer),
        _needed("parts", sa.Integer),
        _needed("digest", sa.String(32)),
        _needed("body", sa.LargeBinary),
        sa.PrimaryKeyConstraint("account_id", "check_id", "part", name="pk_history_detail"),
    )


def _add_events() -> None:
    op.create_table(
        "history_event",
        _needed("id", COUNTER),
        _needed("run", sa.Integer),
        _needed("at", MOMENT),
        _needed("kind", sa.String(16)),
        _needed("account_id", sa.String(64)),
        sa.Column("fingerprint", sa.String(64)),
        sa.Column("check_id", sa.String(128)),
        sa.Column("severity", sa.String(16)),
        sa.Column("credential_id", sa.String(32)),
        sa.Column("principal", sa.String(2048)),
        sa.Column("before", sa.String(64)),
        sa.Column("after", sa.String(64)),
        sa.Column("seconds", sa.BigInteger),
        sa.Column("by", sa.Text),
        sa.Column("note", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_history_event"),
    )
    for columns in (("run",), ("fingerprint",), ("credential_id",), ("kind", "at")):
        op.create_index(f"ix_history_event_{'_'.join(columns)}", "history_event", list(columns))
