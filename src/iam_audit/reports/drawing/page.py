"""The HTML page, drawn: the template is filled in, and a policy names all that may run in it."""

import base64
import hashlib
import re
from collections.abc import Iterator
from importlib import resources

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from iam_audit.reports import urgency, wording
from iam_audit.reports.base import Past
from iam_audit.reports.html_page import Page, in_words, key_count
from iam_audit.reports.visible import visible

HOME = "html_template"
CODE = re.compile(r"`([^`]+)`")


def html_page(page: Page, past: Past | None) -> Iterator[str]:
    """Yield the page; whatever a name or a tag holds is shown as text."""
    past = past if past and past.speaks else None
    style, script = _asset("report.css"), _asset("report.js")
    if past:
        style += _asset("past.css") + _asset("stack.css", of="iam_audit.charts", folder="static")
    return (
        _environment()
        .get_template("report.html.jinja")
        .generate(
            page=page,
            past=past,
            style=Markup(style),  # noqa: S704 - our own files, these two
            script=Markup(script),  # noqa: S704
            csp=_policy(style, script),
        )
    )


def _environment() -> Environment:
    environment = Environment(
        loader=ChoiceLoader([PackageLoader("iam_audit.reports", HOME), PackageLoader("iam_audit.charts")]),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"in_words": in_words, "key_count": key_count, "marked": _marked}
    environment.globals |= {"wording": wording, "urgency": urgency}
    return environment


def _marked(text: str) -> Markup:
    """Show what our own texts have between backticks as code."""
    return Markup(CODE.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704 - escaped, and our own text


def _shown(value: object) -> object:
    """Make control characters and direction overrides visible, in everything that is not markup already."""
    return visible(value, keep="\n\t") if isinstance(value, str) and not isinstance(value, Markup) else value


def _policy(style: str, script: str) -> str:
    """Forbid everything but the two parts we wrote.

    `data:` is for the empty icon, which keeps browsers from asking a server for one.
    """
    return "; ".join(
        (
            "default-src 'none'",
            f"style-src '{_hash(style)}'",
            f"script-src '{_hash(script)}'",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
        )
    )


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _asset(name: str, of: str = "iam_audit.reports", folder: str = HOME) -> str:
    return resources.files(of).joinpath(folder, name).read_text(encoding="utf-8")
