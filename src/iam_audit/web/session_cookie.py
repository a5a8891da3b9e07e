"""The cookie of a session."""

from litestar.datastructures import Cookie

from iam_audit.settings import WebSettings
from iam_audit.web.gate import Gate
from iam_audit.web.identity import cookie_name


def given(gate: Gate, web: WebSettings, value: str) -> Cookie:
    """Return what a browser keeps: no script reads it, no other site makes it travel with a form."""
    return Cookie(
        key=cookie_name(secure=gate.secure),
        value=value,
        max_age=web.session_hours * 3600,
        path="/",
        secure=gate.secure,
        httponly=True,
        samesite="lax",
    )


def forgotten(gate: Gate) -> Cookie:
    """Return what makes a browser forget it."""
    name = cookie_name(secure=gate.secure)
    return Cookie(key=name, value="", max_age=0, path="/", secure=gate.secure, httponly=True, samesite="lax")
