"""Steps, facts and entries of a journal for tests of plans: say only what the test is about."""

from datetime import datetime, timedelta

import msgspec

from builders import ACCOUNT_ID, KEY_ID, NOW, days_ago
from iam_audit.journal import Entry, State
from iam_audit.model import Severity
from iam_audit.remediate import Plan, Proof, Stage, Step, Target
from iam_audit.remediate.ladder import ACTION_OF
from iam_audit.remediate.rules import Caller, Rules
from iam_audit.settings import RemediateSettings

ALICE = f"arn:aws:iam::{ACCOUNT_ID}:user/alice"
AUDITOR = Caller(arns=(f"arn:aws:sts::{ACCOUNT_ID}:assumed-role/auditor/iam-audit-1",))


def target(*, user_name: str | None = "alice", **fields: object) -> Target:
    values = {
        "account_id": ACCOUNT_ID,
        "type": "access-key",
        "id": KEY_ID,
        "user_name": user_name,
        "arn": f"arn:aws:iam::{ACCOUNT_ID}:user/{user_name}",
    }
    return Target(**(values | fields))


def proof(check_id: str = "access-key-unused") -> Proof:
    return Proof(
        check_id=check_id, fingerprint="f" * 32, severity=Severity.HIGH, message="It is unused.", at=NOW
    )


def step(**fields: object) -> Step:
    values = {
        "action": "deactivate-access-key",
        "target": target(),
        "stage": Stage.DEACTIVATE,
        "proof": proof(),
        "expects": {"key_status": "Active"},
        "idle_days": 90,
        "undo": "Switch it on again.",
        "permissions": ("iam:UpdateAccessKey",),
    }
    return Step(**(values | fields))


def facts(**fields: object) -> dict[str, object]:
    """A key that nobody has used for 200 days. Leave a fact out with `...`."""
    values = {
        "user": "alice",
        "user_arn": ALICE,
        "user_path": "/",
        "user_tags": {},
        "user_groups": [],
        "user_boundary": None,
        "key_status": "Active",
        "key_created_at": days_ago(400).isoformat(),
        "last_used_at": days_ago(200).isoformat(),
    }
    return {name: value for name, value in (values | fields).items() if value is not ...}


def rules(**settings: object) -> Rules:
    return Rules(settings=RemediateSettings(**({"armed": (ACCOUNT_ID,)} | settings)))


def entry(
    stage: Stage,
    days: float,
    *,
    cycle: int = 1,
    state: State = State.DONE,
    of: Target | None = None,
    status: str = "Active",
) -> Entry:
    """Say how many days ago it was done, and to a key of which status."""
    at = NOW - timedelta(days=days)
    key = of or target()
    made = step(action=ACTION_OF[stage], stage=stage, cycle=cycle, target=key, expects={"key_status": status})
    return Entry(
        id=f"run-{stage}-{cycle}-{days}",
        key=made.key,
        account_id=key.account_id,
        target=key.key,
        action=made.action,
        stage=stage,
        cycle=cycle,
        plan_hash="0" * 64,
        run_id="run",
        by="somebody",
        state=state,
        step=msgspec.to_builtins(made),
        facts_before={},
        intended_at=at,
        settled_at=None if state is State.OPEN else at,
    )


def plan(*steps: Step, at: datetime = NOW, **fields: object) -> Plan:
    values = {
        "id": "plan-1",
        "created_at": at,
        "expires_at": at + timedelta(hours=72),
        "created_by": "maker",
        "tool_version": "1.0",
        "scope": f"account {ACCOUNT_ID}",
        "steps": steps or (step(),),
        "populations": {f"{ACCOUNT_ID}|access-key": 10},
        "rules": "",
    }
    return Plan(**(values | fields))
