import json

import jsonschema
import pytest
from front import cli

from iam_audit.checks import catalogue
from iam_audit.workflows import PURPOSES


def test_the_list_has_a_line_per_check_with_severity_and_title():
    listed = cli("checks", "list")

    assert listed.code == 0
    heading, *lines = listed.out.splitlines()
    assert heading.split() == ["CHECK", "SEVERITY", "TITLE"]
    assert [line.split()[:2] for line in lines] == [[check.id, check.severity] for check in catalogue()]
    assert all(line.endswith(check.title) for line, check in zip(lines, catalogue(), strict=True))


def test_the_list_for_programs_holds_everything():
    entries = json.loads(cli("checks", "list", "--format", "json").out)

    assert [entry["id"] for entry in entries] == [check.id for check in catalogue()]
    assert {"severity", "title", "why", "options", "frameworks", "equivalents", "remedy", "cli"} <= entries[
        0
    ].keys()


@pytest.mark.parametrize("check", catalogue(), ids=lambda check: check.id)
def test_every_check_can_be_shown(check):
    shown = cli("checks", "show", check.id)

    assert (shown.code, shown.err) == (0, "")
    assert shown.out.startswith(f"{check.id} ({check.severity})\n{check.title}\n")
    assert check.remedy.cli[0] in shown.out
    assert max(len(line) for line in shown.out.splitlines() if "aws " not in line) <= 100


def test_a_check_is_shown_with_options_frameworks_and_the_names_others_give_it():
    shown = cli("checks", "show", "access-key-age").out

    assert "max_days = 90: Days a key may live" in shown
    assert "CIS AWS 1.5: 1.14" in shown
    assert "securityhub: IAM.3" in shown


def test_a_check_is_shown_for_programs():
    shown = json.loads(cli("checks", "show", "access-key-age", "--format", "json").out)

    assert shown["id"] == "access-key-age"
    assert {"name": "max_days", "default": 90, "help": shown["options"][0]["help"]} == shown["options"][0]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["show", "acess-key-age"], "there is no 'acess-key-age'. Did you mean 'access-key-age'?"),
        (["show", "root-mfa", "--format", "xml"], "--format: there is no 'xml'. Known: table, json."),
        (["list", "--format", "jsno"], "Did you mean 'json'?"),
    ],
)
def test_unknown_names_are_refused(args, said):
    refused = cli("checks", *args)

    assert refused.code == 2
    assert refused.is_one_line
    assert said in refused.err


def test_the_schema_is_one_and_fits_the_report():
    schema = json.loads(cli("schema").out)
    report = json.loads(cli("audit", "--mock", "--format", "json").out)

    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(report, schema)


CHANGING = {"remediate", "rotate"}


def actions(*args: str) -> set[str]:
    document = json.loads(cli("policy", *args).out)
    assert document["Version"] == "2012-10-17"
    return {action for one in document["Statement"] for action in one["Action"]}


def test_the_policy_is_that_of_an_audit_unless_said_otherwise():
    assert actions() == actions("--for", "audit")
    assert "iam:GetCredentialReport" in actions()
    assert "sts:AssumeRole" not in actions()


def test_the_policy_reads_only_unless_it_is_for_changing():
    verbs = {action.partition(":")[2] for action in actions("--for", *(set(PURPOSES) - CHANGING))}

    assert all(
        verb.startswith(("Get", "List", "Describe", "Generate", "Lookup", "AssumeRole")) for verb in verbs
    )


@pytest.mark.parametrize("args", [["--for", "audit", "organization"], ["--for", "audit,organization"]])
def test_the_policy_can_be_for_several_things(args):
    assert actions(*args) == actions("--for", "audit") | actions("--for", "organization")


def test_the_policy_names_role_and_partition():
    text = cli("policy", "--for", "organization", "--role", "reader", "--partition", "aws-cn").out

    assert "arn:aws-cn:iam::*:role/reader" in text


def test_the_policy_to_remediate_can_be_narrowed_to_the_actions_that_will_be_used():
    looking, changing = json.loads(
        cli("policy", "--action", "deactivate-access-key", "--partition", "aws-cn").out
    )["Statement"]

    assert changing == {
        "Sid": "DeactivateAccessKey",
        "Effect": "Allow",
        "Action": ["iam:UpdateAccessKey"],
        "Resource": ["arn:aws-cn:iam::*:user/*"],
    }
    assert "iam:GetAccessKeyLastUsed" in looking["Action"]
    assert not {action for action in looking["Action"] if not action.startswith(("iam:Get", "iam:List"))}


def test_the_policy_to_remediate_is_for_all_actions_unless_some_are_named():
    assert {"iam:DeleteUser", "iam:UpdateAccessKey", "sso:DeleteAccountAssignment"} <= actions(
        "--for", "remediate"
    )
    assert "iam:DeleteUser" not in actions("--for", "audit", "remediate", "--action", "deactivate-access-key")


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--action", "delete-usr"], "--action: there is no 'delete-usr'. Did you mean 'delete-user'?"),
        (["--for", "audit", "--action", "delete-user"], "--action narrows what `--for remediate` allows"),
        (["--for", "audti"], "--for: there is no 'audti'. Did you mean 'audit'?"),
        (["--partition", "aws-mars"], "There is no AWS partition 'aws-mars'."),
    ],
)
def test_a_policy_for_nothing_known_is_refused(args, said):
    refused = cli("policy", *args)

    assert refused.code == 2
    assert refused.is_one_line
    assert said in refused.err
