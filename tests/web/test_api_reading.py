"""What the API tells, and how."""

import csv
import io
import re

import pytest
from sqlalchemy import text
from web_history import fill
from web_rig import Clock, rig

from history_builders import ACCOUNT_ID, OTHER
from iam_audit.store import open_store


@pytest.fixture(scope="module")
def api(tmp_path_factory):
    """One server for all tests that only read."""
    folder = tmp_path_factory.mktemp("reading")
    with open_store(f"sqlite:///{folder}/store.sqlite") as store:
        fill(store)
        with rig(store, Clock()).client() as client:
            yield client


def walk(client, path):
    """Follow the links from page to page."""
    while path:
        answer = client.get(path)
        assert answer.status_code == 200, answer.text
        yield answer.json()["items"]
        link = re.search(r'<([^>]+)>; rel="next"', answer.headers["link"])
        path = link and link[1]


def names(items):
    return [one["name"] for one in items]


def test_runs_come_last_first_in_pages(api):
    pages = list(walk(api, "/api/v1/runs?limit=2"))

    assert [[one["number"] for one in page] for page in pages] == [[3, 2], [1]]


@pytest.mark.parametrize(("named", "number"), [("last", 3), ("previous", 2), ("1", 1)])
def test_a_run_has_several_names(api, named, number):
    run = api.get(f"/api/v1/runs/{named}").json()

    assert run["number"] == number
    assert api.get(f"/api/v1/runs/{run['id']}").json() == run


def test_the_waivers_that_a_run_heeded_are_told_wherever_they_are_written(api):
    (use,) = api.get("/api/v1/runs/last/waivers").json()

    assert (use["source"], use["state"], use["waiver"]) == ("waivers.toml, entry 1", "unmatched", None)


def test_waivers_of_a_run_that_an_older_version_saved_are_not_called_none(tmp_path):
    with open_store(f"sqlite:///{tmp_path}/store.sqlite") as store:
        fill(store)
        with store.writing() as connection:
            connection.execute(text("DELETE FROM history_waivers"))
        with rig(store, Clock()).client() as client:
            answer = client.get("/api/v1/runs/1/waivers")

    assert answer.status_code == 404
    assert "older version" in answer.json()["detail"]


def test_what_changed_between_two_runs_is_told(api):
    diff = api.get("/api/v1/diff").json()
    whole = api.get("/api/v1/diff?before=1&after=3").json()

    assert "returned" in {one["change"] for one in diff["findings"]}
    assert whole["before"]["number"] == 1
    assert len(api.get("/api/v1/diff?limit=1").json()["findings"]) == 1
    assert whole["counts"]["fixed"] == 0


def test_a_run_tells_its_accounts_and_what_it_noticed(api):
    accounts = api.get("/api/v1/runs/1/accounts").json()
    events = api.get("/api/v1/runs/2/events").json()

    assert {one["id"] for one in accounts} == {ACCOUNT_ID, OTHER}
    assert "resolved" in {one["kind"] for one in events}


def test_how_things_moved_is_told_by_day_and_severity(api):
    assert len(api.get("/api/v1/trend").json()) == 3
    assert len(api.get("/api/v1/trend?since=2100-01-01T00:00:00Z").json()) == 0
    assert {one["severity"] for one in api.get("/api/v1/fix-times").json()} >= {"high", "medium"}


def test_accounts_are_listed_and_found(api):
    ids = [one["id"] for one in api.get("/api/v1/accounts").json()]

    assert sorted(ids) == sorted([ACCOUNT_ID, OTHER])
    assert api.get(f"/api/v1/accounts/{OTHER}").json()["name"] == "sandbox"
    assert api.get("/api/v1/accounts/999999999999").status_code == 404


