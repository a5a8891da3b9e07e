"""The dashboard, served to a real browser from this process, and whoever looks at it."""

import threading
from datetime import UTC, datetime

import uvicorn

from iam_audit.checks.frameworks import frameworks
from iam_audit.collect.bundle_layout import SNAPSHOT
from iam_audit.demo import organization, picture
from iam_audit.evidence.keys import private_key
from iam_audit.evidence.packing import Seal
from iam_audit.settings import Settings, WebSettings
from iam_audit.snapshots import save_snapshot
from iam_audit.web.app import create_app
from iam_audit.web.desk import Desk
from iam_audit.web.gate import gate_for
from iam_audit.web.jobs import Jobs
from iam_audit.web.serving import listen
from iam_audit.workflows.demo_remedies import SETTINGS
from iam_audit.workflows.demo_store import MOMENT, questions_at
from iam_audit.workflows.evidence_shelf import EvidenceShelf
from iam_audit.workflows.evidencing import Wanted, pack_evidence
from iam_audit.workflows.sources import Folder
from real_browser import PATIENCE


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
    shelf=None,
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
        evidence=shelf,
        provider=provider(settings.web, gate.url) if provider else None,
        demo=True,
    )


def small_shelf(folder):
    """Packs of two accounts of the demo, with the workpapers of one framework: a whole one takes long."""

    def make(place, previous, progress):
        accounts, path = folder / "accounts", place(MOMENT)
        for life in organization()[:2]:
            save_snapshot(picture(life, 0, MOMENT), accounts / life.account.id / SNAPSHOT)
        progress.started(2)
        wanted = Wanted(frameworks=[one for one in frameworks() if one.id == "soc2"], settings=())
        key, _ = private_key(folder / "key.pem")

        def seal(result):
            return Seal(key=key, made_by="the test", as_of=result.generated_at, previous=previous)

        source = Folder(path=accounts, judged_at=MOMENT)
        return pack_evidence(lambda _: path, source, questions_at(MOMENT), wanted, MOMENT, seal).path

    return EvidenceShelf(folder / "packs", make)


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
