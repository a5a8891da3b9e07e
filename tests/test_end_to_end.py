"""The whole program against moto's server on loopback: an organization whose users boto3 made, audited from outside.

moto never denies, so that a small proxy in front of it forbids the role of one account; the proxy also says that there
are no service-specific credentials, of which moto knows nothing. moto's credential report has no row for root, so that
the other accounts are partial, which is the truth.
"""

import http.client
import json
import os
import socket
import subprocess
import sys
import threading
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import boto3
import pytest

ALLOW = json.dumps(
    {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}
)
REGION = "us-east-1"
CALLER = {"aws_access_key_id": "AKIAIOSFODNN7EXAMPLE", "aws_secret_access_key": "simulated"}
FORBIDDEN = """<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>
<Code>AccessDenied</Code><Message>User: arn:aws:iam::123456789012:user/moto is not authorized to perform:
sts:AssumeRole on resource: {role} because no role trust policy allows the sts:AssumeRole action</Message></Error>
<RequestId>1</RequestId></ErrorResponse>"""


ACTION = "ListServiceSpecificCredentials"
NO_CREDENTIALS = f"""<{ACTION}Response xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><{ACTION}Result>
<ServiceSpecificCredentials/><IsTruncated>false</IsTruncated></{ACTION}Result></{ACTION}Response>"""


class Proxy(BaseHTTPRequestHandler):
    """Passes on all but two things."""

    address: tuple[str, int]
    forbidden_account: str

    def log_message(self, *_):
        """Say nothing."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        role = parse_qs(body.decode()).get("RoleArn", [""])[0]
        if self.forbidden_account in role:
            return self.reply(403, FORBIDDEN.format(role=role).encode())
        if f"Action={ACTION}&" in body.decode():
            return self.reply(200, NO_CREDENTIALS.encode())
        return self.reply(*self.ask_moto(body))

    def ask_moto(self, body):
        with closing(http.client.HTTPConnection(*self.address)) as moto:
            moto.request("POST", self.path, body, dict(self.headers))
            answer = moto.getresponse()
            return answer.status, answer.read()

    def reply(self, status, body):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@dataclass(frozen=True)
class Truth:
    """What boto3 made."""

    url: str
    alpha: str
    beta: str
    keys: dict[str, tuple[str, str, str]]
    """Account id, user name and status by key id."""
    later: str
    """A hundred days after all keys were made."""


@pytest.fixture(scope="module")
def truth():
    with moto_by_itself() as address, through_the_proxy(address) as made:
        yield made


@contextmanager
def moto_by_itself():
    """moto's server as a process of its own: within one process, whatever other tests made is there for all."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = free.getsockname()
    command = [sys.executable, "-m", "moto.server", "-H", address[0], "-p", str(address[1])]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    uncounted = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    with subprocess.Popen(command, env=uncounted, **quiet) as server:
        try:
            wait_until_answered(address)
            yield address
        finally:
            server.terminate()


def wait_until_answered(address):
    for _ in range(600):
        try:
            return socket.create_connection(address, timeout=1).close()
        except OSError:
            time.sleep(0.05)
    raise TimeoutError("moto's server does not start")


@contextmanager
def through_the_proxy(address):
    made = populate(f"http://{address[0]}:{address[1]}")
    handler = type("ProxyToMoto", (Proxy,), {"address": address, "forbidden_account": made.beta})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as proxy:
        thread = threading.Thread(target=proxy.serve_forever, args=(0.01,))
        thread.start()
        yield Truth(**(vars(made) | {"url": f"http://127.0.0.1:{proxy.server_address[1]}"}))
        proxy.shutdown()
        thread.join()


def populate(url):
    organizations = boto3.client("organizations", endpoint_url=url, region_name=REGION, **CALLER)
    organizations.create_organization(FeatureSet="ALL")
    alpha, beta = (
        organizations.create_account(Email=f"{name}@example.com", AccountName=name)["CreateAccountStatus"][
            "AccountId"
        ]
        for name in ("alpha", "beta")
    )
    home, away = iam(url, CALLER), iam(url, credentials_in(url, alpha))
    keys = people_at_home(home) | people_away(away, alpha)
    made = max(key["CreateDate"] for client in (home, away) for key in all_keys(client))
    return Truth(url=url, alpha=alpha, beta=beta, keys=keys, later=(made + timedelta(days=100)).isoformat())


def people_at_home(client):
    """Alice has a password, no MFA, a key and a group. Bob has a password, MFA and a policy of his own."""
    for name in ("alice", "bob"):
        client.create_user(UserName=name)
        client.create_login_profile(UserName=name, Password="Correct-Horse-9-Battery")
    client.create_group(GroupName="engineers")
    client.put_group_policy(GroupName="engineers", PolicyName="storage", PolicyDocument=ALLOW)
    client.add_user_to_group(GroupName="engineers", UserName="alice")
    client.put_user_policy(UserName="bob", PolicyName="own", PolicyDocument=ALLOW)
    device = client.create_virtual_mfa_device(VirtualMFADeviceName="bob")["VirtualMFADevice"]["SerialNumber"]
    codes = {"AuthenticationCode1": "123456", "AuthenticationCode2": "234567"}
    client.enable_mfa_device(UserName="bob", SerialNumber=device, **codes)
    return {new_key(client, "alice"): ("123456789012", "alice", "Active")}


