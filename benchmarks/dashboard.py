"""How quick the pages are that people open, with 100,000 credentials and a year behind them."""

import time
from collections.abc import Iterator, Mapping
from datetime import timedelta

from litestar.testing import TestClient

from benchmarks.filled import LAST, MANY, stores
from benchmarks.rounds import Took, took
from benchmarks.section import Limit, Section, table
from benchmarks.years import BEGIN, Organization, audit, save
from iam_audit import clock
from iam_audit.settings import Settings, WebSettings
from iam_audit.store.database import Store
from iam_audit.web.app import create_app
from iam_audit.web.desk import Desk
from iam_audit.web.gate import gate_for
from iam_audit.web.jobs import Jobs

RUNS = 10
OVERVIEW = "overview"
HEAD = (
    "page",
    *("SQLite: after a run", "p95", "processor time"),
    *("PostgreSQL: after a run", "p95", "processor time"),
)


def measure() -> Section:
    """Measure the pages on both databases."""
    after_runs, later = {}, {}
    for name, one in stores().items():
        after_runs[name], later[name] = opened(one.store)
    rows = [
        (
            page,
            *(
                cell
                for name in later
                for cell in (f"{after_runs[name][page]:.0f} ms", *later[name][page].cells)
            ),
        )
        for page in later["SQLite"]
    ]
    return Section(
        title="The dashboard",
        text=f"""
The same stores as under "The history". The time is what a server in the same process takes from the request to the last
byte. Some pages keep what they add up until the next run is saved; so {RUNS} small runs were saved one after another,
and each page opened once after each: the first figure is the slowest of these. The others are the 95th percentile and
the processor time, as there.

{table(HEAD, *rows)}""",
        limits=(
            Limit(
                what="overview, p95 in ms, slower database",
                measured=max(times[OVERVIEW].p95 for times in later.values()),
                at_most=100,
            ),
            Limit(
                what="overview right after a run, slowest in ms, slower database",
                measured=max(times[OVERVIEW] for times in after_runs.values()),
                at_most=100,
            ),
            Limit(
                what="slowest page, p95 in ms",
                measured=max(one.p95 for times in later.values() for one in times.values()),
                at_most=1000,
            ),
        ),
    )


def opened(store: Store) -> tuple[Mapping[str, float], Mapping[str, Took]]:
    """Return how long each page takes: the slowest of those right after a run, in milliseconds, and all others."""
    desk = desk_over(store)
    paths = pages(desk)
    slowest = dict.fromkeys(paths, 0.0)
    with TestClient(create_app(desk), base_url=desk.gate.url) as client:
        client.headers["accept"] = "text/html"
        for path in paths.values():
            # The first of all reads the templates: that is the start of a server, and no run is the reason.
            _open(client, path)
        for _ in small_runs(desk):
            for page, path in paths.items():
                began = time.perf_counter()
                _open(client, path)
                slowest[page] = max(slowest[page], (time.perf_counter() - began) * 1000)
        return slowest, {page: took(lambda path=path: _open(client, path)) for page, path in paths.items()}


def small_runs(desk: Desk) -> Iterator[None]:
    """Save audits of one more account with one user, one after another."""
    organization = Organization(1, first=MANY)
    for day in range(LAST, LAST + RUNS):
        save(desk.history, audit(organization, BEGIN + timedelta(days=day)))
        yield


def pages(desk: Desk) -> dict[str, str]:
    """The pages that people open most."""
    one = desk.history.credentials(limit=1).items[0].id
    middle = desk.history.credentials(limit=1000).next or ""
    return {
        OVERVIEW: "/",
        "credentials": "/credentials",
        "credentials, after the first thousand": f"/credentials?cursor={middle}",
        "credentials, searched and filtered": "/credentials?risk=CRITICAL&q=user-77",
        "one credential": f"/credentials/{one}",
        "findings": "/findings",
        "accounts": "/accounts",
        "frameworks": "/frameworks",
        "a control with what fails": "/frameworks/soc2/CC6.1",
        "runs": "/runs",
        "a run that changed much": f"/runs/{LAST}",
    }


def desk_over(store: Store) -> Desk:
    """Put together a server for whoever sits at this machine."""
    settings = Settings(web=WebSettings(requests_per_minute=100_000))
    gate = gate_for("127.0.0.1", 8000, settings.web, b"x" * 32, can_sign_in=False)
    jobs = Jobs(lambda _: "", clock.now)
    return Desk(store=store, settings=settings, clock=clock.now, gate=gate, jobs=jobs)


def _open(client: TestClient, path: str) -> None:
    answer = client.get(path)
    if answer.status_code != 200:
        raise SystemExit(f"{path} answered {answer.status_code}.")