def test_pages_of_credentials_hold_each_once(api):
    pages = list(walk(api, "/api/v1/credentials?sort=name&limit=1"))

    assert [names(page) for page in pages] == [
        ["AKIAI44QH8DHBEXAMPLE"],
        ["AKIAIOSFODNN7EXAMPLE"],
        ["AKIAIOSFODNN8EXAMPLE"],
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (f"account={OTHER}", {"AKIAIOSFODNN8EXAMPLE"}),
        (f"account={OTHER}&account={ACCOUNT_ID}&risk=HIGH", {"AKIAI44QH8DHBEXAMPLE"}),
        ("user=alice", {"AKIAIOSFODNN7EXAMPLE"}),
        ("text=CAROL", {"AKIAIOSFODNN8EXAMPLE"}),
        ("check=access-key-unused", {"AKIAI44QH8DHBEXAMPLE"}),
        ("type=password", set()),
        ("active=false", set()),
    ],
)
def test_credentials_are_filtered(api, query, found):
    assert set(names(api.get(f"/api/v1/credentials?{query}").json()["items"])) == found


def test_one_credential_is_found_by_its_id_and_by_its_key_id_with_its_whole_life(api):
    detail = api.get("/api/v1/credentials/AKIAI44QH8DHBEXAMPLE").json()

    assert api.get(f"/api/v1/credentials/{detail['record']['id']}").json() == detail
    assert {"opened", "resolved", "reopened"} <= {one["kind"] for one in detail["events"]}
    assert detail["findings"]


def test_findings_are_filtered_sorted_and_told_in_full(api):
    high = api.get("/api/v1/findings?severity=high&severity=medium&state=open&sort=-severity").json()["items"]
    detail = api.get(f"/api/v1/findings/{high[0]['fingerprint']}").json()

    assert [one["severity"] for one in high] == sorted((one["severity"] for one in high), reverse=True)
    assert {one["state"] for one in high} == {"open"}
    assert detail["finding"]["remediation"]["cli"]
    assert detail["events"]


def test_frameworks_lead_to_controls_and_controls_to_checks(api):
    frameworks = {one["id"]: one for one in api.get("/api/v1/frameworks").json()}
    controls = api.get("/api/v1/frameworks/soc2/controls").json()
    then = api.get("/api/v1/frameworks/soc2/controls?run=1")

    assert frameworks["soc2"]["controls"] == len(controls)
    assert any(one["status"] == "failed" for one in controls) or controls
    assert then.status_code == 200
    assert api.get("/api/v1/checks/" + controls[0]["checks"][0]).json()["remedy"]
    assert api.get("/api/v1/frameworks/soc2").json()["name"] == "SOC 2"


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/runs/99",
        "/api/v1/runs/nobody",
        "/api/v1/credentials/x",
        "/api/v1/findings/x",
        "/api/v1/frameworks/x",
        "/api/v1/checks/x",
        "/api/v1/jobs/x",
        "/api/v1/waivers/x",
        "/api/v1/frameworks/soc2/controls?run=x",
    ],
)
def test_what_is_not_there_is_said_not_to_be(api, path):
    answer = api.get(path)

    assert answer.status_code == 404
    assert answer.json()["detail"].endswith(".")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("credentials?acount=1", "no parameter 'acount' here. Did you mean 'account'?"),
        ("credentials?sort=colour", "sort"),
        ("credentials?limit=0", "limit"),
        ("credentials?limit=many", "limit"),
        ("credentials?risk=awful", "risk"),
        ("credentials?cursor=AAAA", "cursor"),
        ("runs?cursor=-1", "cursor"),
        ("findings?opened_before=2026-01-01T00:00:00", "time zone"),
        ("trend?since=yesterday", "time zone"),
        ("trend?since=0001-01-01T00:00:00%2B12:00", "time zone"),
        ("diff?before=3&after=1", "name the earlier one first"),
        ("credentials?text=a%00b", "NUL"),
    ],
)
def test_what_is_asked_wrongly_is_said_so(api, query, said):
    answer = api.get(f"/api/v1/{query}")

    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert said in str(answer.json())


