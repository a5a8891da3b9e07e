"""What can be changed over the API, and that it is written down."""

import json
import threading

import httpx
import pytest
from web_history import fill
from web_rig import live

from history_builders import ACCOUNT_ID, OTHER
from iam_audit.access import Role
from iam_audit.errors import AccountError
from iam_audit.model import Account

WAIVER = {
    "check": "access-key-age",
    "account": ACCOUNT_ID,
    "resource": "*",
    "reason": "The vendor rotates it in June.",
    "expires": "2026-06-30",
}


def actions(rig):
    return [(one.who, one.action) for one in reversed(rig.desk.changes.latest(10))]


def test_a_waiver_is_created_listed_expired_and_written_down(guarded, clock):
    with guarded.program(Role.AUDITOR) as client:
        made = client.post("/api/v1/waivers", json=WAIVER)
        place = made.headers["location"]
        held = guarded.desk.waivers.for_audit(clock())
        ended = client.post(f"{place}/expire")
        again = client.post(f"{place}/expire")
        listed = client.get("/api/v1/waivers?state=ended").json()

    assert made.status_code == 201
    assert made.json()["state"] == "in_force"
    assert made.json()["waiver"]["approver"] == "ci"
    assert [one.check for one in held] == ["access-key-age"]
    assert (ended.json()["state"], again.json()) == ("ended", ended.json())
    assert listed == [ended.json()]
    assert guarded.desk.waivers.for_audit(clock()) == ()
    assert actions(guarded) == [("ci", "waiver.create"), ("ci", "waiver.expire")]


def test_a_waiver_ends_by_itself_after_its_last_day(guarded, clock):
    with guarded.program(Role.AUDITOR, days=300) as client:
        place = client.post("/api/v1/waivers", json=WAIVER).headers["location"]
        clock.forward(days=122)

        assert client.get(place).json()["state"] == "expired"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"expires": "2028-01-01"}, "more than a year"),
        ({"expires": "2026-01-01"}, "is over"),
        ({"check": "acces-key-age"}, "Did you mean 'access-key-age'"),
        ({"check": "*", "account": "*", "resource": "*"}, "mute everything"),
        ({"reason": ""}, "reason"),
        ({"reason": "two\nlines"}, "reason"),
        ({"expires": "tomorrow"}, "expires"),
        ({"approver": "somebody else"}, "approver"),
        ({"given": "2026-07-01"}, "before its first day"),
    ],
)
def test_a_waiver_that_no_file_could_hold_is_refused(guarded, change, said):
    with guarded.program(Role.AUDITOR) as client:
        answer = client.post("/api/v1/waivers", json=WAIVER | change)

    assert answer.status_code == 400
    assert said in str(answer.json())
    assert guarded.desk.waivers.all() == ()


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"[]", "application/json", 400),
        (b"", "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b'{"check": "\\ud800"}', "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (json.dumps(WAIVER).encode(), "text/plain", 415),
        (json.dumps(WAIVER).encode(), "application/x-www-form-urlencoded", 415),
        (b"x" * 300 * 1024, "application/json", 413),
    ],
    ids=lambda value: str(value)[:20],
)
def test_bodies_that_are_no_such_json_are_refused(guarded, body, kind, status):
    with guarded.program(Role.AUDITOR) as client:
        answer = client.post("/api/v1/waivers", content=body, headers={"content-type": kind})

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


class Work:
    """An audit of two accounts that waits to be told to go on."""

    def __init__(self):
        self.go_on = threading.Event()

    def __call__(self, progress):
        progress.started(2)
        progress.done(Account(id=ACCOUNT_ID))
        self.go_on.wait(10)
        progress.failed(Account(id=OTHER), "the door is shut")
        return "run-7"


def events(url, token, job_id, work):
    """Read what is told of a job, and let it go on after the first word."""
    told, kind = [], ""
    headers = {"authorization": f"Bearer {token}"}
    with httpx.stream("GET", f"{url}/api/v1/jobs/{job_id}/events", headers=headers) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        for line in answer.iter_lines():
            name, _, value = line.partition(": ")
            if name == "event":
                kind = value
            elif name == "data":
                told.append((kind, json.loads(value)))
                work.go_on.set()
    return told


