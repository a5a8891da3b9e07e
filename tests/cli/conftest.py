import logging
import os

import pytest


@pytest.fixture(autouse=True)
def nothing_from_outside(tmp_path, monkeypatch):
    """Run in an empty folder, without the settings and credentials of whoever runs the tests."""
    for name in list(os.environ):
        if name.startswith(("AWS_", "IAM_AUDIT_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)


@pytest.fixture(autouse=True)
def logging_as_before():
    root, ours = logging.getLogger(), logging.getLogger("iam_audit")
    handlers, level = list(root.handlers), ours.level
    yield
    root.handlers[:] = handlers
    ours.setLevel(level)