def test_tables_come_as_csv_where_that_is_asked_for(api):
    answer = api.get("/api/v1/credentials?sort=name", headers={"accept": "text/csv"})
    rows = list(csv.DictReader(io.StringIO(answer.text)))

    assert answer.headers["content-type"].startswith("text/csv")
    assert {one["active"] for one in rows} == {"true"}
    assert names(rows) == ["AKIAI44QH8DHBEXAMPLE", "AKIAIOSFODNN7EXAMPLE", "AKIAIOSFODNN8EXAMPLE"]
    assert 'rel="first"' in answer.headers["link"]
    runs = list(csv.DictReader(io.StringIO(api.get("/api/v1/runs", headers={"accept": "text/csv"}).text)))
    assert runs[0]["summary.open.high"].isdecimal()


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("*/*", "application/json"),
        ("text/*", "text/csv"),
        ("text/csv;q=0.5, application/json;q=0.6", "application/json"),
        ("text/csv, */*;q=0.1", "text/csv"),
        ("application/*;q=0, text/csv;q=0.1", "text/csv"),
    ],
)
def test_the_client_gets_what_it_likes_best(api, accept, kind):
    assert api.get("/api/v1/runs", headers={"accept": accept}).headers["content-type"].startswith(kind)


@pytest.mark.parametrize(
    ("path", "accept"), [("runs", "text/html"), ("runs", "application/json;q=0"), ("runs/last", "text/csv")]
)
def test_what_cannot_be_told_as_the_client_likes_is_refused(api, path, accept):
    answer = api.get(f"/api/v1/{path}", headers={"accept": accept})

    assert answer.status_code == 406
    assert answer.json()["title"] == "Not Acceptable"


def test_nothing_is_sent_again_that_has_not_changed(api):
    first = api.get("/api/v1/credentials")
    etag = first.headers["etag"]
    again = api.get("/api/v1/credentials", headers={"if-none-match": f'"other", W/{etag}'})
    as_csv = api.get("/api/v1/credentials", headers={"if-none-match": etag, "accept": "text/csv"})

    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    assert as_csv.status_code == 200


def test_the_metrics_tell_how_things_stand(api):
    lines = api.get("/metrics").text.splitlines()
    told = dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))

    assert int(told['iam_audit_open_findings{severity="high"}']) > 0
    assert int(told['iam_audit_access_keys{risk="HIGH"}']) == 1
    assert int(told['iam_audit_accounts{status="assessed"}']) == 2
    assert float(told["iam_audit_last_run_timestamp_seconds"]) > 1_700_000_000
    assert told["iam_audit_audits_running"] == "0"


def test_head_is_get_without_a_body(api):
    got, head = api.get("/api/v1/runs"), api.head("/api/v1/runs")

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == got.headers["content-length"]
    assert head.headers["etag"] == got.headers["etag"]


def test_a_name_that_looks_like_a_formula_is_harmless_in_csv(store, local):
    from history_builders import access_key, judged, result, save, user
    from iam_audit.history.history import History

    keys = (access_key(user_name="=cmd()"),)
    save(History(store), result(judged(access_keys=keys, users=(user("=cmd()"),))))
    with local.client() as client:
        text = client.get("/api/v1/credentials", headers={"accept": "text/csv"}).text

    assert "'=cmd()" in text
    assert not re.search(r",=cmd", text)


def test_with_nothing_saved_yet_everything_is_empty_and_nothing_breaks(local):
    with local.client() as client:
        for path in ("runs", "accounts", "credentials", "findings", "trend", "waivers", "jobs"):
            answer = client.get(f"/api/v1/{path}")
            assert answer.status_code == 200
            held = answer.json()
            assert (held["items"] if isinstance(held, dict) else held) == []
        assert client.get("/api/v1/diff").status_code == 400
        assert client.get("/api/v1/runs/last").status_code == 404
