import pytest

from iam_audit.aws import connect
from iam_audit.checks import configure
from iam_audit.workflows import Questions


@pytest.fixture(autouse=True)
def few_attempts(monkeypatch):
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "2")


@pytest.fixture
def lead_to(monkeypatch):
    """Connect to a simulated AWS."""

    def lead(server):
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        return connect(run_id="r1")

    return lead


@pytest.fixture(scope="session")
def questions():
    return Questions(checks=configure({}))
