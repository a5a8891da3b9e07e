"""One finding as the text of a Jira issue, in the Atlassian Document Format."""

from typing import Any

from iam_audit.alerts import phrases
from iam_audit.alerts.message import Item, Message
from iam_audit.reports.visible import visible

Node = dict[str, Any]


def description(item: Item, message: Message) -> Node:
    """Return what the issue says."""
    facts = {
        "What": phrases.what(item),
        "Why it matters": phrases.danger(item),
        "Where": phrases.where(item),
        "Since": phrases.since(item),
        "By when": phrases.due(item),
        "What happens next": item.next_step,
        "What to do": phrases.todo(item),
        "More time, or an exception": message.waiver,
    }
    commands = "\n".join(phrases.commands(item))
    code = (
        [{"type": "codeBlock", "attrs": {"language": "shell"}, "content": [_text(commands)]}]
        if commands
        else []
    )
    return _document([*(_fact(title, text) for title, text in facts.items() if text), *code])


def remark(item: Item, message: Message, *, back: bool) -> Node:
    """Return the comment that a later message makes."""
    open_words = "It is back" if back else "Still open"
    said = "Resolved: it fails no longer." if item.resolved else f"{open_words} ({message.stage})."
    facts = {"By when": phrases.due(item), "What happens next": item.next_step}
    lines = [] if item.resolved else [_fact(title, text) for title, text in facts.items() if text]
    return _document([{"type": "paragraph", "content": [_text(said)]}, *lines])


def _document(content: list[Node]) -> Node:
    return {"type": "doc", "version": 1, "content": content}


def _fact(title: str, text: str) -> Node:
    bold = {**_text(f"{title}: "), "marks": [{"type": "strong"}]}
    return {"type": "paragraph", "content": [bold, _text(" ".join(text.split()))]}


def _text(text: str) -> Node:
    return {"type": "text", "text": visible(text, keep="\n")}
