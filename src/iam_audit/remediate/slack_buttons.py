"""A plan in Slack, with a button to approve and one to reject it; and what Slack says when somebody presses one.

Slack signs what it sends ("Verifying requests from Slack" in its documentation). Whoever it names as the one who
pressed counts as an approver only where the settings say who they are.
"""

import hashlib
import hmac
from collections import Counter
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

import msgspec

from iam_audit.errors import InputError, UsageError
from iam_audit.remediate.caps import NOTICES
from iam_audit.remediate.nouns import Plan, Step
from iam_audit.settings import RemediateSettings

VERSION = "v0"
LATE = timedelta(minutes=5)
"""How old what Slack sends may be: somebody may have recorded it, and send it again."""
APPROVE, REJECT = "iam-audit-approve", "iam-audit-reject"
SHOWN = 15
"""How many steps are told in the message; the plan itself lists all of them."""

Block = dict[str, Any]


class Press(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody has pressed a button."""

    plan_hash: str
    approves: bool
    slack_id: str
    """The id of the member who pressed it."""


class _User(msgspec.Struct):
    id: str


class _Action(msgspec.Struct):
    action_id: str
    value: str = ""


class _Payload(msgspec.Struct):
    type: str
    user: _User
    actions: tuple[_Action, ...] = ()


def is_from_slack(secret: str, timestamp: str, signature: str, body: bytes, now: datetime) -> bool:
    """Whether Slack has signed a request, with the signing secret of the app, within the last five minutes."""
    if not secret or not timestamp.isascii() or not timestamp.isdigit() or len(timestamp) > 12:
        return False
    if abs(now.timestamp() - int(timestamp)) > LATE.total_seconds():
        return False
    signed = f"{VERSION}:{timestamp}:".encode() + body
    expected = f"{VERSION}={hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()}"
    return hmac.compare_digest(expected.encode(), signature.encode())


def press_in(body: bytes) -> Press:
    """Read what Slack sends when a button is pressed. Raises InputError for anything else."""
    try:
        held = parse_qs(body.decode(), strict_parsing=True, max_num_fields=10).get("payload", [""])[0]
        payload = msgspec.json.decode(held, type=_Payload)
    except (ValueError, msgspec.DecodeError) as error:
        raise InputError("This is not what Slack sends when somebody presses a button.") from error
    for action in payload.actions:
        if payload.type == "block_actions" and action.action_id in (APPROVE, REJECT) and action.value:
            return Press(
                plan_hash=action.value, approves=action.action_id == APPROVE, slack_id=payload.user.id
            )
    raise InputError("Slack sends something that is no press of a button of iam-audit.")


def approver_of(press: Press, settings: RemediateSettings) -> str:
    """Return the name of who pressed. Raises UsageError where the settings do not know them."""
    name = settings.slack_approvers.get(press.slack_id)
    if name is None:
        raise UsageError(
            f"The member {press.slack_id} may not approve plans: see slack_approvers in [remediate]."
        )
    return name


def plan_blocks(plan: Plan) -> list[Block]:
    """Return a plan as Slack shows it, with both buttons."""
    steps = plan.steps[:SHOWN]
    more = len(plan.steps) - len(steps)
    lines = [_line(step) for step in steps] + ([f"… and {more} more."] if more else [])
    return [
        {
            "type": "header",
            "text": {"type": "plain_text", "text": f"Plan {plan.id} waits for approval"[:150]},
        },
        _section(f"{escaped(headline(plan))}\nMade by {escaped(plan.created_by)} for {escaped(plan.scope)}"),
        *(_section("\n".join(lines[n : n + 5])) for n in range(0, len(lines), 5)),
        _section(f"Valid until {plan.expires_at:%Y-%m-%d %H:%M} UTC. Hash `{plan.hash}`"),
        {
            "type": "actions",
            "elements": [
                _button("Approve", APPROVE, plan.hash, "primary"),
                _button("Reject", REJECT, plan.hash, "danger"),
            ],
        },
    ]


def headline(plan: Plan) -> str:
    """Say in one line what a plan comes to."""
    changes = [step for step in plan.steps if step.stage not in NOTICES]
    accounts = len({step.target.account_id for step in plan.steps})
    kinds = Counter(step.action.replace("-", " ") for step in changes)
    what = ", ".join(f"{kind}: {count}" for kind, count in kinds.most_common()) or "no changes"
    messages = len(plan.steps) - len(changes)
    where = f"in {accounts} account{'s' * (accounts != 1)}"
    return f"{what}; messages to owners: {messages}; left alone: {len(plan.refusals)}; {where}."


def escaped(text: str) -> str:
    """Slack reads `& < >` as its own markup ("Formatting text" in Slack's API documentation)."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _line(step: Step) -> str:
    target = step.target
    whose = f"of {target.user_name} in {target.account_id}" if target.user_name else f"in {target.account_id}"
    power = f", which can {step.blast.upper}" if step.blast else ""
    undo = "" if step.undo or step.stage in NOTICES else " *It cannot be undone.*"
    what = escaped(f"{step.action.replace('-', ' ')} {target.id} {whose}{power}")
    return f"• {what[:400]}{undo}"


def _section(text: str) -> Block:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text[:3000]}}


def _button(text: str, action: str, value: str, style: str) -> Block:
    return {
        "type": "button",
        "text": {"type": "plain_text", "text": text},
        "action_id": action,
        "value": value,
        "style": style,
    }
