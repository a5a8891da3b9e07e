"""Every route and every role, made from the routes themselves, so that a new one cannot be forgotten."""

import pytest
from web_rig import Clock, rig

from iam_audit.access import Role
from iam_audit.store import open_store
from iam_audit.web.app import handlers
from iam_audit.web.guards import needs_of
from iam_audit.web.routes import Open

SAFE = {"GET", "HEAD"}
ROUTES = sorted(
    (method, path, one)
    for one in handlers()
    for path in one.paths
    for method in one.http_methods
    if method != "OPTIONS"
)
IDS = [f"{method} {path}" for method, path, _ in ROUTES]
STRANGER = "nobody"
VALUES = {"run": "1", "number": "1", "job_id": "x", "name": "x"}


def address(path):
    parts = (part.strip("{}").partition(":")[0] if part.startswith("{") else None for part in path.split("/"))
    named = (
        VALUES.get(one, "x") if one else plain for one, plain in zip(parts, path.split("/"), strict=True)
    )
    return "/".join(named)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with open_store(f"sqlite:///{tmp_path_factory.mktemp('routes')}/store.sqlite") as store:
        yield rig(
            store,
            Clock(),
            can_sign_in=True,
            url="https://iam-audit.example.com",
            sign_ins_per_minute=1_000_000,
        )


@pytest.fixture(scope="module")
def ask(server):
    """Asks for a path as somebody, and returns the status."""
    headers = {role: {"authorization": f"Bearer {server.token(role)}"} for role in Role}
    headers[STRANGER] = {}
    headers["expired"] = {"authorization": "Bearer iam_audit_expired"}
    headers["forged"] = {"cookie": "__Host-iam_audit_session=forged"}
    with server.client() as client:

        def ask(who, method, path):
            return client.request(
                method, address(path), headers=headers[who], follow_redirects=False
            ).status_code

        yield ask


@pytest.mark.parametrize(("method", "path", "handler"), ROUTES, ids=IDS)
def test_each_role_gets_where_it_may_and_no_further(ask, method, path, handler):
    needs = needs_of(handler)
    for role in Role:
        status = ask(role, method, path)
        may = isinstance(needs, Open) or role.may(needs)

        assert (status not in (401, 403)) is may or (isinstance(needs, Open) and method == "POST")
        assert status < 500


@pytest.mark.parametrize("path", sorted({path for _, path, _ in ROUTES}))
def test_everybody_may_ask_which_methods_there_are(ask, path):
    assert ask(STRANGER, "OPTIONS", path) == 204


@pytest.mark.parametrize(("method", "path", "handler"), ROUTES, ids=IDS)
@pytest.mark.parametrize("who", [STRANGER, "expired", "forged"])
def test_strangers_get_nowhere_but_where_all_may(ask, method, path, handler, who):
    if needs_of(handler) is not Open.TO_ALL:
        expected = {401, 403} if method not in SAFE else {401}
        assert ask(who, method, path) in expected


def test_there_is_something_for_every_role():
    assert {needs_of(one) for _, _, one in ROUTES} >= {Open.TO_ALL, *Role} - {Role.APPROVER}
