import csv
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

import iam_audit
from builders import ACCOUNT_ID, KEY_ID, NOW, access_key, snapshot
from iam_audit import audit_iam_keys, disable_stale_keys, generate_report, send_slack_alert
from iam_audit.api.stale_keys import slack_message, stale_keys
from iam_audit.errors import DeliveryError, OutputError


def violation(user="alice", key=KEY_ID, age=200, risk="HIGH"):
    return {
        "User": user,
        "AccessKeyId": key,
        "Status": "Active",
        "Age (Days)": age,
        "Created": "2025-08-31",
        "Risk": risk,
    }


@pytest.mark.parametrize(
    ("age", "risk"),
    [
        pytest.param(90, None, id="exactly at the limit"),
        pytest.param(91, "MEDIUM", id="a day past the limit"),
        pytest.param(180, "MEDIUM", id="exactly at the high limit"),
        pytest.param(181, "HIGH", id="a day past the high limit"),
    ],
)
def test_a_key_is_stale_after_ninety_days_and_high_after_180(age, risk):
    rows = stale_keys(snapshot(access_keys=(access_key(age_days=age),)), NOW)

    assert [row["Risk"] for row in rows] == ([risk] if risk else [])


def test_a_row_has_the_six_columns_in_their_order():
    rows = stale_keys(snapshot(access_keys=(access_key(age_days=91, active=False),)), NOW)

    assert list(rows[0].items()) == [
        ("User", "alice"),
        ("AccessKeyId", KEY_ID),
        ("Status", "Inactive"),
        ("Age (Days)", 91),
        ("Created", "2025-12-18"),
        ("Risk", "MEDIUM"),
    ]


def test_a_key_whose_id_is_unknown_says_so():
    rows = stale_keys(snapshot(access_keys=(access_key(age_days=91, id=None),)), NOW)

    assert rows[0]["AccessKeyId"] == "unknown (key 1)"


def test_a_key_whose_age_is_unknown_is_no_row():
    assert stale_keys(snapshot(access_keys=(access_key(created_at=None),)), NOW) == []


def test_the_limit_is_an_argument():
    account = snapshot(access_keys=(access_key(age_days=31),))

    assert [len(stale_keys(account, NOW, days)) for days in (30, 31)] == [1, 0]


def test_audits_the_account_of_the_credentials_on_the_wire(session, made_days_ago):
    iam = session.client("iam")
    iam.create_user(UserName="alice")
    old, new = (iam.create_access_key(UserName="alice")["AccessKey"]["AccessKeyId"] for _ in range(2))
    made_days_ago("alice", old, 200)

    rows = audit_iam_keys()

    assert [(row["AccessKeyId"], row["Age (Days)"], row["Risk"]) for row in rows] == [(old, 200, "HIGH")]
    assert new not in str(rows)


def test_what_could_not_be_read_is_logged(session, caplog):
    session.client("iam").create_user(UserName="alice")

    audit_iam_keys()

    said = [record.getMessage() for record in caplog.records if record.name.startswith("iam_audit.api")]
    assert any(line.startswith("root could not be read: ") for line in said)


def test_writes_the_rows_as_csv(tmp_path, capsys):
    path = tmp_path / "report.csv"

    generate_report([violation(), violation(user='=cmd("x")', risk="MEDIUM")], filename=str(path))

    rows = list(csv.DictReader(path.read_text().splitlines()))
    assert list(rows[0]) == ["User", "AccessKeyId", "Status", "Age (Days)", "Created", "Risk"]
    assert [row["User"] for row in rows] == ["alice", '\'=cmd("x")']
    assert capsys.readouterr().out == f"2 stale access keys found; report saved to {path}.\n"


def test_with_nothing_to_report_nothing_is_written_and_it_says_so(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)

    generate_report([])

    assert list(tmp_path.iterdir()) == []
    assert capsys.readouterr().out == "No stale access keys found; no report written.\n"


