"""The log of changes: who changed what here, and when."""

from dataclasses import dataclass
from typing import ClassVar

from litestar.response import Template

from iam_audit.access import Change, Role
from iam_audit.web import routes
from iam_audit.web.desk import AtDesk
from iam_audit.web.pages.base import Page, PageRequest, show
from iam_audit.web.pages.query import Query, number_in

ROWS = 50


@dataclass(frozen=True, kw_only=True)
class ChangesPage(Page):
    """Some of the log, the last change first."""

    template: ClassVar[str] = "changes.html"
    title: ClassVar[str] = "Changes"

    query: Query
    changes: tuple[Change, ...]
    next_link: str


@routes.page("/changes", needs=Role.ADMIN)
def changes(request: PageRequest, desk: AtDesk) -> Template:
    """Show the log."""
    query = Query.read("/changes", request.query_params.multi_items())
    found = desk.changes.latest(ROWS + 1, number_in(query.get("cursor")))
    following = query.page_after(str(found[ROWS - 1].id)) if len(found) > ROWS else ""
    return show(request, ChangesPage(query=query, changes=found[:ROWS], next_link=following))