def test_an_audit_is_started_watched_and_ends(store, clock):
    work = Work()
    with live(store, clock, work) as (rig, url):
        token = rig.token(Role.AUDITOR)
        with httpx.Client(base_url=url, headers={"authorization": f"Bearer {token}"}) as client:
            started = client.post("/api/v1/runs")
            second = client.post("/api/v1/runs")
            told = events(url, token, started.json()["id"], work)
            job = client.get(started.headers["location"]).json()

    assert (started.status_code, started.json()["state"]) == (202, "running")
    assert (second.status_code, second.json()["title"]) == (409, "Conflict")
    assert told[0][0] == "progress"
    assert told[-1] == ("over", job)
    assert (job["state"], job["run_id"], job["accounts"]) == ("done", "run-7", 2)
    assert (job["accounts_read"], job["accounts_failed"]) == (1, 1)
    assert job["by"] == "ci"
    assert actions(rig) == [("ci", "run.start")]


@pytest.mark.parametrize(
    ("error", "said"),
    [(AccountError("Nothing could be read."), "Nothing could be read."), (KeyError("x"), "a bug: KeyError")],
    ids=["ours", "a bug"],
)
def test_an_audit_that_fails_says_why_and_leaves_room_for_the_next(rig_with, error, said):
    def work(progress):
        raise error

    rig = rig_with(work)
    with rig.client() as client:
        for _ in range(2):
            job_id = client.post("/api/v1/runs").json()["id"]
            told = [
                one for one in client.get(f"/api/v1/jobs/{job_id}/events").text.splitlines() if "data" in one
            ]
            job = json.loads(told[-1].removeprefix("data: "))
            assert job["state"] == "failed"
            assert said in job["error"]
        assert len(client.get("/api/v1/jobs").json()) == 2


def test_a_limited_token_sees_its_accounts_and_nothing_else(guarded, store):
    fill(store)
    with guarded.program(accounts=(OTHER,)) as client:
        accounts = client.get("/api/v1/accounts").json()
        credentials = client.get("/api/v1/credentials").json()["items"]
        findings = client.get("/api/v1/findings?limit=1000").json()["items"]
        foreign = client.get(f"/api/v1/credentials?account={ACCOUNT_ID}")
        hidden = [
            client.get("/api/v1/credentials/AKIAIOSFODNN7EXAMPLE").status_code,
            client.get(f"/api/v1/accounts/{ACCOUNT_ID}").status_code,
        ]
        whole = [
            client.get(f"/api/v1/{one}").status_code for one in ("runs", "diff", "trend", "jobs", "waivers")
        ]

    assert [one["id"] for one in accounts] == [OTHER]
    assert {one["account_id"] for one in (*credentials, *findings)} == {OTHER}
    assert foreign.status_code == 403
    assert hidden == [404, 404]
    assert whole == [403] * 5


def test_an_admin_sees_and_ends_tokens_and_reads_the_log_in_pages(guarded):
    other = guarded.token()
    with guarded.program(Role.ADMIN) as client:
        ids = {one["id"] for one in client.get("/api/v1/tokens").json()}
        mine = client.get("/api/v1/me").json()
        target = guarded.desk.tokens.opened_by(other, guarded.desk.clock()).id
        ended = [client.delete(f"/api/v1/tokens/{target}").status_code for _ in range(2)]
        client.post("/api/v1/waivers", json=WAIVER)
        first = client.get("/api/v1/changes?limit=1").json()
        rest = client.get(f"/api/v1/changes?limit=5&cursor={first['next']}").json()

    assert target in ids
    assert (mine["role"], mine["way"]) == ("admin", "token")
    assert ended == [204, 404]
    assert [one["action"] for one in (*first["items"], *rest["items"])] == ["waiver.create", "token.revoke"]
    assert rest["next"] is None


def test_a_browser_needs_its_mark_for_the_api_too(guarded):
    from test_who_may import signed_in

    with guarded.client() as client:
        signed_in(client, guarded.token(Role.ADMIN))
        without = client.post("/api/v1/runs")

    assert without.status_code == 403
    assert guarded.desk.jobs.all() == ()
