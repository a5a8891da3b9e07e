"""The tables of the history. They are made by the migrations of the store; a change here is a step there.

Rows say how things stand and are changed in place; what changed is an event, which is added. Nothing is copied from
run to run, so the store grows with what changes, not with how often somebody looks.
"""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary, String, Table, Text, text

from iam_audit.store.columns import METADATA, Moment

COUNTER = BigInteger().with_variant(Integer, "sqlite")
"""A number that the database counts up."""

MEMBERS = Table(
    "history_members",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("account_ids", LargeBinary, nullable=False),
)
"""Which accounts a run is about: mostly the same from day to day, so written once."""

RUN = Table(
    "history_run",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("id", String(128), nullable=False),
    Column("at", Moment, nullable=False),
    Column("saved_at", Moment, nullable=False),
    Column("tool_version", String(64), nullable=False),
    Column("scope", Text, nullable=False),
    Column("framework", String(128)),
    Column("complete", Boolean, nullable=False),
    Column("members", String(32), nullable=False),
    Column("document", Text, nullable=False),
    Index("ix_history_run_id", "id", unique=True),
    Index("ix_history_run_at", "at"),
)

ACCOUNT = Table(
    "history_account",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("name", Text, nullable=False),
    Column("partition", String(32), nullable=False),
    Column("status", String(16), nullable=False),
    Column("reason", Text),
    Column("since", Moment, nullable=False),
    Column("first_seen_at", Moment, nullable=False),
    Column("visited_at", Moment, nullable=False),
    Column("assessed_at", Moment),
    Column("organization", String(64)),
    Column("gone_at", Moment),
)

ACCOUNT_STATE = Table(
    "history_account_state",
    METADATA,
    Column("account_id", String(64), primary_key=True),
    Column("since_run", Integer, primary_key=True, autoincrement=False),
    Column("status", String(16), nullable=False),
    Column("reason", Text),
    Column("name", Text, nullable=False),
)

