import os

import pytest

from iam_audit.aws import connect, pace, retrying


@pytest.fixture(autouse=True)
def no_aws_settings(monkeypatch):
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch):
    monkeypatch.setattr(retrying, "BASE", 0)
    monkeypatch.setattr(pace, "HOLD", 0.05)


@pytest.fixture
def lead_to(monkeypatch):
    """Connect to a simulated AWS."""

    def lead(server):
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        return connect(run_id="r1")

    return lead
