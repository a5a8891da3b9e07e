import csv
import io
import json

import audits
import jsonschema
import pytest

from builders import ACCOUNT_ID, NOW, access_key, account, permissions, policy, snapshot, user
from iam_audit.audit import audit_snapshot
from iam_audit.model import AuditResult, NeverUsed, Role
from iam_audit.reports import formats
from iam_audit.reports.json_document import schema
from iam_audit.reports.masking import mask_keys
from iam_audit.reports.urgency import most_urgent

EVERYTHING = '{"Statement":[{"Action":"*","Effect":"Allow","Resource":"*"}],"Version":"2012-10-17"}'
NEW_KEYS = (
    '{"Statement":[{"Action":"iam:CreateAccessKey","Effect":"Allow","Resource":"*"}],"Version":"2012-10-17"}'
)
TRUST = (
    '{"Statement":[{"Action":"sts:AssumeRole","Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"}}],'
    '"Version":"2012-10-17"}'
)
ADMIN, CLIMBER, NOBODY = "AKIA1111111111111111", "AKIA2222222222222222", "AKIA3333333333333333"


def idle(name: str, key_id: str):
    return access_key(user_name=name, id=key_id, age_days=200, used_days_ago=None)


def three_keys() -> AuditResult:
    """Equally old and idle; what they can do differs."""
    people = (
        user("nobody"),
        user("climber", permissions=permissions(inline=(policy("keys", NEW_KEYS),))),
        user("admin", permissions=permissions(inline=(policy("all", EVERYTHING),))),
    )
    keys = (idle("nobody", NOBODY), idle("climber", CLIMBER), idle("admin", ADMIN))
    role = Role(
        name="web",
        arn=f"arn:aws:iam::{ACCOUNT_ID}:role/web",
        account_id=ACCOUNT_ID,
        trust=TRUST,
        last_used=NeverUsed(),
    )
    read = snapshot(users=people, access_keys=keys, roles=(role,))
    return audits.audit(audit_snapshot(read, [audits.KeyAge()], NOW))


def text(name: str, result: AuditResult) -> str:
    return formats()[name].render(result)


def report(result: AuditResult) -> dict:
    return json.loads(text("json", result))


def test_the_most_dangerous_come_first_though_all_are_equally_idle():
    assert [one.row.key.id for one in most_urgent(three_keys())] == [ADMIN, CLIMBER, NOBODY]


def test_a_few_are_enough():
    assert len(most_urgent(audits.many_keys())) == 5


def test_the_way_to_more_is_told_in_words():
    (_, climber, _) = most_urgent(three_keys())
    admin = f"arn:aws:iam::{ACCOUNT_ID}:user/admin"

    assert "iam:CreateAccessKey" in climber.ways[0]
    assert f"on {admin}, which gives admin" in climber.ways[0]


def test_the_table_lists_them_below_the_keys():
    shown = text("table", three_keys())
    place = [shown.index(one) for one in ("What the riskiest keys can do", f"80  {ADMIN} of admin: admin")]

    assert place == sorted(place)
    assert "dormancy 1: never used, and it is 200 days old" in " ".join(shown.split())


def test_the_columns_of_the_key_table_stay_five():
    header = next(line for line in text("table", three_keys()).splitlines() if line.startswith("┃"))

    assert [cell.strip() for cell in header.strip("┃").split("┃")] == [
        "Username",
        "Key ID",
        "Age (Days)",
        "Last Used",
        "Risk",
    ]


def test_without_keys_there_is_nothing_to_list():
    empty = audits.audit(audits.judged())

    assert "riskiest" not in text("table", empty) + text("markdown", empty)


def test_several_accounts_are_told_apart():
    one = three_keys().accounts[0]
    other = audits.judged(access_key(), account=account(id="111122223333", name="sandbox"))

    assert "of admin in production (123456789012): admin" in text("table", audits.audit(one, other))


def test_markdown_shows_tier_and_priority_per_key():
    (line,) = [one for one in text("markdown", three_keys()).splitlines() if f"| {ADMIN} |" in one]

    assert "| admin | 80 |" in line


def test_json_tells_what_a_key_can_do_and_the_parts_of_its_number():
    key = next(one for one in report(three_keys())["keys"] if one["key_id"] == ADMIN)

    assert key["privilege"] == {"lower": "admin", "upper": "admin"}
    assert key["priority"] == 80
    assert [part["name"] for part in key["priority_parts"]] == [
        "privilege",
        "dormancy",
        "exposure",
        "certainty",
    ]


def test_json_lists_everybody_with_contexts_paths_and_reasons():
    made = report(three_keys())
    jsonschema.validate(made, schema(), cls=jsonschema.Draft202012Validator)
    climber = next(one for one in made["principals"] if one["name"] == "climber")

    assert {one["type"] for one in made["principals"]} == {"user", "role"}
    assert set(climber) == {"arn", "type", "name", "account_id", "privilege"}
    assert set(climber["privilege"]) == {"lower", "upper", "contexts", "paths", "reasons"}
    assert set(climber["privilege"]["contexts"]) == {"access_key", "password", "mfa_session"}
    assert climber["privilege"]["paths"][0]["actions"] == ["iam:CreateAccessKey"]


def test_a_masked_report_says_the_same_of_principals():
    masked = mask_keys(three_keys())

    assert masked.principals == three_keys().principals
    assert ADMIN not in text("table", masked)


@pytest.mark.parametrize(("resource", "said"), [(ADMIN, ("admin", "80")), (NOBODY, ("none", "4"))])
def test_findings_csv_tells_of_the_key_what_it_can_do(resource, said):
    rows = list(csv.DictReader(io.StringIO(text("findings-csv", three_keys()))))
    found = next(one for one in rows if one["resource_id"] == resource)

    assert (found["privilege"], found["priority"]) == said


def test_findings_csv_tells_of_a_user_what_they_can_do():
    one = audits.finding(resource=audits.user_resource("admin"))
    result = audits.audit(audits.replace(three_keys().accounts[0], findings=(one,)))
    (row,) = csv.DictReader(io.StringIO(text("findings-csv", result)))

    assert (row["privilege"], row["priority"]) == ("admin", "")