def people_away(client, account_id):
    """Carol has two keys, of which one is switched off; Dave may do nothing."""
    for name in ("carol", "dave"):
        client.create_user(UserName=name)
    policy = client.create_policy(PolicyName="storage", PolicyDocument=ALLOW)["Policy"]["Arn"]
    client.attach_user_policy(UserName="carol", PolicyArn=policy)
    on, off = new_key(client, "carol"), new_key(client, "carol")
    client.update_access_key(UserName="carol", AccessKeyId=off, Status="Inactive")
    return {on: (account_id, "carol", "Active"), off: (account_id, "carol", "Inactive")}


def iam(url, credentials):
    return boto3.client("iam", endpoint_url=url, region_name=REGION, **credentials)


def credentials_in(url, account_id):
    sts = boto3.client("sts", endpoint_url=url, region_name=REGION, **CALLER)
    role = f"arn:aws:iam::{account_id}:role/maker"
    given = sts.assume_role(RoleArn=role, RoleSessionName="maker")["Credentials"]
    names = ("AccessKeyId", "SecretAccessKey", "SessionToken")
    return dict(
        zip(
            ("aws_access_key_id", "aws_secret_access_key", "aws_session_token"),
            map(given.get, names),
            strict=True,
        )
    )


def new_key(client, user_name):
    return client.create_access_key(UserName=user_name)["AccessKey"]["AccessKeyId"]


def all_keys(client):
    users = client.list_users()["Users"]
    return [
        key
        for user in users
        for key in client.list_access_keys(UserName=user["UserName"])["AccessKeyMetadata"]
    ]


def run(truth, folder, *words):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")} | {
        "AWS_ENDPOINT_URL": truth.url,
        "AWS_ACCESS_KEY_ID": CALLER["aws_access_key_id"],
        "AWS_SECRET_ACCESS_KEY": CALLER["aws_secret_access_key"],
        "AWS_REGION": REGION,
        "XDG_STATE_HOME": str(folder / "state"),
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    }
    command = [sys.executable, "-m", "iam_audit", *words]
    return subprocess.run(
        command, capture_output=True, text=True, env=environment, cwd=folder, check=False, timeout=120
    )


@pytest.fixture(scope="module")
def organization_run(truth, tmp_path_factory):
    folder = tmp_path_factory.mktemp("run")
    words = ("audit", "--org", "--role", "reader", "--format", "json", "--now", truth.later)
    return run(truth, folder, *words)


@pytest.fixture(scope="module")
def report(organization_run):
    return json.loads(organization_run.stdout)


def test_an_account_that_cannot_be_entered_makes_the_audit_incomplete(truth, organization_run, report):
    accounts = {account["id"]: account for account in report["accounts"]}

    assert organization_run.returncode == 3
    assert "Traceback" not in organization_run.stderr
    for account_id in ("123456789012", truth.alpha):
        assert accounts[account_id]["status"] == "partial"
        assert accounts[account_id]["reason"] == "root: the credential report has no row for root"
    assert accounts[truth.beta]["status"] == "not_assessed"
    assert "sts:AssumeRole is denied: no role trust policy allows it" in accounts[truth.beta]["reason"]
    assert truth.beta in organization_run.stderr


def test_every_key_of_every_account_is_there_and_none_besides(truth, report):
    found = {key["key_id"]: (key["account_id"], key["username"], key["status"]) for key in report["keys"]}

    assert found == truth.keys


def test_a_key_that_was_never_used_is_critical_once_it_is_old(truth, report):
    levels = {key["username"] + " " + key["status"]: key["risk_level"] for key in report["keys"]}

    assert levels == {"alice Active": "CRITICAL", "carol Active": "CRITICAL", "carol Inactive": "COMPLIANT"}


@pytest.mark.parametrize(
    ("check", "users"),
    [
        ("user-mfa-console", {"alice"}),
        ("user-direct-policy", {"bob", "carol"}),
        ("access-key-never-used", {"alice", "carol"}),
        ("access-key-inactive-stale", {"carol"}),
        ("user-no-permissions", {"dave"}),
    ],
)
def test_each_check_finds_those_it_is_about_and_nobody_else(report, check, users):
    found = {
        finding["resource"]["name"]
        for finding in report["findings"]
        if finding["check_id"] == check and finding["status"] == "fail"
    }

    assert found == users


def test_one_account_is_audited_without_a_role(truth, tmp_path):
    done = run(truth, tmp_path, "audit", "--format", "json", "--now", truth.later)
    keys = {key["key_id"] for key in json.loads(done.stdout)["keys"]}

    assert done.returncode == 3
    assert keys == {key for key, (account_id, *_) in truth.keys.items() if account_id == "123456789012"}


def test_what_was_collected_is_judged_alike_without_aws(truth, tmp_path, report):
    done = run(truth, tmp_path, "collect", "--org", "--role", "reader", "--output", "saved")
    nowhere = Truth(**(vars(truth) | {"url": "http://127.0.0.1:9"}))
    offline = run(nowhere, tmp_path, "audit", "--from-dir", "saved", "--format", "json", "--now", truth.later)

    assert (done.returncode, offline.returncode) == (3, 3)
    later = json.loads(offline.stdout)
    assert {finding["fingerprint"] for finding in later["findings"]} == {
        finding["fingerprint"] for finding in report["findings"]
    }
    assert [account["status"] for account in later["accounts"]] == [
        account["status"] for account in report["accounts"]
    ]
