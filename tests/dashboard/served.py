"""The dashboard, served to a real browser from this process, and whoever looks at it."""

import threading
from datetime import UTC, datetime

import uvicorn

from iam_audit.settings import Settings, WebSettings
from iam_audit.web.app import create_app
from iam_audit.web.desk import Desk
from iam_audit.web.gate import gate_for
from iam_audit.web.jobs import Jobs
from iam_audit.web.serving import listen
from iam_audit.workflows.demo_evidence import pack_demo
from iam_audit.workflows.demo_remedies import SETTINGS
from iam_audit.workflows.demo_store import MOMENT

CHROMIUM = "/usr/bin/chromium"
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
)
PATIENCE = 60_000
"""Milliseconds: enough for a busy machine, and far from what a person would wait."""


class Ticking:
    """A clock that shows the moment of the demo, and goes on by itself."""

    def __init__(self):
        self.began = datetime.now(UTC)

    def __call__(self):
        return MOMENT + (datetime.now(UTC) - self.began)


def desk_over(
    store,
    port=8000,
    *,
    clock=lambda: MOMENT,
    work=lambda progress: "run",
    can_sign_in=False,
    provider=None,
    **web,
):
    """Put together what the server works with."""
    settings = Settings(web=WebSettings(**({"requests_per_minute": 100_000} | web)), remediate=SETTINGS)
    gate = gate_for("127.0.0.1", port, settings.web, b"x" * 32, can_sign_in=can_sign_in)
    return Desk(
        store=store,
        settings=settings,
        clock=clock,
        gate=gate,
        jobs=Jobs(work, clock),
        packer=lambda frameworks, path: pack_demo(store, clock(), frameworks, path),
        provider=provider(settings.web, gate.url) if provider else None,
        demo=True,
    )


class Serving:
    """A server on a free port of loopback."""

    def __init__(self, make_desk):
        self.socket = listen("127.0.0.1", 0)
        self.port = self.socket.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.desk = make_desk(self.port)
        config = uvicorn.Config(create_app(self.desk), log_config=None, ws="none", lifespan="on")
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run, kwargs={"sockets": [self.socket]})

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.should_exit = True
        self.thread.join(30)
        self.socket.close()


class Visitor:
    """A person with a browser; notes what the browser complains of, and whom it asks."""

    def __init__(self, browser, url):
        self.browser = browser
        self.url = url
        self.contexts = []
        self.complaints = []
        self.requests = []

    def open(self, path="/", **context):
        self.contexts.append(self.browser.new_context(base_url=self.url, **context))
        page = self.contexts[-1].new_page()
        page.set_default_timeout(PATIENCE)
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self.requests.append(request.url))
        page.goto(path)
        return page

    def close(self):
        for context in self.contexts:
            context.close()
