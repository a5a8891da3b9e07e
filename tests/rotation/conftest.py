"""An account on moto's server, and whoever rotates a key in it."""

import pytest

from rotation_desk import ENVIRONMENT, Desk, moto_server, new_account


@pytest.fixture(scope="session")
def moto_url():
    with moto_server() as url:
        yield url


@pytest.fixture
def account(moto_url, monkeypatch):
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    return new_account(moto_url)


@pytest.fixture
def desk(account):
    return Desk(account)
