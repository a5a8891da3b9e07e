"""Whatever is sent, the answer is one of ours."""

import pytest

PAGE = {"accept": "text/html"}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/v1/nothing", 404),
        ("GET", "/nothing", 404),
        ("DELETE", "/", 405),
        ("BREW", "/", 405),
        ("GET", "/static/..%2f..%2fapp.py", 404),
        ("GET", "/static/../app.py", 404),
        ("GET", "/static/dashboard.css", 404),
    ],
)
def test_programs_get_a_problem_and_people_a_page(local, method, path, status):
    with local.client() as client:
        problem = client.request(method, path)
        page = client.request(method, path, headers=PAGE)

    assert (problem.status_code, page.status_code) == (status, status)
    assert problem.headers["content-type"] == "application/problem+json"
    assert problem.json()["status"] == status
    if not path.startswith("/api/"):
        assert page.headers["content-type"].startswith("text/html")
        assert "<h1>" in page.text


def test_a_body_that_is_too_large_is_refused_unread(local):
    with local.client() as client:
        answer = client.post("/sign-out", data={"csrf_token": "x" * 300 * 1024})

    assert answer.status_code == 413


def test_a_body_of_unknown_length_is_read_no_further_than_allowed(local):
    pulled = []

    def endless():
        for number in range(100_000):
            pulled.append(number)
            yield b"x" * 1024

    with local.client() as client:
        answer = client.post(
            "/sign-out", content=endless(), headers={"content-type": "application/x-www-form-urlencoded"}
        )

    assert answer.status_code == 413


def test_compressed_bodies_are_not_unpacked(local):
    with local.client() as client:
        answer = client.post("/sign-out", content=b"\x1f\x8b", headers={"content-encoding": "gzip"})

    assert answer.status_code == 415


def test_an_address_that_asks_too_often_has_to_wait(rig_with, clock):
    rig = rig_with(requests_per_minute=3)
    with rig.client() as client:
        codes = [client.get("/healthz").status_code for _ in range(4)]
        clock.forward(minutes=1)
        later = client.get("/healthz").status_code

    assert codes == [200, 200, 200, 429]
    assert later == 200


@pytest.mark.parametrize("path", ["/", "/nothing", "/healthz", "/metrics", "/api/v1/nothing"])
def test_every_answer_tells_browsers_to_be_careful(guarded, path):
    with guarded.client() as client:
        headers = client.get(path, headers=PAGE, follow_redirects=False).headers

    assert "script-src 'self'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["strict-transport-security"].startswith("max-age=")
    assert "cache-control" in headers
    assert "server" not in headers


def test_a_bug_is_told_without_its_insides(local, caplog):
    class Broken:
        def all(self):
            raise RuntimeError("secret inside")

    object.__setattr__(local.desk, "jobs", Broken())
    with local.client() as client:
        answer = client.get("/metrics")

    assert answer.status_code == 500
    assert "secret inside" not in answer.text
    assert "secret inside" in caplog.text


def test_style_sheets_may_be_kept_for_good(local):
    from iam_audit.web.static import url_of

    with local.client() as client:
        answer = client.get(url_of("dashboard.css"))

    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"] == "text/css; charset=utf-8"


def test_a_path_lists_the_methods_of_all_that_share_it(local):
    with local.client() as client:
        told = client.options("/api/v1/waivers").headers["allow"]
        refused = client.put("/api/v1/waivers")

    assert told == "GET, HEAD, OPTIONS, POST"
    assert (refused.status_code, refused.headers["allow"]) == (405, told)
