"""The trail's bucket, asked through an Athena on loopback that answers as AWS's does."""

import json
from dataclasses import dataclass, field

import pytest

from builders import NOW, days_ago
from http_services import Asked, Service, reply, serving
from iam_audit import aws
from iam_audit.errors import AccountError, UsageError
from iam_audit.trail.athena import COLUMNS, Athena, query_text, table_text
from rotation_desk import ENVIRONMENT
from trail_records import ACCOUNT_ID, KEY_ID, person


@dataclass
class AthenaService(Service):
    """Runs every query to the same end, with these rows, two to a page."""

    rows: list[list[str]] = field(default_factory=list)
    states: list[str] = field(default_factory=lambda: ["QUEUED", "RUNNING", "SUCCEEDED"])
    reason: str = ""

    def answer(self, asked: Asked):
        self.asked.append(asked)
        match asked.headers["X-Amz-Target"].rpartition(".")[2]:
            case "StartQueryExecution":
                return reply(200, {"QueryExecutionId": "q-1"})
            case "GetQueryExecution":
                state = self.states.pop(0) if len(self.states) > 1 else self.states[0]
                return reply(
                    200, {"QueryExecution": {"Status": {"State": state, "StateChangeReason": self.reason}}}
                )
        whole = [list(COLUMNS), *self.rows]
        start = int(asked.json.get("NextToken", 0))
        page = [
            {"Data": [{"VarCharValue": cell} if cell else {} for cell in row]}
            for row in whole[start : start + 2]
        ]
        more = {"NextToken": str(start + 2)} if len(whole) > start + 2 else {}
        return reply(200, {"ResultSet": {"Rows": page}, **more})


@pytest.fixture
def service():
    with serving(AthenaService()) as running:
        yield running


@pytest.fixture
def athena(service, monkeypatch):
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    client = aws.connect(endpoint_url=service.url).client("athena")
    slept = []
    return Athena(
        client=client,
        database="logs",
        table="trail",
        output="s3://results/",
        region="us-east-1",
        sleep=slept.append,
    )


def row(number: int, name: str = "DeleteAccessKey", **asked: str) -> list[str]:
    at = f"2025-06-0{number}T10:00:00Z"
    who = {**person("dana"), "role": None}
    asked_for = json.dumps({"userName": "deploy", "accessKeyId": KEY_ID, **asked})
    return [
        f"e{number}",
        name,
        at,
        ACCOUNT_ID,
        "us-east-1",
        "aws-cli",
        "192.0.2.1",
        asked_for,
        "",
        json.dumps(who),
    ]


def test_the_rows_of_all_pages_are_events_oldest_first(service, athena):
    service.rows = [row(3), row(1), row(2, "UpdateAccessKey", status="Inactive"), row(3)]

    found = athena.events([ACCOUNT_ID], days_ago(400), NOW)

    assert [(one.id, one.name, one.status) for one in found] == [
        ("e1", "DeleteAccessKey", ""),
        ("e2", "UpdateAccessKey", "Inactive"),
        ("e3", "DeleteAccessKey", ""),
    ]
    assert {(one.user_name, one.key_id, one.actor.name) for one in found} == {("deploy", KEY_ID, "dana")}
    started = service.asked[0].json
    assert started["QueryExecutionContext"] == {"Database": "logs"}
    assert started["ResultConfiguration"] == {"OutputLocation": "s3://results/"}


@pytest.mark.parametrize("state", ["FAILED", "CANCELLED"])
def test_a_query_that_fails_says_why(service, athena, state):
    service.states, service.reason = [state], "TABLE_NOT_FOUND: line 4: Table\ndoes not exist"

    with pytest.raises(
        AccountError, match=rf"q-1 {state.lower()}: TABLE_NOT_FOUND: line 4: Table does not exist\."
    ):
        athena.events([ACCOUNT_ID], days_ago(400), NOW)


def test_a_query_that_never_ends_is_given_up(service, athena):
    service.states = ["RUNNING"]

    with pytest.raises(AccountError, match="has not ended after 30 minutes"):
        athena.events([ACCOUNT_ID], days_ago(400), NOW)


def test_the_query_reads_only_the_days_accounts_and_region_that_it_needs():
    text = query_text("trail", [ACCOUNT_ID, "210987654321"], "us-east-1", days_ago(200), NOW)

    assert f"account IN ('{ACCOUNT_ID}', '210987654321')" in text
    assert "region = 'us-east-1'" in text
    assert "day BETWEEN '2025/08/31' AND '2026/03/19'" in text
    assert "errorcode IS NULL" in text


@pytest.mark.parametrize(
    ("table", "account"), [("trail; DROP TABLE x", ACCOUNT_ID), ("trail", "1' OR '1'='1"), ("", ACCOUNT_ID)]
)
def test_nothing_gets_into_the_query_but_names_and_ids(table, account):
    with pytest.raises(UsageError, match="cannot be"):
        query_text(table, [account], "us-east-1", days_ago(1), NOW)


def test_the_table_finds_its_partitions_by_itself():
    text = table_text("trail", "s3://logs/AWSLogs/o-example/", "us-east-1", days_ago(400))

    assert "'s3://logs/AWSLogs/o-example/${account}/CloudTrail/${region}/${day}'" in text
    assert "'projection.day.range' = '2025/02/12,NOW'" in text
    with pytest.raises(UsageError, match="written s3://BUCKET/AWSLogs"):
        table_text("trail", "s3://logs/'; DROP", "us-east-1", NOW)
