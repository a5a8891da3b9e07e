"""Plans over the API: read, approved and rejected by those who may, and by a button in Slack."""

import hashlib
import hmac
import json
from datetime import timedelta
from urllib.parse import urlencode

import pytest

from builders import NOW
from iam_audit.access import Role
from iam_audit.remediate.slack_buttons import APPROVE
from iam_audit.settings import RemediateSettings
from remediate.planned import plan

RULES = RemediateSettings(api_approvers=("ci",), slack_approvers={"U0KIM": "kim"})
SECRET = "hush"
SEEN = {"hash": plan().hash, "reason": "Agreed with the owners."}


@pytest.fixture
def server(rig_with, clock):
    clock.at = NOW + timedelta(hours=1)
    rig = rig_with(
        can_sign_in=True,
        url="https://iam-audit.example.com",
        rules=RULES,
        desk={"slack_secret": lambda: SECRET},
    )
    rig.desk.plans.file(plan())
    return rig


def test_a_plan_is_listed_and_read_with_what_it_lacks(server):
    with server.program() as client:
        (record,) = client.get("/api/v1/plans").json()
        by_hash = client.get(f"/api/v1/plans/{record['hash']}").json()
        detail = client.get(f"/api/v1/plans/{record['id']}").json()

    assert by_hash == detail
    assert record == detail["record"]
    assert record["lacks"]
    assert len(detail["plan"]["steps"]) == record["steps"]


def test_who_may_approve_approves_what_they_have_seen(server):
    with server.program(Role.APPROVER) as client:
        answer = client.post("/api/v1/plans/plan-1/approve", json=SEEN)

    assert answer.status_code == 200
    assert answer.json()["record"]["approved_by"] == ["ci"]
    assert answer.json()["record"]["lacks"] == []
    assert [one.action for one in server.desk.changes.latest(1)] == ["plan.approve"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (SEEN | {"hash": "0" * 64}, "for another plan"),
        (SEEN | {"reason": ""}, "reason"),
        ({"hash": SEEN["hash"]}, "reason"),
        (SEEN | {"by": "somebody else"}, "by"),
    ],
)
def test_an_approval_that_would_not_count_is_refused(server, body, said):
    with server.program(Role.APPROVER) as client:
        answer = client.post("/api/v1/plans/plan-1/approve", json=body)

    assert answer.status_code == 400
    assert said in str(answer.json())
    assert server.desk.plans.find("plan-1").approvals == ()


def test_an_approver_whom_the_settings_do_not_name_is_refused(server, store):
    made = server.desk.tokens.create("mallory", Role.ADMIN, (), NOW + timedelta(days=9), by="ann", now=NOW)
    with server.client(authorization=f"Bearer {made.secret}") as client:
        answer = client.post("/api/v1/plans/plan-1/approve", json=SEEN)

    assert answer.status_code == 400
    assert "mallory may not approve" in answer.json()["detail"]


def test_a_plan_that_somebody_rejected_lacks_more_than_approvals(server):
    with server.program(Role.APPROVER) as client:
        client.post("/api/v1/plans/plan-1/approve", json=SEEN)
        answer = client.post("/api/v1/plans/plan-1/reject", json=SEEN)

    assert answer.json()["record"]["rejected_by"] == ["ci"]
    assert answer.json()["record"]["lacks"]


def press(secret=SECRET, at=NOW + timedelta(hours=1)):
    payload = {
        "type": "block_actions",
        "user": {"id": "U0KIM"},
        "actions": [{"action_id": APPROVE, "value": plan().hash}],
    }
    body = urlencode({"payload": json.dumps(payload)}).encode()
    stamp = str(int(at.timestamp()))
    mac = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    headers = {
        "x-slack-request-timestamp": stamp,
        "x-slack-signature": f"v0={mac}",
        "content-type": "application/x-www-form-urlencoded",
    }
    return {"content": body, "headers": headers}


def test_a_button_in_slack_approves_without_anybody_signing_in_here(server):
    with server.client() as client:
        answer = client.post("/slack/actions", **press())

    assert "kim approved plan-1" in answer.json()["text"]
    assert [one.by for one in server.desk.plans.find("plan-1").approvals] == ["kim"]


@pytest.mark.parametrize(
    "sent", [press(secret="another"), press(at=NOW - timedelta(hours=1)), {"content": b"payload=1"}]
)
def test_what_slack_has_not_signed_is_refused(server, sent):
    with server.client() as client:
        answer = client.post("/slack/actions", **sent)

    assert answer.status_code == 401
    assert server.desk.plans.find("plan-1").approvals == ()
