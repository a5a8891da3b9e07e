"""How quick the pages are that people open, with 100,000 credentials and a year behind them."""

import time
from statistics import quantiles

from litestar.testing import TestClient

from benchmarks.history import MANY, fill, postgresql, sqlite
from benchmarks.section import Limit, Section, table
from iam_audit import clock
from iam_audit.settings import Settings, WebSettings
from iam_audit.store.database import Store
from iam_audit.web.app import create_app
from iam_audit.web.desk import Desk
from iam_audit.web.gate import gate_for
from iam_audit.web.jobs import Jobs

ROUNDS = 20
OVERVIEW = "overview"


def measure() -> Section:
    """Measure the pages on both databases."""
    first, later = {}, {}
    for name, made in (("SQLite", sqlite), ("PostgreSQL", postgresql)):
        with made() as (store, _):
            fill(store)
            first[name], later[name] = opened(store)
    rows = [
        (page, *(f"{first[name][page]:.0f} ms / {later[name][page]:.0f} ms" for name in first))
        for page in later["SQLite"]
    ]
    return Section(
        title="The dashboard",
        text=f"""
{MANY:,} credentials with a year of daily runs: the time a server takes for a page, from the request to the last byte,
the first time after a run was saved / the 95th percentile of {ROUNDS} more.

{table(("page", *first), *rows)}""",
        limits=(
            Limit(
                what="overview, p95 in ms, slower database",
                measured=max(times[OVERVIEW] for times in later.values()),
                at_most=100,
            ),
            Limit(
                what="slowest page, p95 in ms",
                measured=max(max(times.values()) for times in later.values()),
                at_most=1000,
            ),
        ),
    )


def opened(store: Store) -> tuple[dict[str, float], dict[str, float]]:
    """Return the milliseconds of each page: the first time, and the 95th percentile after that."""
    desk = desk_over(store)
    first, later = {}, {}
    with TestClient(create_app(desk), base_url=desk.gate.url) as client:
        client.headers["accept"] = "text/html"
        client.get("/nothing")
        for name, path in pages(desk).items():
            first[name] = _once(client, path)
            later[name] = quantiles([_once(client, path) for _ in range(ROUNDS)], n=20)[-1]
    return first, later


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
    }


def desk_over(store: Store) -> Desk:
    """Put together a server for whoever sits at this machine."""
    settings = Settings(web=WebSettings(requests_per_minute=100_000))
    gate = gate_for("127.0.0.1", 8000, settings.web, b"x" * 32, can_sign_in=False)
    jobs = Jobs(lambda _: "", clock.now)
    return Desk(store=store, settings=settings, clock=clock.now, gate=gate, jobs=jobs)


def _once(client: TestClient, path: str) -> float:
    began = time.perf_counter()
    answer = client.get(path)
    took = time.perf_counter() - began
    if answer.status_code != 200:
        raise SystemExit(f"{path} answered {answer.status_code}.")
    return took * 1000
