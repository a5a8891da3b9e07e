"""Who gets in, how, and for how long."""

import re

import pytest
from litestar.exceptions import ImproperlyConfiguredException

from iam_audit.access import Role, Way, Who
from iam_audit.errors import UsageError
from iam_audit.settings import WebSettings
from iam_audit.web import routes
from iam_audit.web.app import handlers
from iam_audit.web.gate import gate_for
from iam_audit.web.guards import needs_of

PAGE = {"accept": "text/html"}


def mark_in(page):
    return re.search(r'name="csrf_token" value="(\w+)"', page)[1]


def signed_in(client, token):
    mark = mark_in(client.get("/sign-in", headers=PAGE).text)
    return client.post(
        "/sign-in", data={"token": token, "csrf_token": mark, "next": "/"}, follow_redirects=False
    )


def test_on_loopback_with_nobody_who_could_sign_in_the_person_at_the_machine_may_all(local):
    with local.client() as client:
        assert client.get("/", headers=PAGE).status_code == 200


def test_a_guarded_server_sends_people_to_the_sign_in_and_programs_away(guarded):
    with guarded.client() as client:
        person = client.get("/metrics?x=1", headers=PAGE, follow_redirects=False)
        program = client.get("/metrics")

    assert (person.status_code, person.headers["location"]) == (303, "/sign-in?next=%2Fmetrics%3Fx%3D1")
    assert program.status_code == 401
    assert program.headers["www-authenticate"] == "Bearer"
    assert program.json()["title"] == "Unauthorized"


def test_a_token_opens_until_its_last_moment(guarded, clock):
    with guarded.program(days=1) as client:
        before = client.get("/metrics").status_code
        clock.forward(days=1)
        after = client.get("/metrics")

    assert (before, after.status_code) == (200, 401)
    assert "invalid_token" in after.headers["www-authenticate"]


def test_a_revoked_token_opens_nothing(guarded, clock):
    made = guarded.desk.tokens.create("ci", Role.ADMIN, (), clock().replace(year=2027), by="ann", now=clock())
    assert guarded.desk.tokens.revoke(made.token.id, clock())

    with guarded.client(authorization=f"Bearer {made.secret}") as client:
        assert client.get("/metrics").status_code == 401


def test_the_store_holds_no_token_and_no_cookie(guarded, tmp_path):
    secret = guarded.token()
    with guarded.client() as client:
        signed_in(client, secret)
        cookie = client.cookies["__Host-iam_audit_session"]

    held = b"".join(one.read_bytes() for one in tmp_path.glob("store.sqlite*"))
    assert secret.encode() not in held
    assert cookie.encode() not in held


def test_signing_in_with_a_token_begins_a_session_that_ends_with_sign_out(guarded):
    with guarded.client() as client:
        answer = signed_in(client, guarded.token(Role.AUDITOR))
        cookie = answer.headers["set-cookie"]
        page = client.get("/", headers=PAGE)
        out = client.post("/sign-out", data={"csrf_token": mark_in(page.text)}, follow_redirects=False)
        after = client.get("/", headers=PAGE, follow_redirects=False)

    assert answer.status_code == 303
    for part in ("__Host-iam_audit_session=", "HttpOnly", "Secure", "SameSite=lax", "Path=/"):
        assert part.lower() in cookie.lower()
    assert "domain" not in cookie.lower()
    assert "ci · auditor" in page.text
    assert (out.status_code, after.status_code) == (303, 303)


@pytest.mark.parametrize(
    ("wait", "open_after"),
    [({"minutes": 59}, True), ({"minutes": 60}, False)],
    ids=["just in time", "idle for too long"],
)
def test_a_session_that_nobody_uses_ends(guarded, clock, wait, open_after):
    with guarded.client() as client:
        signed_in(client, guarded.token())
        clock.forward(**wait)
        answer = client.get("/", headers=PAGE, follow_redirects=False)

    assert (answer.status_code == 200) is open_after


def test_a_session_ends_however_busy_it_is(guarded, clock):
    with guarded.client() as client:
        signed_in(client, guarded.token())
        codes = []
        for _ in range(25):
            codes.append(client.get("/", headers=PAGE, follow_redirects=False).status_code)
            clock.forward(minutes=30)

    assert codes == [200] * 24 + [303]


