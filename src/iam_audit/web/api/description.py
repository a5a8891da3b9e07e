"""The API described for programs: OpenAPI 3.1."""

from litestar import Response, get

from iam_audit.web import routes
from iam_audit.web.api_routes import PREFIX
from iam_audit.web.openapi import description
from iam_audit.web.pages.base import PageRequest


@get(
    f"{PREFIX}/openapi.json",
    opt={routes.NEEDS: routes.Open.TO_ALL},
    include_in_schema=False,
    sync_to_thread=False,
)
def openapi(request: PageRequest) -> Response[bytes]:
    """The description of this API; it is the same for everybody."""
    return Response(description(request.app), media_type="application/json")
