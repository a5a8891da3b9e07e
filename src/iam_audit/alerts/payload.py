"""A message as data, for webhooks, queues and log stores. The shape is versioned and only ever grows."""

from typing import Any

import msgspec

from iam_audit.alerts import phrases
from iam_audit.alerts.message import Item, Message, UserLine

SCHEMA_VERSION = "1.0"


def payload(message: Message, subject: str) -> dict[str, Any]:
    """Return JSON values only."""
    return {
        "schema_version": SCHEMA_VERSION,
        **about(message),
        "subject": subject,
        "summary": {severity.value: count for severity, count in message.severities.items()},
        "coverage": message.coverage,
        "waiver": message.waiver,
        "link": message.link,
        "items": [item_payload(item) for item in message.ordered],
        "users": [_user(line) for line in message.users],
    }


def about(message: Message) -> dict[str, Any]:
    """Return what tells one message from another."""
    return {
        "key": message.key,
        "kind": message.kind.value,
        "stage": message.stage,
        "at": message.at.isoformat(),
        "scope": message.scope,
        "owner": message.owner,
    }


def item_payload(item: Item) -> dict[str, Any]:
    """Return one item."""
    finding = item.finding
    return {
        "fingerprint": finding.fingerprint,
        "check_id": finding.check_id,
        "title": finding.title,
        "severity": finding.severity.value,
        "status": "resolved" if item.resolved else finding.status.value,
        "account_id": item.account.id,
        "account_name": item.account.name,
        "resource": msgspec.to_builtins(finding.resource),
        "what": phrases.what(item),
        "danger": phrases.danger(item),
        "privilege": msgspec.to_builtins(item.privilege),
        "made_by": item.made_by or None,
        "since": phrases.since(item) or None,
        "due": phrases.due(item) or None,
        "next_step": item.next_step,
        "todo": phrases.todo(item),
        "commands": list(phrases.commands(item)),
    }


def _user(line: UserLine) -> dict[str, Any]:
    return {
        "account_id": line.account.id,
        "account_name": line.account.name,
        "name": line.name,
        "standing": line.standing.value,
        "findings": list(line.findings),
    }