def test_a_session_ends_with_the_token_that_it_began_with(guarded, clock):
    made = guarded.desk.tokens.create("ci", Role.ADMIN, (), clock().replace(year=2027), by="ann", now=clock())
    with guarded.client() as client:
        signed_in(client, made.secret)
        guarded.desk.tokens.revoke(made.token.id, clock())

        assert client.get("/", headers=PAGE, follow_redirects=False).status_code == 303


def test_a_token_for_some_accounts_is_for_the_api_alone(guarded):
    with guarded.client() as client:
        answer = signed_in(client, guarded.token(accounts=("111122223333",)))

    assert answer.status_code == 403
    assert "limited to some accounts" in answer.text
    assert "set-cookie" not in answer.headers


def test_an_admin_reads_on_a_page_who_changed_what(guarded, clock):
    with guarded.client() as client:
        signed_in(client, guarded.token(Role.ADMIN))
        for number in range(50):
            guarded.desk.changes.note(
                Who(name="<b>", role=Role.ADMIN, way=Way.TOKEN), "made.up", str(number), clock()
            )
        page = client.get("/changes", headers=PAGE).text
        following = client.get("/changes?cursor=2", headers=PAGE).text
        odd = client.get("/changes?cursor=99999999999999999999", headers=PAGE)
        runs = client.get("/runs?cursor=99999999999999999999", headers=PAGE)

    assert page.count("made.up") == 50
    assert "&lt;b&gt;" in page
    assert "session.start" in following
    assert (odd.status_code, runs.status_code) == (200, 200)


def test_a_forged_cookie_opens_nothing(guarded):
    with guarded.client(cookie="__Host-iam_audit_session=" + "A" * 43) as client:
        assert client.get("/", headers=PAGE, follow_redirects=False).status_code == 303


def test_guessing_tokens_is_slowed_down(guarded):
    with guarded.client() as client:
        codes = [signed_in(client, "iam_audit_guess").status_code for _ in range(11)]

    assert codes == [401] * 10 + [429]


@pytest.mark.parametrize(
    "to", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/\tx"]
)
def test_the_sign_in_leads_nowhere_else(guarded, to):
    with guarded.client() as client:
        token, page = guarded.token(), client.get("/sign-in", headers=PAGE)
        sent = {"token": token, "csrf_token": mark_in(page.text), "next": to}
        answer = client.post("/sign-in", data=sent, follow_redirects=False)

    assert answer.headers["location"] == "/"


def test_a_route_that_does_not_say_who_may_use_it_is_refused():
    from litestar import get

    @get("/forgotten", sync_to_thread=False)
    def forgotten() -> str:
        return ""

    with pytest.raises(ImproperlyConfiguredException, match="does not say who may use it"):
        needs_of(forgotten)


def test_all_routes_say_who_may_use_them():
    needs = {needs_of(one) for one in handlers()}

    assert routes.Open.TO_ALL in needs
    assert Role.VIEWER in needs


@pytest.mark.parametrize(
    ("host", "web", "can_sign_in", "said"),
    [
        ("0.0.0.0", {}, False, "needs a way to sign in"),
        ("127.0.0.1", {"require_sign_in": True}, False, "needs a way to sign in"),
        ("127.0.0.1", {"url": "https://audit.example.com"}, False, "needs a way to sign in"),
        ("0.0.0.0", {}, True, "has to know where people reach it"),
        ("0.0.0.0", {"url": "http://localhost:8000"}, True, "is not https"),
    ],
)
def test_a_server_that_would_let_strangers_in_does_not_start(host, web, can_sign_in, said):
    with pytest.raises(UsageError, match=said):
        gate_for(host, 8000, WebSettings(**web), b"", can_sign_in=can_sign_in)


@pytest.mark.parametrize(
    "host", ["evil.example:8000", "127.0.0.1.evil.example", "", "iam-audit.example.com:8000"]
)
def test_other_names_for_the_server_are_refused(local, host):
    with local.client(host=host) as client:
        assert client.get("/").status_code == 421
        assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "null"},
    ],
)
def test_another_site_cannot_make_a_browser_change_anything(local, headers):
    with local.client(**headers) as client:
        answer = client.post("/sign-out", data={"csrf_token": "x"})

    assert answer.status_code == 403
    assert "another site" in answer.json()["detail"]


@pytest.mark.parametrize("mark", ["", "0" * 64, "ä"])
def test_a_form_without_its_mark_is_refused(local, mark):
    with local.client() as client:
        answer = client.post("/sign-out", data={"csrf_token": mark})

    assert answer.status_code == 403
    assert "out of date" in answer.json()["detail"]
