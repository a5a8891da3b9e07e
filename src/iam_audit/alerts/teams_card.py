"""A message as an Adaptive Card."""

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from iam_audit.alerts import phrases
from iam_audit.alerts.message import Item, Message, Standing
from iam_audit.reports import wording
from iam_audit.reports.visible import visible

LARGEST = 28_000
"""Bytes of a whole posting ("Limits and specifications for Microsoft Teams")."""

Element = dict[str, Any]


def posting(message: Message, subject: str) -> bytes:
    """Return what the workflow takes: as many items or users as fit, and how many did not."""
    entries = [*(_item(item) for item in message.ordered), *_users(message)]
    head, foot = _head(message, subject), _foot(message)
    shown = len(entries)
    while True:
        body = msgspec.json.encode(_wrapped([*head, *entries[:shown], *_rest(len(entries) - shown), *foot]))
        if len(body) <= LARGEST or shown == 0:
            return body
        shown = min(shown - 1, shown * LARGEST // len(body))


def _wrapped(body: list[Element]) -> Element:
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "msteams": {"width": "Full"},
        "body": body,
    }
    attachment = {
        "contentType": "application/vnd.microsoft.card.adaptive",
        "contentUrl": None,
        "content": card,
    }
    return {"type": "message", "attachments": [attachment]}


def _head(message: Message, subject: str) -> list[Element]:
    audited = f"Audited on {message.at:%Y-%m-%d}: {message.scope}."
    lines = [
        audited,
        message.coverage,
        f"By severity: {phrases.counts(message)}." if message.severities else "",
    ]
    return [_text(subject, size="Large", weight="Bolder"), *(_text(line) for line in lines if line)]


def _item(item: Item) -> Element:
    facts = {
        "Where": phrases.where(item),
        "What": phrases.what(item),
        "Why it matters": phrases.danger(item),
        "Since": phrases.since(item),
        "By when": phrases.due(item),
        "What happens next": item.next_step,
        "What to do": phrases.todo(item),
    }
    severity = "resolved" if item.resolved else item.finding.severity
    shown = [{"title": title, "value": _safe(text)} for title, text in facts.items() if text]
    parts = [
        _text(f"{item.finding.title} ({severity})", weight="Bolder"),
        {"type": "FactSet", "facts": shown},
    ]
    commands = "\n\n".join(phrases.commands(item))
    more = [_text(commands, fontType="Monospace")] if commands and not item.resolved else []
    return {"type": "Container", "separator": True, "items": [*parts, *more]}


def _users(message: Message) -> Iterator[Element]:
    titles = {Standing.ACTION: "needs action", Standing.UNKNOWN: "not judged", Standing.GOOD: "in good state"}
    for standing, title in titles.items():
        for line in message.standing(standing):
            why = f": {line.findings[0]}" if line.findings else ""
            yield _text(f"{line.name} in {wording.account(line.account)}, {title}{why}")


def _rest(count: int) -> list[Element]:
    return [_text(phrases.more(count, "line"))] if count else []


def _foot(message: Message) -> list[Element]:
    lines = {"More time, or an exception": message.waiver, "The whole report": message.link}
    return [_text(f"{title}: {text}") for title, text in lines.items() if text]


def _text(text: str, **style: str) -> Element:
    return {"type": "TextBlock", "text": _safe(text), "wrap": True, **style}


def _safe(text: str) -> str:
    """Cards read Markdown links and functions such as {{DATE(...)}} in any text; names must not make any."""
    return re.sub(r"([\[\]])", r"\\\1", visible(text, keep="\n").replace("{{", "{ {"))
