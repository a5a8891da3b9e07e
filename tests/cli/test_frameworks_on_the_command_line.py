"""`--framework` on an audit, and the names of checks elsewhere."""

import csv
import io
import json
import xml.etree.ElementTree as ET

import pytest
from front import NOW, cli

from iam_audit.checks.frameworks import framework_called
from iam_audit.reports import formats

SOC2 = framework_called("soc2")


def mock(*args: str):
    return cli("audit", "--mock", *NOW, *args)


def rendered(name: str, framework: str = "soc2", *args: str) -> str:
    ended = mock("--framework", framework, "--format", name, *args)
    assert ended.code == 0, ended.err
    return ended.out


def test_only_the_checks_of_the_framework_run():
    report = json.loads(rendered("json"))
    run = {count["check_id"] for account in report["accounts"] for count in account["checks"]}

    assert run
    assert run <= SOC2.checks


def test_the_json_report_has_every_control_with_population_and_evidence():
    report = json.loads(rendered("json"))
    controls = {one["id"]: one for one in report["framework"]["controls"]}
    age = {one["check_id"]: one for one in controls["CC6.1"]["checks"]}["access-key-age"]
    fingerprints = {one["fingerprint"] for one in report["findings"]}

    assert (report["framework"]["id"], report["framework"]["name"]) == ("soc2", "SOC 2")
    assert [*controls] == [one.id for one in SOC2.controls]
    assert controls["CC6.1"]["status"] == "failed"
    assert controls["PI1.3"]["status"] == "not_covered"
    assert (age["failed"], age["examined"]) == (3, 9)
    assert {one["fingerprint"] for one in controls["CC6.1"]["failing"]} <= fingerprints
    assert all({*one["frameworks"]} == {"SOC 2"} for one in report["findings"])


def test_without_a_framework_there_is_none_in_the_report():
    assert json.loads(mock("--format", "json").out)["framework"] is None


@pytest.mark.parametrize("name", ["table", "markdown"])
def test_a_readable_format_begins_with_the_controls(name):
    text = rendered(name)

    assert "SOC 2 by control" in text
    assert "CC6.1" in text
    assert "access-key-age 3 of 9 active access keys" in " ".join(text.replace("┃", " ").split())
    assert text.index("by control") < text.index("dev-charlie-brown")


def test_the_csv_has_a_row_per_control_and_check():
    rows = list(csv.DictReader(io.StringIO(rendered("csv"))))
    (age,) = [one for one in rows if (one["control"], one["check_id"]) == ("CC6.1", "access-key-age")]

    assert {one["control"] for one in rows} == {one.id for one in SOC2.controls}
    assert (age["control_status"], age["failed"], age["examined"]) == ("failed", "3", "9")
    assert "AKIA2222222222222222 of dev-john-doe in 123456789012" in age["failing_resources"]


def test_formats_of_findings_carry_the_controls_of_the_framework_alone():
    events = [json.loads(line) for line in rendered("ocsf").splitlines()]
    findings = json.loads(rendered("asff"))
    (run,) = json.loads(rendered("sarif"))["runs"]
    tags = {tag for rule in run["tool"]["driver"]["rules"] for tag in rule["properties"]["tags"]}

    assert {tuple(one["compliance"]["standards"]) for one in events} == {("SOC 2",)}
    assert "SOC 2 CC6.1" in {name for one in events for name in one["compliance"]["requirements"]}
    assert all(
        name.startswith("SOC 2 ") for one in findings for name in one["Compliance"]["RelatedRequirements"]
    )
    assert "SOC 2 CC6.1" in tags
    assert {tag for tag in tags if not tag.startswith("SOC 2 ")} == {"security", "iam"}


def test_alerts_of_a_framework_do_not_close_those_of_the_whole_audit():
    (whole,), (part,) = (
        json.loads(text)["runs"] for text in (mock("--format", "sarif").out, rendered("sarif"))
    )

    assert whole["automationDetails"]["id"] == "iam-audit/mock/"
    assert part["automationDetails"]["id"] == "iam-audit/mock/soc2/"


def test_cases_of_junit_name_their_controls_though_they_pass():
    cases = ET.fromstring(rendered("junit")).iter("testcase")
    said = {case.get("name"): case.findtext("system-out") or "" for case in cases}

    assert {*said} <= SOC2.checks
    assert all(text.startswith("SOC 2: ") for text in said.values())


@pytest.mark.parametrize("name", formats())
@pytest.mark.parametrize("framework", ["nist-800-53-r5", "gdpr"])
def test_every_format_can_tell_of_every_framework(name, framework):
    assert rendered(name, framework)


@pytest.mark.parametrize("written", ["SOC 2", "soc-2", "SOC2"])
def test_a_framework_may_be_spelled_otherwise(written):
    assert rendered("json", written) == rendered("json")