CHECK = Table(
    "history_check",
    METADATA,
    Column("account_id", String(64), primary_key=True),
    Column("check_id", String(128), primary_key=True),
    Column("since_run", Integer, primary_key=True, autoincrement=False),
    Column("until_run", Integer),
    Column("last_judged_at", Moment),
    Column("refused", Boolean, nullable=False),
    Column("examined", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("passed", Integer, nullable=False),
    Column("muted", Integer, nullable=False),
    Column("not_evaluated", Integer, nullable=False),
)
"""What a check looked at in an account, from run to run. `last_judged_at` is empty while every run judges it."""

CHECK_NAME = Table(
    "history_check_name",
    METADATA,
    Column("check_id", String(128), primary_key=True),
    Column("title", Text, nullable=False),
    Column("examines", Text, nullable=False),
)

WAIVERS = Table(
    "history_waivers",
    METADATA,
    Column("since_run", Integer, primary_key=True, autoincrement=False),
    Column("uses", LargeBinary, nullable=False),
)
"""What became of the waivers, from this run until the one of the next row: mostly the same from day to day."""

CREDENTIAL = Table(
    "history_credential",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("account_id", String(64), nullable=False),
    Column("type", String(32), nullable=False),
    Column("name", Text, nullable=False),
    Column("slot", Integer),
    Column("user_name", Text, nullable=False),
    Column("user_arn", Text, nullable=False),
    Column("active", Boolean),
    Column("created_at", Moment),
    Column("use", String(8), nullable=False),
    Column("last_used_at", Moment),
    Column("last_used_service", String(128)),
    Column("last_used_region", String(64)),
    Column("risk_level", String(16)),
    Column("risk_rank", Integer, nullable=False),
    Column("tier", String(16)),
    Column("tier_lower", String(16)),
    Column("tier_rank", Integer, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("owner", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("first_seen_at", Moment, nullable=False),
    Column("last_seen_at", Moment),
    Column("gone_at", Moment),
    Column("open", Integer, nullable=False),
    Column("worst_rank", Integer, nullable=False),
    Index("ix_history_credential_account_id_user_name", "account_id", "user_name"),
    Index("ix_history_credential_priority_id", "priority", "id"),
    Index("ix_history_credential_risk_rank_id", "risk_rank", "id"),
    Index("ix_history_credential_tier_rank_id", "tier_rank", "id"),
    Index("ix_history_credential_counts", "type", "risk_level", "tier", "gone_at", "account_id"),
    Index("ix_history_credential_words", "words", "id"),
)
"""`last_seen_at` is empty while it is there: then it is as recent as its account was read."""

USE = Table(
    "history_use",
    METADATA,
    Column("credential_id", String(32), primary_key=True),
    Column("began_at", Moment, primary_key=True),
    Column("ended_at", Moment, nullable=False),
    Column("service", String(128)),
    Column("region", String(64)),
)
"""Times in which a credential was used again and again, without a long pause."""

PRINCIPAL = Table(
    "history_principal",
    METADATA,
    Column("account_id", String(64), primary_key=True),
    Column("arn", String(2048), primary_key=True),
    Column("type", String(16), nullable=False),
    Column("name", Text, nullable=False),
    Column("tier", String(16), nullable=False),
    Column("tier_lower", String(16), nullable=False),
    Column("tier_rank", Integer, nullable=False),
    Column("digest", String(32), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("first_seen_at", Moment, nullable=False),
    Column("gone_at", Moment),
    Index("ix_history_principal_tier_rank", "tier_rank"),
)

FINDING = Table(
    "history_finding",
    METADATA,
    Column("fingerprint", String(64), primary_key=True),
    Column("account_id", String(64), nullable=False),
    Column("check_id", String(128), nullable=False),
    Column("severity", String(16), nullable=False),
    Column("severity_rank", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("resource_type", String(64), nullable=False),
    Column("resource_id", Text, nullable=False),
    Column("resource_name", Text, nullable=False),
    Column("resource_arn", Text, nullable=False),
    Column("user_name", Text),
    Column("credential_id", String(32)),
    Column("message", Text, nullable=False),
    Column("cycle", Integer, nullable=False),
    Column("first_seen_at", Moment, nullable=False),
    Column("opened_at", Moment),
    Column("last_seen_at", Moment),
    Column("resolved_at", Moment),
    Column("resolved_by", Text),
    Index("ix_history_finding_account_id_user_name", "account_id", "user_name"),
    Index("ix_history_finding_check_id_state", "check_id", "state"),
    Index("ix_history_finding_state_severity_rank_fingerprint", "state", "severity_rank", "fingerprint"),
    Index("ix_history_finding_standing", "state", "severity_rank", "opened_at", "cycle", "account_id"),
)
"""`last_seen_at` is empty while it is confirmed by every run that judges its check."""

TIMED = text("seconds IS NOT NULL")
EVENT = Table(
    "history_event",
    METADATA,
    Column("id", COUNTER, primary_key=True),
    Column("run", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("account_id", String(64), nullable=False),
    Column("fingerprint", String(64)),
    Column("check_id", String(128)),
    Column("severity", String(16)),
    Column("credential_id", String(32)),
    Column("principal", String(2048)),
    Column("before", String(64)),
    Column("after", String(64)),
    Column("seconds", BigInteger),
    Column("by", Text),
    Column("note", Text),
    Index("ix_history_event_run", "run"),
    Index("ix_history_event_fingerprint", "fingerprint"),
    Index("ix_history_event_credential_id", "credential_id"),
    Index("ix_history_event_kind_at_id", "kind", "at", "id"),
    Index("ix_history_event_fixed", "severity", "at", "seconds", sqlite_where=TIMED, postgresql_where=TIMED),
)
"""`seconds` is how long a finding was open when it was resolved."""

DETAIL = Table(
    "history_detail",
    METADATA,
    Column("account_id", String(64), primary_key=True),
    Column("check_id", String(128), primary_key=True),
    Column("part", Integer, primary_key=True, autoincrement=False),
    Column("parts", Integer, nullable=False),
    Column("digest", String(32), nullable=False),
    Column("body", LargeBinary, nullable=False),
)
"""The findings of a check in an account as the last audit said them, with evidence and remedy; compressed."""