def test_a_report_that_cannot_be_written_is_one_clear_error(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(OutputError):
        generate_report([violation()], filename=str(tmp_path / "file" / "report.csv"))


def statuses(iam, user="alice"):
    return [key["Status"] for key in iam.list_access_keys(UserName=user)["AccessKeyMetadata"]]


@pytest.fixture
def key(session, made_days_ago):
    """A key of alice that is 200 days old and was never used."""
    iam = session.client("iam")
    iam.create_user(UserName="alice")
    made = iam.create_access_key(UserName="alice")["AccessKey"]["AccessKeyId"]
    made_days_ago("alice", made, 200)
    return made


def test_disabling_is_a_dry_run_unless_told_otherwise(session, key, capsys):
    disable_stale_keys([violation(key=key)])

    assert statuses(session.client("iam")) == ["Active"]
    assert capsys.readouterr().out == f"[dry run] Would disable key {key} of user alice.\n"


def test_only_high_keys_are_disabled_and_never_deleted(session, key, capsys):
    iam = session.client("iam")
    medium = iam.create_access_key(UserName="alice")["AccessKey"]["AccessKeyId"]

    disable_stale_keys([violation(key=key), violation(key=medium, risk="MEDIUM")], dry_run=False)

    assert statuses(iam) == ["Inactive", "Active"]
    assert capsys.readouterr().out == f"Disabled key {key} of user alice.\n"


def test_one_key_that_fails_does_not_keep_the_others_from_being_done(session, key, capsys):
    disable_stale_keys(
        [violation(user="nobody", key="AKIAI44QH8DHBEXAMPLE"), violation(key=key)], dry_run=False
    )

    assert statuses(session.client("iam")) == ["Inactive"]
    assert capsys.readouterr().out.startswith("Left key AKIAI44QH8DHBEXAMPLE of user nobody as it was: ")


@pytest.mark.parametrize(
    ("days", "left_on"),
    [
        pytest.param(0, True, id="used today"),
        pytest.param(90, True, id="used ninety days ago"),
        pytest.param(91, False, id="used a day longer ago"),
        pytest.param(None, False, id="never used"),
    ],
)
def test_a_key_in_use_stays_on_however_old_it_is(session, key, made_days_ago, capsys, days, left_on):
    made_days_ago("alice", key, 900, used_days_ago=days)

    disable_stale_keys([violation(key=key)], dry_run=False)

    assert statuses(session.client("iam")) == ["Active" if left_on else "Inactive"]
    assert ("It was used on" in capsys.readouterr().out) is left_on


def test_a_key_that_was_never_used_and_is_young_stays_on(session, key, made_days_ago, capsys):
    made_days_ago("alice", key, 60)

    disable_stale_keys([violation(key=key)], dry_run=False)

    assert statuses(session.client("iam")) == ["Active"]
    assert "younger than 91 days" in capsys.readouterr().out


def test_a_dry_run_says_what_would_stay_on(session, key, made_days_ago, capsys):
    made_days_ago("alice", key, 900, used_days_ago=1)

    disable_stale_keys([violation(key=key)])

    assert capsys.readouterr().out.startswith(f"Left key {key} of user alice as it was: It was used on")


def test_users_whom_code_looks_after_stay_as_they_are(session, key, capsys):
    session.client("iam").tag_user(UserName="alice", Tags=[{"Key": "managed-by", "Value": "terraform"}])

    disable_stale_keys([violation(key=key)], dry_run=False)

    assert statuses(session.client("iam")) == ["Active"]


def test_with_nothing_to_disable_nobody_is_asked(monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")

    disable_stale_keys([violation(risk="MEDIUM")], dry_run=False)


@pytest.fixture
def slack():
    """A webhook on loopback that keeps what it gets; `status` is what it answers."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            self.server.got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(self.server.status)
            self.end_headers()
            self.wfile.write(b"ok" if self.server.status == 200 else b"no_service")

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.got, server.status = [], 200
    server.url = f"http://127.0.0.1:{server.server_port}/services/EXAMPLE"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_slack_gets_the_count_and_the_first_ten(slack):
    send_slack_alert([violation(user=f"user-{number}") for number in range(12)], slack.url)

    message = slack.got[0]
    assert "12 stale access keys" in message["text"]
    users = [one["fields"][0]["value"] for one in message["attachments"]]
    assert users == [f"user-{number}" for number in range(10)]
    assert message["attachments"][0]["fields"][1] == {"title": "Age", "value": "200 days", "short": True}


def test_slack_markup_in_a_name_is_only_text():
    fields = slack_message([violation(user="<!channel>&")])["attachments"][0]["fields"]

    assert fields[0]["value"] == "&lt;!channel&gt;&amp;"


def test_a_refusal_by_slack_is_an_error_that_does_not_tell_the_webhook(slack):
    slack.status = 404

    with pytest.raises(DeliveryError, match="status 404: no_service") as failure:
        send_slack_alert([violation()], slack.url)
    assert "EXAMPLE" not in str(failure.value)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9/services/EXAMPLE", "not a url", "ftp://127.0.0.1/EXAMPLE"]
)
def test_a_webhook_that_cannot_be_reached_is_an_error_that_does_not_tell_it(url):
    with pytest.raises(DeliveryError, match="could not be reached") as failure:
        send_slack_alert([violation()], url)
    assert "EXAMPLE" not in str(failure.value)


def test_every_function_is_importable_from_the_package():
    assert all(callable(getattr(iam_audit, name)) for name in iam_audit.__all__ if name != "__version__")


def test_a_name_that_is_not_there_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'audit_everything'"):
        iam_audit.audit_everything  # noqa: B018


def test_the_account_of_the_tests_is_the_documented_one(session):
    assert session.client("sts").get_caller_identity()["Account"] == ACCOUNT_ID
