"""A server in this process, with a store of its own and a clock that is moved by hand."""

from functools import partial

import pytest
from web_rig import Clock, rig

from iam_audit.store import open_store


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def store(tmp_path):
    with open_store(f"sqlite:///{tmp_path}/store.sqlite") as opened:
        yield opened


@pytest.fixture
def rig_with(store, clock):
    """Makes a server with these settings of [web]."""
    return partial(rig, store, clock)


@pytest.fixture
def local(rig_with):
    """A server for whoever sits at the machine."""
    return rig_with()


@pytest.fixture
def guarded(rig_with):
    """A server where everybody has to sign in, reached by https."""
    return rig_with(can_sign_in=True, url="https://iam-audit.example.com")
