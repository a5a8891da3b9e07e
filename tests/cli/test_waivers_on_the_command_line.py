"""Waivers and kinds of users, through the front."""

import json

import pytest
from front import NOW, cli

from builders import NOW as MOMENT
from iam_audit.settings import Settings, WaiverSettings
from iam_audit.workflows import history_at
from iam_audit.workflows.judging import questions

WAIVER = """
[[waiver]]
check = "access-key-*"
account = "*"
resource = "user/svc-*"
reason = "The vendor moves to roles in May."
approver = "jane@example.com"
expires = {expires}
"""


def write(path, expires="2026-06-30", text=WAIVER):
    path.write_text(text.format(expires=expires))


def mock(*args: str):
    return cli("audit", "--mock", *NOW, *args)


def report(*args: str):
    ended = mock("--format", "json", *args)
    return json.loads(ended.out), ended


def muted(made) -> set[str]:
    return {one["resource"]["name"] for one in made["findings"] if one["status"] == "muted"}


def test_waivers_of_the_current_folder_are_honoured(tmp_path):
    write(tmp_path / "waivers.toml")
    made, ended = report()
    (use,) = made["waivers"]

    assert muted(made) == {"svc-legacy-app", "svc-backup-job"}
    assert (use["state"], use["source"], use["approver"]) == (
        "in_force",
        "waivers.toml, entry 1",
        "jane@example.com",
    )
    assert made["summary"]["statuses"]["muted"] == use["findings"] > 0
    assert ended.err == "1 of 1 account assessed\n"


def test_an_audit_that_is_saved_keeps_what_became_of_waivers(tmp_path):
    write(tmp_path / "waivers.toml")
    mock("--save", "--format", "json")
    with history_at(f"sqlite:///{tmp_path}/state/iam-audit/store.sqlite") as history:
        (use,) = history.waivers(1)

    assert (use.source, use.state) == ("waivers.toml, entry 1", "in_force")
    assert use.waiver.approver == "jane@example.com"


def test_muted_findings_do_not_fail_the_run(tmp_path):
    only = ("--only", "access-key-never-used", "--fail-on", "info")
    assert mock(*only).code == 1
    write(tmp_path / "waivers.toml")

    assert mock(*only).code == 0


def test_a_file_can_be_named_by_flag_or_setting(tmp_path):
    write(tmp_path / "other.toml")
    assert muted(report()[0]) == set()
    assert muted(report("--waivers", "other.toml")[0])
    (tmp_path / "iam-audit.toml").write_text('[waivers]\nfile = "other.toml"\n')

    assert muted(report()[0])


def test_an_expired_waiver_mutes_nothing_and_somebody_is_told(tmp_path):
    write(tmp_path / "waivers.toml", expires="2026-03-18")
    made, ended = report()

    assert muted(made) == set()
    assert made["waivers"][0]["state"] == "expired"
    assert "waivers that somebody should look at: 1 expired. The report tells which, and why." in ended.err


@pytest.mark.parametrize(("days", "state"), [("7", "in_force"), ("8", "lapsing")])
def test_the_days_of_warning_are_a_setting(tmp_path, days, state):
    write(tmp_path / "waivers.toml", expires="2026-03-27")
    (tmp_path / "iam-audit.toml").write_text(f"[waivers]\nwarn_days = {days}\n")

    assert report()[0]["waivers"][0]["state"] == state


@pytest.mark.parametrize("name", ["table", "markdown"])
def test_readable_formats_tell_of_waivers(tmp_path, name):
    write(tmp_path / "waivers.toml", expires="2026-03-20")
    text = " ".join(mock("--format", name).out.split())

    assert "Waivers" in text
    assert "1 waiver in force, " in text
    assert "lapses in 1 day, after 2026-03-20" in text
    assert "Muted until 2026-03-20 by jane@" in text.replace("@<!-- -->", "@")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[waiver]]\n", "waivers.toml, entry 1: 'check' is missing: a waiver needs check, account,"),
        (WAIVER.replace("access-key-*", "acess-key-age"), "Did you mean 'access-key-age'?"),
        ("[[waiver]\n", "waivers.toml is not valid TOML"),
    ],
)
def test_waivers_that_are_not_in_order_are_refused_before_anything_runs(tmp_path, text, said):
    write(tmp_path / "waivers.toml", text=text)
    refused = mock()

    assert refused.code == 2
    assert refused.is_one_line
    assert said in refused.err
    assert not (tmp_path / "reports").exists()


def test_a_file_that_is_not_there_is_refused():
    refused = mock("--waivers", "none.toml")

    assert refused.code == 2
    assert "none.toml could not be read" in refused.err


def test_masked_reports_keep_their_waivers(tmp_path):
    write(tmp_path / "waivers.toml")
    text = WAIVER.replace('"user/svc-*"', '"AKIA2222222222222222"')
    write(tmp_path / "named.toml", text=text)
    made, _ = report("--mask-keys", "--waivers", "named.toml", "--framework", "soc2")

    assert muted(made) == {"dev-john-doe"}
    assert "AKIA2222222222222222" not in json.dumps(made)
    assert made["waivers"][0]["expires"] == "2026-06-30"


def test_users_are_told_apart_by_the_rules_of_the_settings(tmp_path):
    (tmp_path / "iam-audit.toml").write_text(
        '[classify]\nmachine_names = ["svc-*"]\nperson_names = ["dev-*"]\n'
        "[checks.access-key-age]\nmachine_max_days = 365\n"
    )
    made, _ = report()
    kinds = {one["username"]: one["kind"] for one in made["keys"]}
    old = {one["resource"]["name"] for one in made["findings"] if one["check_id"] == "access-key-age"}

    assert (kinds["svc-legacy-app"], kinds["dev-john-doe"], kinds["admin-root"]) == (
        "machine",
        "person",
        "unknown",
    )
    assert old == {"dev-john-doe", "dev-jane-smith"}


def test_without_rules_nobody_is_known():
    assert {one["kind"] for one in report()[0]["keys"]} == {"unknown"}


@pytest.mark.parametrize(
    ("settings", "tag"),
    [
        (WaiverSettings(), None),
        (WaiverSettings(tag="let-it-be"), None),
        (WaiverSettings(tags=True), "iam-audit-waiver"),
        (WaiverSettings(tags=True, tag="let-it-be"), "let-it-be"),
    ],
)
def test_tags_are_honoured_only_where_the_settings_say_so(settings, tag):
    assert questions(Settings(waivers=settings), MOMENT).judgement.waiver_tag == tag
