"""The API keeps to its own description, whatever schemathesis thinks up; a fixed number of examples of a fixed seed."""

import subprocess
import sys

import pytest
from web_history import fill
from web_rig import live

from iam_audit.access import Role
from iam_audit.web.api_routes import PREFIX

LEFT_OUT = (
    "positive_data_acceptance",  # names that are thought up are not there, and cursors are ours to make
    "ignored_auth",  # asked by the test of every route, for every role
)


@pytest.fixture
def said(store, clock, tmp_path):
    fill(store)
    with live(store, clock) as (rig, url):
        command = [
            *(sys.executable, "-W", "ignore", "-m", "schemathesis.cli", "run", f"{url}{PREFIX}/openapi.json"),
            *("--header", f"Authorization: Bearer {rig.token(Role.ADMIN)}"),
            *("--checks", "all", "--exclude-checks", ",".join(LEFT_OUT), "--exclude-path-regex", "/events$"),
            *("--exclude-operation-id", "revoke_token"),
            *("--phases", "examples,fuzzing", "--max-examples", "7", "--seed", "7", "--workers", "1"),
            *("--no-color", "--generation-database", "none", "--suppress-health-check", "all"),
        ]
        yield subprocess.run(command, check=False, capture_output=True, text=True, cwd=tmp_path, timeout=120)


def test_every_answer_is_as_described(said):
    assert said.returncode == 0, said.stdout[-6000:] + said.stderr[-2000:]
