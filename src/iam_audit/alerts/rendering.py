"""Fills the templates: one message in, every form of it out. Templates of a folder come before our own.

Whatever a template inserts is made safe for its form without the template asking for it: escaped in HTML, escaped
for Slack and for JSON in blocks, freed of control characters everywhere.
"""

import json
import re
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from iam_audit.alerts import phrases
from iam_audit.alerts.message import Block, Message, Rendered, Standing
from iam_audit.alerts.payload import payload
from iam_audit.errors import SettingsError
from iam_audit.reports import wording
from iam_audit.reports.visible import visible
from iam_audit.settings import nearest

if TYPE_CHECKING:
    from jinja2 import Environment

SUBJECT, TEXT, HTML, SLACK = "subject.txt.j2", "text.txt.j2", "html.html.j2", "slack.jsonl.j2"
FILES = (SUBJECT, TEXT, HTML, SLACK)
LISTED = 50
"""How many items, and how many users of one standing, are listed before "and more"."""
LONGEST_SECTION, LONGEST_HEADER = 3000, 150
"""Characters in a section's text and in a header ("Blocks" in Slack's API reference)."""
FENCE = "```"


class Templates:
    """Our templates, and those that replace them."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder

    def render(self, message: Message) -> Rendered:
        """Return the message in every form. Raises SettingsError for a template that is not in order."""
        subject = " ".join(self._fill(SUBJECT, message, "").split())
        return Rendered(
            subject=subject,
            text=self._fill(TEXT, message, subject).strip() + "\n",
            html=self._fill(HTML, message, subject).strip() + "\n",
            blocks=self._blocks(self._fill(SLACK, message, subject)),
            data=payload(message, subject),
        )

    def _fill(self, name: str, message: Message, subject: str) -> str:
        from jinja2 import TemplateError, TemplateSyntaxError

        try:
            template = self._environments[name].get_template(name)
            return template.render(message=message, subject=subject)
        except TemplateSyntaxError as error:
            raise SettingsError(f"The template {self._path(name)}, line {error.lineno}: {error}.") from error
        except (TemplateError, TypeError, ValueError, AttributeError) as error:
            raise SettingsError(f"The template {self._path(name)} cannot be filled: {error}.") from error

    def _blocks(self, lines: str) -> tuple[Block, ...]:
        try:
            found = [json.loads(line) for line in lines.splitlines() if line.strip()]
        except ValueError as error:
            raise SettingsError(
                f"The template {self._path(SLACK)} must make one JSON block per line: {error}."
            ) from error
        return tuple(_fitting(block) for block in found)

    @cached_property
    def _environments(self) -> "Mapping[str, Environment]":
        self._check_folder()
        plain = _environment(self.folder, _shown)
        return {
            SUBJECT: plain,
            TEXT: plain,
            HTML: _environment(self.folder, _shown, autoescape=True),
            SLACK: _environment(self.folder, slack_safe),
        }

    def _check_folder(self) -> None:
        """Refuse what would silently not be used."""
        if self.folder is None:
            return
        if not self.folder.is_dir():
            raise SettingsError(f"There is no folder of templates {self.folder}.")
        for path in sorted(self.folder.glob("*.j2")):
            if path.name not in FILES:
                near = nearest(path.name, FILES) or f" Known: {', '.join(FILES)}."
                raise SettingsError(f"{path} is no template of a message.{near}")

    def _path(self, name: str) -> str:
        own = self.folder and (self.folder / name)
        return str(own) if own and own.exists() else name


def slack_safe(value: object) -> str:
    """Return text for a JSON string in which Slack sees no markup of its own, and no end of a code block."""
    text = slack_escaped(visible(str(value), keep="\n\t")).replace(FENCE, "'''")
    return json.dumps(text, ensure_ascii=False)[1:-1]


def slack_escaped(text: str) -> str:
    """Slack reads `& < >` as links, mentions and entities ("Formatting text" in Slack's API documentation)."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def cut_slack(text: str, longest: int) -> str:
    """Shorten text that is escaped for Slack, without leaving half an entity or an open code block."""
    if len(text) <= longest:
        return text
    kept = re.sub(r"&[a-z]{0,3}$", "", text[: longest - len(FENCE) - 2])
    fence = f"\n{FENCE}" if kept.count(FENCE) % 2 else ""
    return f"{kept}…{fence}"


def _environment(
    folder: Path | None, finalize: Callable[[object], object], *, autoescape: bool = False
) -> "Environment":
    from jinja2 import ChoiceLoader, FileSystemLoader, PackageLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    loaders: list[Any] = [FileSystemLoader(folder)] if folder else []
    environment = ImmutableSandboxedEnvironment(
        loader=ChoiceLoader([*loaders, PackageLoader("iam_audit.alerts", "templates")]),
        autoescape=autoescape,
        undefined=StrictUndefined,
        finalize=finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals |= {
        "phrases": phrases,
        "wording": wording,
        "Standing": Standing,
        "listed": LISTED,
    }
    return environment


def _shown(value: object) -> object:
    """Make control characters visible in everything that is not markup already."""
    from markupsafe import Markup

    return visible(value, keep="\n\t") if isinstance(value, str) and not isinstance(value, Markup) else value


def _fitting(block: Block) -> Block:
    text = block.get("text")
    if not isinstance(text, dict):
        return block
    longest = LONGEST_HEADER if block.get("type") == "header" else LONGEST_SECTION
    return block | {"text": text | {"text": cut_slack(str(text.get("text", "")), longest)}}
