"""Puts the server together. Everything it works with is handed in; nothing is read from the environment."""

from collections.abc import Iterator

from litestar import Litestar
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler
from litestar.middleware import DefineMiddleware

from iam_audit.errors import IamAuditError
from iam_audit.web import api, health, pages, problems, static
from iam_audit.web.desk import Desk
from iam_audit.web.found import handlers_in
from iam_audit.web.guards import needs_of, refuse_other_sites, refuse_strangers
from iam_audit.web.identity import Identify
from iam_audit.web.methods import Methods
from iam_audit.web.openapi import AdviceAsItIsRead, config, description
from iam_audit.web.shield import Shield
from iam_audit.web.templating import template_config


def create_app(desk: Desk) -> Shield:
    """Return the whole server as an ASGI application."""
    return Shield(litestar_app(desk), desk, Methods(handlers()))


def litestar_app(desk: Desk) -> Litestar:
    """Return what is inside the shield: routes, pages, guards and errors."""
    return Litestar(
        route_handlers=[*handlers()],
        dependencies={"desk": Provide(lambda: desk, sync_to_thread=False)},
        middleware=[DefineMiddleware(Identify, desk=desk)],
        guards=[refuse_strangers],
        before_request=refuse_other_sites,
        exception_handlers={
            HTTPException: problems.refused,
            IamAuditError: problems.failed,
            RecursionError: problems.too_deep,
            Exception: problems.bug,
        },
        request_max_body_size=desk.settings.web.body_limit_kib * 1024,
        template_config=template_config(desk),
        openapi_config=config(),
        plugins=[AdviceAsItIsRead()],
        logging_config=None,
        debug=False,
    )


def api_description() -> bytes:
    """Return the description of the API as the server publishes it, without a server."""
    nobody = Provide(lambda: None, sync_to_thread=False)
    app = Litestar(
        [*handlers()],
        dependencies={"desk": nobody},
        openapi_config=config(),
        plugins=[AdviceAsItIsRead()],
        logging_config=None,
    )
    return description(app)


def handlers() -> Iterator[HTTPRouteHandler]:
    """Yield every route there is. Raises ImproperlyConfiguredException for one that does not say who may use it."""
    for one in (
        static.static,
        health.alive,
        health.ready,
        health.metrics,
        *handlers_in(api),
        *handlers_in(pages),
    ):
        needs_of(one)
        yield one
