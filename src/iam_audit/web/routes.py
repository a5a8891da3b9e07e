"""How handlers are declared: every one says who may use it, and one that does not is refused at start."""

from collections.abc import Callable
from enum import Enum
from functools import partial, wraps
from typing import Any, TypeAlias

from anyio import to_thread
from litestar import delete, get, post
from litestar.handlers import HTTPRouteHandler

from iam_audit.access import Role

Handler: TypeAlias = Callable[[Callable[..., Any]], HTTPRouteHandler]
NEEDS = "needs"
FOR_SOME_ACCOUNTS = "for_some_accounts"
SIGNED = "signed"
"""Sent by another program, which signs it; browsers do not, so no mark of a form is asked for."""


class Open(Enum):
    """Instead of a role."""

    TO_ALL = "to all"
    """Nobody has to say who they are."""


Needs: TypeAlias = Role | Open


def page(path: str, *, needs: Needs, **more: Any) -> Handler:  # noqa: ANN401 - Litestar's own options
    """Declare a page of HTML; it runs in a thread, so it may wait for the store."""
    return _in_thread(get(path, opt={NEEDS: needs}, include_in_schema=False, media_type="text/html", **more))


def form(path: str, *, needs: Needs, **more: Any) -> Handler:  # noqa: ANN401 - Litestar's own options
    """Declare what a form of a page is sent to. Its CSRF token is checked before the handler runs."""
    return _in_thread(post(path, opt={NEEDS: needs}, include_in_schema=False, status_code=303, **more))


def reading(path: str, *, needs: Needs, for_some_accounts: bool = False, **more: Any) -> Handler:  # noqa: ANN401
    """Declare a GET of the API. `for_some_accounts`: it shows no more than the accounts of a limited token."""
    return _in_thread(get(path, opt={NEEDS: needs, FOR_SOME_ACCOUNTS: for_some_accounts}, **more))


def making(path: str, *, needs: Needs, **more: Any) -> Handler:  # noqa: ANN401 - Litestar's own options
    """Declare a POST of the API."""
    return _in_thread(post(path, opt={NEEDS: needs}, **more))


def ending(path: str, *, needs: Needs, **more: Any) -> Handler:  # noqa: ANN401 - Litestar's own options
    """Declare a DELETE of the API."""
    return _in_thread(delete(path, opt={NEEDS: needs}, **more))


def _in_thread(declare: Handler) -> Handler:
    """Let the function wait for the store without holding up everybody else.

    Litestar can do it as well, but wraps a function twice when another one has the same path.
    """

    def declared(function: Callable[..., Any]) -> HTTPRouteHandler:
        @wraps(function)
        async def threaded(*args: object, **named: object) -> object:
            return await to_thread.run_sync(partial(function, *args, **named))

        return declare(threaded)

    return declared
