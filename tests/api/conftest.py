"""Two accounts of an organization on moto's server, and the credentials to reach them."""

import urllib.request
from datetime import UTC, datetime, timedelta

import boto3
import pytest
from moto.core.utils import utcnow
from moto.iam.models import AccessKeyLastUsed, iam_backends
from moto.server import ThreadedMotoServer

ROLE = "iam-audit-reader"


@pytest.fixture(scope="session")
def moto_url():
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def session(moto_url, monkeypatch):
    """A boto3 session of the management account, 123456789012, with nothing in any account yet."""
    for name, value in {
        "AWS_ENDPOINT_URL": moto_url,
        "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_CONFIG_FILE": "/dev/null",
        "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
        "AWS_EC2_METADATA_DISABLED": "true",
    }.items():
        monkeypatch.setenv(name, value)
    urllib.request.urlopen(urllib.request.Request(f"{moto_url}/moto-api/reset", method="POST")).close()
    return boto3.Session()


@pytest.fixture
def made_days_ago():
    """Backdates a key, and says when it was last used, in the server, which runs in this process."""

    def backdate(user_name, key_id, days, *, used_days_ago=None, account_id="123456789012"):
        user = iam_backends[account_id]["aws"].users[user_name]
        key = next(one for one in user.access_keys if one.access_key_id == key_id)
        key.create_date = utcnow() - timedelta(days=days, minutes=1)
        if used_days_ago is not None:
            at = datetime.now(UTC) - timedelta(days=used_days_ago, minutes=1)
            key.last_used = AccessKeyLastUsed(timestamp=at, service="s3", region="eu-west-1")

    return backdate
