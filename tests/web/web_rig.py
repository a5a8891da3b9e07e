"""A server in this process, and clients that talk to it."""

import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from litestar.testing import TestClient

from iam_audit.access import Role
from iam_audit.settings import RemediateSettings, Settings, WebSettings
from iam_audit.web.app import create_app
from iam_audit.web.desk import Desk
from iam_audit.web.gate import gate_for
from iam_audit.web.jobs import Jobs
from iam_audit.web.serving import listen, serve

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Clock:
    def __init__(self):
        self.at = NOW

    def __call__(self):
        return self.at

    def forward(self, **by):
        self.at += timedelta(**by)


class Rig:
    """A desk, and browsers and programs that talk to the server around it."""

    def __init__(self, desk):
        self.desk = desk
        self.app = create_app(desk)

    def client(self, **headers):
        made = TestClient(self.app, base_url=self.desk.gate.url)
        made.headers.update(headers)
        return made

    def token(self, role=Role.VIEWER, accounts=(), days=30):
        now = self.desk.clock()
        made = self.desk.tokens.create("ci", role, accounts, now + timedelta(days=days), by="ann", now=now)
        return made.secret

    def program(self, role=Role.VIEWER, **more):
        return self.client(authorization=f"Bearer {self.token(role, **more)}")


def rig(store, clock, work=lambda progress: "run", *, can_sign_in=False, desk=None, rules=None, **web):
    """Return a server with these settings of [web] and [remediate]."""
    settings = Settings(
        web=WebSettings(**{"requests_per_minute": 1_000_000} | web), remediate=rules or RemediateSettings()
    )
    gate = gate_for("127.0.0.1", 8000, settings.web, b"x" * 32, can_sign_in=can_sign_in)
    return Rig(
        Desk(store=store, settings=settings, clock=clock, gate=gate, jobs=Jobs(work, clock), **desk or {})
    )


@contextmanager
def live(store, clock, work=lambda progress: "run"):
    """Run a server with sign-in on a real port; yield it and its URL."""
    listener = listen("127.0.0.1", 0)
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    settings = Settings(web=WebSettings(require_sign_in=True))
    gate = gate_for("127.0.0.1", listener.getsockname()[1], settings.web, b"x" * 32, can_sign_in=True)
    desk = Desk(store=store, settings=settings, clock=clock, gate=gate, jobs=Jobs(work, clock))
    servers = []
    thread = threading.Thread(target=serve, args=(desk, listener), kwargs={"started": servers.append})
    thread.start()
    try:
        yield Rig(desk), url
    finally:
        servers[0].should_exit = True
        thread.join()
        listener.close()
