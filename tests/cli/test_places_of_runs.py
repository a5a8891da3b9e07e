"""Places for runs that will not do."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from front import NOW, cli

from builders import NOW as LONG_AGO
from iam_audit import runs
from iam_audit.runs import Manifest
from iam_audit.settings import Settings
from simulated_aws import SimulatedAws

ORG = ("--org", "--role", "reader", "--only", "access-key-age", "--format", "csv")


@pytest.fixture(scope="module")
def aws():
    with SimulatedAws(accounts=2, users=1) as server:
        yield server


@pytest.fixture
def nobody(monkeypatch):
    """A user without a home, as in a container that is told to run as any number."""
    for name in ("HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(os, "getuid", lambda: 54321)


@pytest.mark.usefixtures("nobody")
def test_without_a_home_an_audit_goes_on_and_says_so(aws):
    ended = cli("audit", *NOW, *ORG, env=aws.environment)

    assert ended.code == 0
    assert "cannot be resumed if it is interrupted: there is no home folder" in ended.err


@pytest.mark.usefixtures("nobody")
def test_without_a_home_listing_runs_says_what_to_name():
    ended = cli("audit", "--list-runs")

    assert ended.is_one_line
    assert "name a folder with --runs-dir" in ended.err


def test_an_old_run_that_cannot_be_removed_stops_no_audit(aws, tmp_path):
    old = Manifest(
        id="old",
        began_at=LONG_AGO - timedelta(days=900),
        now=LONG_AGO,
        tool_version="1",
        asked={},
        settings=Settings(),
    )
    runs.begin(tmp_path, old).leave()
    Path(tmp_path, "old", "lock").unlink()
    Path(tmp_path, "old", "lock").mkdir()
    ended = cli("audit", *NOW, *ORG, "--runs-dir", str(tmp_path), env=aws.environment)

    assert ended.code == 0
    assert Path(tmp_path, "old").is_dir()
