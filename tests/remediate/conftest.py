"""Accounts on moto's server for actions to change."""

import itertools

import pytest
from moto.server import ThreadedMotoServer

from iam_audit import aws

ACCOUNTS = itertools.count(100000000001)


@pytest.fixture(scope="session")
def moto_url():
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def moto_account_id():
    """An account that no other test knows, so that nothing has to be cleared away."""
    return str(next(ACCOUNTS))


@pytest.fixture
def aws_environment(monkeypatch):
    for name, value in {
        "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_CONFIG_FILE": "/dev/null",
        "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_MAX_ATTEMPTS": "1",
    }.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def door(moto_url, aws_environment, moto_account_id):
    """The way into an account with nothing in it yet."""
    outside = aws.connect(region="us-east-1", endpoint_url=moto_url)
    return outside.assume(f"arn:aws:iam::{moto_account_id}:role/remediation").client
