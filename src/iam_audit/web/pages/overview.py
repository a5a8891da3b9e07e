"""Where things stand."""

from dataclasses import dataclass
from typing import ClassVar

from litestar.response import Template

from iam_audit.access import Role
from iam_audit.web import routes
from iam_audit.web.desk import AtDesk
from iam_audit.web.pages.base import Page, PageRequest, show


@dataclass(frozen=True, kw_only=True)
class OverviewPage(Page):
    """The first page."""

    template: ClassVar[str] = "overview.html"
    title: ClassVar[str] = "Overview"

    jobs: int
    """How many audits were started here."""


@routes.page("/", needs=Role.VIEWER)
def overview(request: PageRequest, desk: AtDesk) -> Template:
    """Show where things stand."""
    return show(request, OverviewPage(jobs=len(desk.jobs.all())))
