"""The words that all forms of a message share."""

from typing import assert_never

from iam_audit.alerts.message import Item, Message, MessageKind, Standing
from iam_audit.model import Tier
from iam_audit.reports import wording

POWERS = {
    Tier.NONE: "it opens nothing today",
    Tier.READ: "whoever holds it can read settings and lists",
    Tier.WRITE: "whoever holds it can change resources",
    Tier.DATA: "whoever holds it can read stored data or secrets",
    Tier.ESCALATES: "whoever holds it can get to more power than it was given",
    Tier.ADMIN: "whoever holds it controls the whole account",
    Tier.UNKNOWN: "nobody could tell what it can do, so it may be anything",
}


def subject(message: Message) -> str:
    """Return the line that mail programs and notifications show."""
    if message.headline:
        return message.headline
    open_ones = _several(len(message.open_items), "finding")
    done = len(message.resolved_items)
    resolved = f", {done} resolved" if done else ""
    if done and not message.open_items:
        whose = " about your AWS credentials" if message.owner else ""
        return f"Resolved: {_several(done, 'finding')}{whose}"
    match message.kind:
        case MessageKind.REPORT:
            needing = len(message.standing(Standing.ACTION))
            unknown = len(message.standing(Standing.UNKNOWN))
            unjudged = f", {unknown} could not be judged" if unknown else ""
            return f"IAM audit: {needing} of {_several(len(message.users), 'user')} need action{unjudged}"
        case MessageKind.REMINDER:
            return f"Reminder: {open_ones} about your AWS credentials still open{resolved}"
        case MessageKind.ESCALATION:
            return f"Overdue: {open_ones} past the deadline{resolved}"
        case MessageKind.OWNER_DIGEST:
            return f"Your AWS credentials: {open_ones} to deal with{resolved}"
        case MessageKind.SHARED_DIGEST:
            return f"IAM audit: {open_ones} new or due{resolved}"
        case never:
            assert_never(never)


def counts(message: Message) -> str:
    """Say how many there are of each severity: `2 critical, 1 high`."""
    return ", ".join(f"{count} {severity}" for severity, count in message.severities.items())


def what(item: Item) -> str:
    """Say what is wrong, in the words of the finding."""
    return item.finding.message


def where(item: Item) -> str:
    """Say which resource of which account it is about."""
    return f"{wording.resource(item.finding.resource)} in {wording.account(item.account)}"


def danger(item: Item) -> str:
    """Say why it is dangerous, as a sentence; empty where it is about no credential."""
    if item.privilege is None:
        return ""
    lower, upper = item.privilege.lower, item.privilege.upper
    if lower is upper or lower is Tier.NONE or upper is Tier.UNKNOWN:
        return _sentence(f"{POWERS[upper]} ({upper})")
    return _sentence(f"{POWERS[lower]} ({lower}), and perhaps more ({upper})")


def since(item: Item) -> str:
    """Say since when it is known."""
    return f"{item.since:%Y-%m-%d}" if item.since else ""


def due(item: Item) -> str:
    """Say by when it has to be mended."""
    return f"{item.due:%Y-%m-%d}" if item.due else ""


def commands(item: Item) -> tuple[str, ...]:
    """Return the commands that replace the key, else those that mend the finding."""
    return item.rotate or item.finding.remediation.cli


def todo(item: Item) -> str:
    """Say what to do."""
    if item.rotate:
        return (
            "Create a second key, move its users over, see that nothing uses the old one, then switch that off."
            " Delete it after a quiet week."
        )
    return item.finding.remediation.text


def more(count: int, what_of: str) -> str:
    """Say that a list was cut; nothing is left out without a word."""
    return f"… and {_several(count, what_of)} more that would not fit here; the report lists all of them."


def _several(count: int, noun: str) -> str:
    return f"{count} {noun}{'s' * (count != 1)}"


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
