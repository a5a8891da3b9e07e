"""Asks for approval in Slack, and takes the answer."""

from collections.abc import Mapping
from datetime import datetime

from iam_audit.alerts import Receipt, Rendered
from iam_audit.errors import UsageError
from iam_audit.remediate.decisions import Plans
from iam_audit.remediate.nouns import Plan
from iam_audit.remediate.signing import SLACK
from iam_audit.remediate.slack_buttons import approver_of, headline, is_from_slack, plan_blocks, press_in
from iam_audit.settings import RemediateSettings
from iam_audit.workflows.alerting import Alerting
from iam_audit.workflows.plans import approve_plan, lacks, reject_plan, rejection_of, word_of

TIMESTAMP, SIGNATURE = "x-slack-request-timestamp", "x-slack-signature"
BY_BUTTON = "By a button in Slack."


def ask_in_slack(plan: Plan, alerting: Alerting, channel: str) -> Receipt:
    """Post a plan with buttons to a channel. Raises UsageError for one that is not Slack's, DeliveryError."""
    from iam_audit.alerts.slack import Slack  # noqa: PLC0415 - loads the client of Slack

    chosen = alerting.channels.get(channel)
    if not isinstance(chosen, Slack):
        raise UsageError(f"--ask: {channel} is no channel of the kind slack in the settings.")
    subject = f"Plan {plan.id} waits for approval: {headline(plan)}"
    rendered = Rendered(subject=subject, text=subject, html="", blocks=tuple(plan_blocks(plan)), data={})
    return chosen.post_rendered(f"plan-{plan.hash}", rendered)


def decide_in_slack(
    plans: Plans,
    settings: RemediateSettings,
    secret: str,
    headers: Mapping[str, str],
    body: bytes,
    now: datetime,
) -> str:
    """Take what Slack sends when somebody presses a button, and return what to tell them.

    `headers` are in small letters. Raises UsageError where Slack has not signed it, or where it does not count.
    """
    if not is_from_slack(secret, headers.get(TIMESTAMP, ""), headers.get(SIGNATURE, ""), body, now):
        raise UsageError("This was not signed by Slack, or longer than five minutes ago.")
    press = press_in(body)
    by = approver_of(press, settings)
    if not press.approves:
        word = rejection_of(by, SLACK, press.plan_hash, BY_BUTTON, settings, now)
        held = reject_plan(plans, press.plan_hash, word, now)
        return f"{by} rejected {held.plan.id}: it is not applied."
    approval = word_of(by, SLACK, press.plan_hash, BY_BUTTON, settings, now)
    held = approve_plan(plans, press.plan_hash, approval, settings, now)
    rest = " ".join(lacks(held, settings)) or "It may be applied now."
    return f"{by} approved {held.plan.id}. {rest}"
