"""The server as people start it: a process of its own, on a real port."""

import json
import os
import re
import signal
import subprocess
import sys
from contextlib import contextmanager

import httpx
import pytest


@pytest.fixture
def environment(tmp_path):
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join(sys.path),
        "HOME": str(tmp_path),
        "XDG_STATE_HOME": str(tmp_path / "state"),
    }


@pytest.fixture
def run(environment, tmp_path):
    def run(*words):
        command = [sys.executable, "-m", "iam_audit", *words]
        return subprocess.run(  # noqa: PLW1510
            command, env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=60
        )

    return run


@pytest.fixture
def serving(environment, tmp_path):
    @contextmanager
    def serving(*words):
        command = [sys.executable, "-m", "iam_audit", "serve", "--port", "0", *words]
        with subprocess.Popen(
            command, env=environment, cwd=tmp_path, stderr=subprocess.PIPE, text=True
        ) as server:
            said = server.stderr.readline()
            try:
                yield re.search(r"https?://\S+", said)[0], said
            finally:
                server.send_signal(signal.SIGINT)
                server.communicate(timeout=30)
            assert server.returncode == 0

    return serving


def test_it_says_where_it_is_answers_and_ends_well(serving):
    with serving() as (url, said):
        assert "for this machine alone" in said
        assert httpx.get(f"{url}/readyz").text == "ok\n"
        assert httpx.get(f"{url}/", headers={"host": "evil.example"}).status_code == 421
        assert "server" not in httpx.get(url).headers


def test_once_there_is_a_token_it_is_asked_for(run, serving):
    made = run("serve", "token", "create", "grc", "--role", "auditor", "--days", "7")
    token = made.stdout.strip()

    with serving() as (url, said):
        assert "with sign-in" in said
        assert httpx.get(f"{url}/metrics").status_code == 401
        assert httpx.get(f"{url}/metrics", headers={"authorization": f"Bearer {token}"}).status_code == 200

    listed = json.loads(run("serve", "token", "list", "--format", "json").stdout)
    assert [(one["name"], one["role"]) for one in listed] == [("grc", "auditor")]
    assert listed[0]["last_used_at"]
    assert token not in str(listed)
    assert run("serve", "token", "revoke", listed[0]["id"]).returncode == 0
    assert run("serve", "token", "revoke", listed[0]["id"]).returncode == 2
    assert "works no longer" in run("serve", "token", "list").stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("serve", "--host", "0.0.0.0"), "needs a way to sign in"),
        (("serve", "--require-sign-in"), "needs a way to sign in"),
        (("serve", "--tls-key", "x.pem"), "go together"),
        (("serve", "--host", "192.0.2.1", "--port", "80"), "cannot be used"),
        (("serve", "token", "create", "x", "--role", "king"), "there is no 'king'"),
        (("serve", "token", "create", "x", "--accounts", "12"), "no account id"),
    ],
)
def test_what_cannot_be_is_said_in_one_line(run, words, said):
    done = run(*words)

    assert done.returncode == 2
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
