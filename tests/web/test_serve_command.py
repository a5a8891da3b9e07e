"""The server as people start it: a process of its own, on a real port."""

import json
import os
import re
import signal
import ssl
import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import httpx
import pytest
import trustme

from builders import ACCOUNT_ID, access_key, snapshot, user
from cli.front import cli
from iam_audit.snapshots import save_snapshot


@pytest.fixture
def environment(tmp_path):
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join(sys.path),
        "HOME": str(tmp_path),
        "XDG_STATE_HOME": str(tmp_path / "state"),
    }


@pytest.fixture
def run(environment):
    def run(*words):
        return cli(*words, env=environment)

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


def test_it_speaks_tls_itself_where_it_has_a_certificate(serving, tmp_path):
    authority = trustme.CA()
    issued = authority.issue_cert("127.0.0.1")
    issued.private_key_pem.write_to_path(tmp_path / "key.pem")
    for one in issued.cert_chain_pems:
        one.write_to_path(tmp_path / "chain.pem", append=True)
    trust = ssl.create_default_context()
    authority.configure_trust(trust)

    with serving("--tls-certificate", "chain.pem", "--tls-key", "key.pem") as (url, _):
        assert url.startswith("https://")
        headers = httpx.get(f"{url}/readyz", verify=trust).headers

    assert headers["strict-transport-security"]


def test_once_there_is_a_token_it_is_asked_for(run, serving):
    made = run("serve", "token", "create", "grc", "--role", "auditor", "--days", "7")
    token = made.out.strip()

    with serving() as (url, said):
        assert "with sign-in" in said
        assert httpx.get(f"{url}/metrics").status_code == 401
        assert httpx.get(f"{url}/metrics", headers={"authorization": f"Bearer {token}"}).status_code == 200

    listed = json.loads(run("serve", "token", "list", "--format", "json").out)
    assert [(one["name"], one["role"]) for one in listed] == [("grc", "auditor")]
    assert listed[0]["last_used_at"]
    assert token not in str(listed)
    assert run("serve", "token", "revoke", listed[0]["id"]).code == 0
    assert run("serve", "token", "revoke", listed[0]["id"]).code == 2
    assert "works no longer" in run("serve", "token", "list").out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--host", "0.0.0.0"), "needs a way to sign in"),
        (("--require-sign-in",), "needs a way to sign in"),
        (("--tls-key", "x.pem"), "go together"),
        (("--host", "192.0.2.1", "--port", "80"), "cannot be used"),
        (("token", "create", "x", "--role", "king"), "there is no 'king'"),
        (("token", "create", "x", "--accounts", "12"), "no account id"),
        (("token", "create", " "), "NAME is empty"),
    ],
)
def test_what_cannot_be_is_said_in_one_line(environment, words, said):
    if "--port" not in words and words[0] != "token":
        words = (*words, "--port", "0")
    done = cli("serve", *words, env=environment)

    assert done.code == 2
    assert said in done.err
    assert done.is_one_line


def test_an_audit_that_is_started_there_is_in_the_history_and_heeds_waivers(serving, tmp_path):
    save_snapshot(
        snapshot(collected_at=datetime.now(UTC), users=(user(),), access_keys=(access_key(age_days=400),)),
        tmp_path / "accounts/snapshot.json",
    )
    waiver = {
        "check": "access-key-age",
        "account": ACCOUNT_ID,
        "resource": "*",
        "reason": "It is being replaced.",
        "expires": (datetime.now(UTC) + timedelta(days=30)).date().isoformat(),
    }
    with serving("--from-dir", str(tmp_path / "accounts")) as (url, _):
        api = f"{url}/api/v1"
        assert httpx.post(f"{api}/waivers", json=waiver).status_code == 201
        job = httpx.post(f"{api}/runs").headers["location"]
        told = httpx.get(f"{url}{job}/events", timeout=60).text
        (run,) = httpx.get(f"{api}/runs").json()["items"]
        muted = httpx.get(f"{api}/findings?check=access-key-age").json()["items"]

    assert run["id"] in told
    assert [one["state"] for one in muted] == ["muted"]
