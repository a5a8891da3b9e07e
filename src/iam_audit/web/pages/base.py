"""What a page is, and how it is shown."""

from dataclasses import dataclass
from typing import ClassVar

from litestar import MediaType, Request
from litestar.datastructures import State
from litestar.response import Template

from iam_audit.access import Who
from iam_audit.web.identity import csrf_token

PageRequest = Request[Who | None, bytes, State]


@dataclass(frozen=True, kw_only=True)
class Page:
    """All that a template needs, and nothing it has to work out. Each page has one of its own."""

    template: ClassVar[str]
    """The file in templates/."""
    title: ClassVar[str]
    """What the tab of the browser says."""


def show(request: PageRequest, page: Page, status_code: int = 200) -> Template:
    """Render a page. Its template sees `page`, `who`, `csrf_token` and `path`."""
    context = {
        "page": page,
        "who": request.user,
        "csrf_token": csrf_token(request.auth),
        "path": request.url.path,
        "request": request,
    }
    return Template(
        template_name=page.template, context=context, status_code=status_code, media_type=MediaType.HTML
    )
