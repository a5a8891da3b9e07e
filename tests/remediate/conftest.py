"""Accounts on moto's server for actions to change."""

import itertools

import pytest
from in_front_of_moto import ENVIRONMENT, in_front_of
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


@pytest.fixture(scope="session")
def front_server(moto_url):
    with in_front_of(moto_url) as running:
        yield running


@pytest.fixture
def front(front_server):
    """What the account says that moto does not; see `InFront`."""
    front_server.forget()
    return front_server


@pytest.fixture(scope="session")
def outside(front_server):
    """The caller, who enters the accounts of all tests: the clients are made once."""
    with pytest.MonkeyPatch.context() as environment:
        for name, value in ENVIRONMENT.items():
            environment.setenv(name, value)
        connection = aws.connect(region="us-east-1", endpoint_url=front_server.url)
        connection.client("sts")  # finds the credentials now
        return connection


@pytest.fixture
def door(front, outside, moto_account_id):
    """The way into an account with nothing in it yet."""
    return outside.assume(f"arn:aws:iam::{moto_account_id}:role/remediation").client