def test_a_framework_can_be_set_in_the_settings(tmp_path):
    (tmp_path / "iam-audit.toml").write_text('[audit]\nframework = "hipaa"\n')

    assert json.loads(mock("--format", "json").out)["framework"]["id"] == "hipaa"
    assert json.loads(rendered("json", "pci"))["framework"]["id"] == "pci-dss-4"


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--framework", "soc3"], "--framework: there is no 'soc3'. Did you mean 'soc2'?"),
        (["--framework", "hippa"], "Did you mean 'hipaa'?"),
        (["--framework", "zzzzzzzz"], "Known: aws-well-architected, cis-aws-1.2"),
        (["--framework", "cis-aws-1.9"], "Did you mean 'cis-aws-1."),
        (
            ["--framework", "soc2", "--only", "password-policy-symbol"],
            "No check is left to run: look at --framework, --only, --skip",
        ),
    ],
)
def test_what_cannot_be_is_refused_before_anything_runs(args, said):
    refused = mock(*args)

    assert refused.code == 2
    assert refused.is_one_line
    assert said in refused.err


def test_only_narrows_a_framework_and_the_rest_is_not_covered():
    report = json.loads(rendered("json", "soc2", "--only", "root-mfa"))
    statuses = {one["id"]: one["status"] for one in report["framework"]["controls"]}

    assert statuses["CC6.6"] == "passed"
    assert statuses["CC6.2"] == "not_covered"


def test_findings_outside_the_framework_do_not_fail_the_run():
    assert mock("--framework", "gdpr", "--only", "root-*", "--fail-on", "info").code == 0
    assert mock("--framework", "soc2", "--fail-on", "high").code == 1


# Names elsewhere


def listed(*args: str) -> list[list[str]]:
    ended = cli("checks", "list", *args)
    assert ended.code == 0, ended.err
    return [line.split() for line in ended.out.splitlines()]


def test_checks_are_listed_by_their_names_in_prowler():
    heading, *lines = listed("--prowler")
    names = {line[0]: line[2] for line in lines}

    assert heading == ["CHECK", "SEVERITY", "PROWLER", "TITLE"]
    assert names["access-key-age"] == "iam_rotate_access_key_90_days"
    assert "access-key-deadline" not in names


def test_checks_are_listed_by_their_names_in_security_hub():
    lines = {line[0]: line[2] for line in listed("--securityhub")[1:]}

    assert lines["access-key-age"] == "IAM.3"


@pytest.mark.parametrize(
    ("args", "version", "number"),
    [
        (["--cis"], "7.0", "2.12"),
        (["--cis", "5.0"], "5.0", "1.13"),
        (["--cis", "--format", "table"], "7.0", "2.12"),
        (["--cis=1.2"], "1.2", "1.4"),
    ],
)
def test_checks_are_listed_by_their_numbers_in_cis(args, version, number):
    heading, *lines = listed(*args)

    assert heading == ["CHECK", "SEVERITY", "CIS", "AWS", version, "TITLE"]
    assert {line[0]: line[2] for line in lines}["access-key-age"] == number


def test_a_check_that_is_known_in_one_of_several_places_has_a_dash_for_the_others():
    lines = {line[0]: line[2:4] for line in listed("--prowler", "--securityhub")[1:]}

    assert lines["access-key-multiple-active"] == ["iam_user_two_active_access_key", "-"]


def test_what_is_merely_near_is_not_listed():
    assert "access-key-age-extreme" not in {line[0] for line in listed("--cis")[1:]}


def test_the_list_can_be_markdown():
    text = cli("checks", "list", "--cis", "5.0", "--format", "markdown").out
    heading, rule, *rows = text.splitlines()

    assert (heading, rule) == ("| check | severity | CIS AWS 5.0 | title |", "| --- | --- | --- | --- |")
    assert "| `access-key-age` | medium | 1.13 | Access key is past its rotation limit |" in rows


def test_the_list_for_programs_is_filtered_alike():
    pages = json.loads(cli("checks", "list", "--securityhub", "--format", "json").out)

    assert pages
    assert all("securityhub" in page["equivalents"] for page in pages)


@pytest.mark.parametrize(
    ("version", "said"), [("5.1", "--cis: there is no '5.1'. Did you mean '5.0'?"), ("9", "Known: 1.2, 1.3")]
)
def test_a_version_that_is_not_known_is_refused(version, said):
    refused = cli("checks", "list", "--cis", version)

    assert refused.code == 2
    assert refused.is_one_line
    assert said in refused.err


def test_a_check_that_no_framework_asks_for_shows_the_nearest_as_such():
    shown = cli("checks", "show", "access-key-age-extreme").out

    assert "None asks for this check. The nearest that some ask for: access-key-age" in shown
    assert json.loads(cli("checks", "show", "access-key-age", "--format", "json").out)["nearest"] is None
