"""Steps, plans and runs for tests of what applies them: say only what the test is about."""

from collections.abc import Callable
from datetime import datetime, timedelta

from builders import ACCOUNT_ID, NOW
from iam_audit.journal import InMemoryJournal, Journal
from iam_audit.model import Severity
from iam_audit.remediate import Facts, Plan, Proof, Refusal, Stage, Step, Target
from iam_audit.remediate.actions import configure
from iam_audit.remediate.guards import refusal
from iam_audit.remediate.observing import moment_text
from iam_audit.remediate.rules import Caller, Rules
from iam_audit.settings import RemediateSettings
from iam_audit.workflows.changing import Conditions
from iam_audit.workflows.remediating import Remediating
from simulated_keys import SimulatedKey, SimulatedKeys

FIRST, SECOND, THIRD = (f"AKIA{number:016d}" for number in (1, 2, 3))
IDLE_DAYS, QUIET_DAYS = 90, 30
RULES = Rules(
    settings=RemediateSettings(armed=(ACCOUNT_ID,), break_glass=("emergency",), exempt_tags=("keep=yes",))
)
CALLER = Caller(arns=(f"arn:aws:iam::{ACCOUNT_ID}:user/auditor",))
STAGES = {
    "warn-owner": Stage.WARNING,
    "deactivate-access-key": Stage.DEACTIVATE,
    "delete-access-key": Stage.DELETE,
    "activate-access-key": Stage.ONCE,
}
STATUS = {"delete-access-key": "Inactive", "activate-access-key": "Inactive"}


def step(key: SimulatedKey, action: str = "deactivate-access-key", **fields: object) -> Step:
    target = Target(account_id=ACCOUNT_ID, type="access-key", id=key.id, user_name=key.user)
    expects: Facts = {
        "user": key.user,
        "key_status": STATUS.get(action, "Active"),
        "key_created_at": moment_text(key.created),
    }
    proof = Proof(
        check_id="access-key-unused", fingerprint="0" * 32, severity=Severity.HIGH, message="m", at=NOW
    )
    values = {
        "action": action,
        "target": target,
        "stage": STAGES[action],
        "proof": proof,
        "expects": expects,
        "idle_days": None if action == "activate-access-key" else IDLE_DAYS,
        "quiet_days": QUIET_DAYS if action == "delete-access-key" else None,
        "undo": None,
        "permissions": (),
    }
    return Step(**(values | fields))


def plan(*steps: Step, at: datetime = NOW, number: int = 1, hours: float = 72) -> Plan:
    return Plan(
        id=f"plan-{number}",
        created_at=at,
        expires_at=at + timedelta(hours=hours),
        created_by="somebody",
        tool_version="0",
        scope="test",
        steps=steps,
    )


def running(
    iam: SimulatedKeys, journal: Journal | None = None, run_id: str = "run-1", **fields: object
) -> Remediating:
    """A run in the simulated account, at the time that the program believes it is."""
    values = {
        "run_id": run_id,
        "by": "arn:aws:iam::123456789012:user/auditor",
        "journal": journal or InMemoryJournal(),
        "actions": configure({}),
        "enter": lambda account_id: iam.client,
        "ticks": iam.clock,
        "sleep": iam.sleep,
        "at_once": 1,
    }
    return Remediating(**(values | fields))


def guarded(
    rules: Rules = RULES, caller: Caller = CALLER
) -> Callable[[Step, Facts, datetime], Refusal | None]:
    return lambda step, live, now: refusal(step, live, rules, caller, now)


def conditions(**fields: object) -> Conditions:
    values = {
        "guard": guarded(),
        "closed": lambda now: None,
        "notify": lambda step, live: "receipt-1",
    }
    return Conditions(**(values | fields))
