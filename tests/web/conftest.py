"""A server in this process, with a store of its own and a clock that is moved by hand."""

import pytest
from web_rig import Clock, Rig

from iam_audit.settings import Settings, WebSettings
from iam_audit.store import open_store
from iam_audit.web.desk import Desk
from iam_audit.web.gate import gate_for
from iam_audit.web.jobs import Jobs


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

    def make(work=lambda progress: "run", *, can_sign_in=False, **web):
        settings = Settings(web=WebSettings(**web))
        gate = gate_for("127.0.0.1", 8000, settings.web, b"x" * 32, can_sign_in=can_sign_in)
        return Rig(Desk(store=store, settings=settings, clock=clock, gate=gate, jobs=Jobs(work, clock)))

    return make


@pytest.fixture
def local(rig_with):
    """A server for whoever sits at the machine."""
    return rig_with()


@pytest.fixture
def guarded(rig_with):
    """A server where everybody has to sign in, reached by https."""
    return rig_with(can_sign_in=True, url="https://iam-audit.example.com")
