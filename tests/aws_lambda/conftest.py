import os
import ssl

import pytest
import trustme
from cloud import BUCKET, Cloud
from stacks import CODE
from told import HOOK_SECRET, MAIL_PASSWORD, OWNERS, SETTINGS

from http_services import Service, serving
from mail_server import mail_server

QUICK = {
    "IAM_AUDIT_AUDIT__ONLY": "access-key-age,access-key-unused",
    "IAM_AUDIT_REPORT__FORMAT": "json",
    "IAM_AUDIT_SHARDS__TABLES": "false",
}
"""What most tests are not about."""


@pytest.fixture(autouse=True)
def nothing_from_outside(tmp_path, monkeypatch):
    """Run in an empty folder, without the settings and credentials of whoever runs the tests."""
    for name in list(os.environ):
        if name.startswith(("AWS_", "IAM_AUDIT_")):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="session")
def cloud():
    with pytest.MonkeyPatch.context() as patch, Cloud(patch) as running:
        yield running


@pytest.fixture
def s3(cloud):
    """An empty bucket."""
    client = cloud.client("s3")
    client.create_bucket(Bucket=BUCKET)
    yield client
    for one in client.list_objects_v2(Bucket=BUCKET).get("Contents", []):
        client.delete_object(Bucket=BUCKET, Key=one["Key"])
    client.delete_bucket(Bucket=BUCKET)


@pytest.fixture
def deployed(cloud, s3, monkeypatch):
    """Set the variables that a deployment sets, for a simulated AWS, and more of ours."""

    def deploy(server, **settings):
        more = {f"IAM_AUDIT_{name}": value for name, value in settings.items()}
        usual = {"IAM_AUDIT_SHARDS__BUCKET": BUCKET, "IAM_AUDIT_ORGANIZATION__ROLE": "reader", **QUICK}
        here = {"AWS_ENDPOINT_URL_S3": cloud.url, "AWS_MAX_ATTEMPTS": "1"}
        for name, value in (server.environment | here | usual | more).items():
            monkeypatch.setenv(name, value)

    return deploy


@pytest.fixture(scope="module")
def secret(cloud):
    """What the settings of alerts name: a secret, whose ARN this is, and a parameter.

    Made anew for each module: tests of other rooms clear moto, which keeps one state in a process.
    """
    parameter = {"Name": "/iam-audit/smtp", "Value": MAIL_PASSWORD, "Type": "SecureString"}
    cloud.client("ssm").put_parameter(**parameter, Overwrite=True)
    secrets = cloud.client("secretsmanager")
    if any(one["Name"] == "hook" for one in secrets.list_secrets()["SecretList"]):
        return secrets.describe_secret(SecretId="hook")["ARN"]
    return secrets.create_secret(Name="hook", SecretString=HOOK_SECRET)["ARN"]


@pytest.fixture(scope="session")
def authority():
    return trustme.CA()


@pytest.fixture
def hook():
    with serving(Service()) as running:
        yield running


@pytest.fixture
def mailbox(authority):
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(tls)
    with mail_server(tls) as running:
        yield running


@pytest.fixture
def put_settings(cloud, secret, authority, hook, mailbox, tmp_path):
    """Put settings that tell the hook and the owners beside the code, and the owners beside the function."""
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    (tmp_path / "owners.csv").write_text(OWNERS)

    def put(key):
        told = {"hook": hook.url, "secret": secret, "port": mailbox.port, "ca_file": tmp_path / "ca.pem"}
        body = SETTINGS.format_map(told).encode()
        cloud.client("s3").put_object(Bucket=CODE["CodeBucket"], Key=key, Body=body)

    return put
