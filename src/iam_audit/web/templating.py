"""Turns pages into HTML: Jinja2 with everything escaped, and a missing name is an error."""

from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined, select_autoescape
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.template import TemplateConfig
from markupsafe import Markup

from iam_audit import __version__
from iam_audit.reports.visible import visible
from iam_audit.web import static
from iam_audit.web.desk import Desk


def template_config(desk: Desk) -> TemplateConfig[JinjaTemplateEngine]:
    """Make the engine, with what every page may use."""
    environment = Environment(
        loader=ChoiceLoader([PackageLoader("iam_audit.web"), PackageLoader("iam_audit.charts")]),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    known: dict[str, Any] = {
        "static": static.url_of,
        "version": __version__,
        "demo": desk.demo,
        "local": desk.gate.local,
        "with_oidc": desk.provider is not None,
    }
    environment.globals.update(known)
    return TemplateConfig(instance=JinjaTemplateEngine.from_environment(environment))


def _shown(value: object) -> object:
    """Make control characters and direction overrides visible, in everything that is not markup already."""
    return visible(value, keep="\n\t") if isinstance(value, str) and not isinstance(value, Markup) else value
