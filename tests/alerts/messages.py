"""Messages for tests, one of each kind, made of real findings of a small account."""

from datetime import date
from functools import cache

from builders import NOW, access_key, account, permissions, policy, snapshot, user
from iam_audit import checks
from iam_audit.alerts import Composer, Item, Message, MessageKind, report_on
from iam_audit.audit import audit_snapshot
from iam_audit.model import AuditResult, Status

WAIVER = "write to security@example.com with a reason and a last day."
NEXT = "On 2026-04-02 the key is switched off; that can be undone in a second."
ADMIN = '{"Statement":[{"Action":"*","Effect":"Allow","Resource":"*"}],"Version":"2012-10-17"}'
SHOWN = ("access-key-age", "access-key-unused", "user-direct-policy")


@cache
def audit() -> AuditResult:
    """alice has an old, idle key and all power; bob is in good state."""
    alice = user("alice", permissions=permissions(inline=(policy("all", ADMIN),)))
    made = snapshot(
        users=(alice, user("bob")),
        access_keys=(access_key(age_days=200, used_days_ago=95),),
    )
    chosen = tuple(check for check in checks.configure({}) if check.id in SHOWN)
    one = audit_snapshot(made, chosen, NOW)
    return AuditResult(generated_at=NOW, tool_version="0", scope=f"account {account().id}", accounts=(one,))


def items(**fields: object) -> tuple[Item, ...]:
    result = audit()
    composer = Composer(result)
    values = {"since": date(2026, 3, 12), "due": date(2026, 4, 2), "next_step": NEXT}
    return tuple(composer.item(finding, **(values | fields)) for finding in result.with_status(Status.FAIL))


def message(kind: MessageKind = MessageKind.OWNER_DIGEST, **fields: object) -> Message:
    if kind is MessageKind.REPORT:
        return report_on(audit(), key="report-2026-03-19", waiver=WAIVER)
    owner = "" if kind in (MessageKind.SHARED_DIGEST, MessageKind.ESCALATION) else "Alice"
    values = {
        "key": f"{kind}-0001",
        "kind": kind,
        "stage": "notice",
        "at": NOW,
        "scope": "account 123456789012",
        "owner": owner,
        "items": items(),
        "coverage": "1 of 1 account assessed.",
        "waiver": WAIVER,
    }
    return Message(**(values | fields))
