import os

import pytest
from cloud import BUCKET, Cloud

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
