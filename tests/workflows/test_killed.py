"""kill -9 at every line between intent and outcome: the next run settles it. Against moto's server and a real file.

Every line takes a minute, so that only each fifth is tried unless IAM_AUDIT_EVERY_LINE is set.
"""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import boto3
import msgspec
import pytest

from builders import ACCOUNT_ID
from iam_audit.journal import breaks, replayed
from iam_audit.journal.sql import SqlJournal
from iam_audit.remediate.observing import moment_text
from iam_audit.store import open_store
from remediation_builders import plan, step
from simulated_keys import SimulatedKey

KILLED = Path(__file__).parent.parent / "killed.py"
STRIDE = 1 if os.environ.get("IAM_AUDIT_EVERY_LINE") else 5
LINES = 150 // STRIDE
"""More than there are between intent and outcome."""
NOW = datetime.now(UTC).replace(microsecond=0) + timedelta(days=200)


@pytest.fixture(scope="module")
def iam():
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield boto3.client(
        "iam",
        endpoint_url=f"http://{host}:{port}",
        region_name="us-east-1",
        aws_access_key_id="AKIAIOSFODNN7EXAMPLE",
        aws_secret_access_key="test",
    )
    server.stop()


def plan_for_a_new_key(iam, number):
    name = f"user-{number:03}"
    iam.create_user(UserName=name)
    made = iam.create_access_key(UserName=name)["AccessKey"]
    key = SimulatedKey(made["AccessKeyId"], name, made["CreateDate"])
    deactivate = step(key)
    assert deactivate.expects["key_created_at"] == moment_text(made["CreateDate"])
    return plan(deactivate, at=NOW, number=number)


def test_whichever_line_it_is_killed_at_the_next_run_settles_it(iam, tmp_path):
    url = f"sqlite:///{tmp_path}/store.sqlite"
    open_store(url).close()
    plans = [plan_for_a_new_key(iam, number) for number in range(LINES)]
    told = json.dumps({"now": NOW.isoformat(), "plans": msgspec.to_builtins(plans)})

    ended = subprocess.run(
        [sys.executable, KILLED, tmp_path / "store.sqlite", iam.meta.endpoint_url, str(STRIDE)],
        input=told,
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 0, ended.stderr
    head, *runs = map(json.loads, ended.stdout.splitlines())
    assert len(head["places"][::STRIDE]) == len(runs) < LINES
    assert {file for file, _ in head["places"]} == {
        "changing.py",
        "remediating.py",
        "sql.py",
        "key_action.py",
    }
    assert all(one["killed"] for one in runs)
    for one in runs:
        assert one["became"] == ["done"], one
        assert one["states"] in (["done"], ["failed", "done"]), one
    with open_store(url) as store:
        journal = SqlJournal(store)
        events = list(journal.events())
        assert list(breaks(events)) == []
        assert replayed(events) == {one.id: one for one in journal.entries()}
        assert journal.unsettled(ACCOUNT_ID) == ()
    for made in plans[1 : len(runs) + 1]:
        target = made.steps[0].target
        [key] = iam.list_access_keys(UserName=target.user_name)["AccessKeyMetadata"]
        assert key["Status"] == "Inactive"
    settled = {tuple(one["settled"]) for one in runs}
    assert settled == {(), ("done",), ("failed",)}, "there was something of each kind to settle"
