"""How quick the pages are that people open, with 100,000 credentials and a year behind them."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import islice

from litestar.testing import TestClient

from benchmarks.filled import LAST, MANY, stores
from benchmarks.rounds import HEAD, ROUNDS, Took, timed, took
from benchmarks.section import Limit, Section, table
from benchmarks.years import BEGIN, Organization, days
from iam_audit import clock
from iam_audit.history.saving import Saved
from iam_audit.settings import Settings, WebSettings
from iam_audit.store.database import Store
from iam_audit.web.app import create_app
from iam_audit.web.desk import Desk
from iam_audit.web.gate import gate_for
from iam_audit.web.jobs import Jobs

OVERVIEW, AFTER = "overview", "{}, right after a run"
KEEPING = (OVERVIEW, "credentials", "accounts", "frameworks")
"""Pages that keep some of what they add up until the next run is saved."""


def measure() -> Section:
    """Measure the pages on both databases."""
    asked = {name: opened(one.store) for name, one in stores().items()}
    rows = [
        (page, *asked["SQLite"][page].cells, *asked["PostgreSQL"][page].cells) for page in asked["SQLite"]
    ]

    def slowest(*some: str) -> float:
        return max(times[page].p95 for times in asked.values() for page in some or times)

    return Section(
        title="The dashboard",
        text=f"""
The same stores as under "The history". The time is what a server in the same process takes from the request to the last
byte: the 95th percentile and the processor time, as there. Some pages keep part of what they add up until the next run
is saved. They were opened once more right after each of {ROUNDS} small runs, which were saved for that.

{table(("page", *HEAD), *rows)}""",
        limits=(
            Limit(
                what="overview, p95 in ms, slower database",
                measured=slowest(OVERVIEW),
                at_most=100,
            ),
            Limit(
                what="overview right after a run, p95 in ms, slower database",
                measured=slowest(AFTER.format(OVERVIEW)),
                at_most=100,
            ),
            Limit(what="slowest page, p95 in ms", measured=slowest(), at_most=1000),
        ),
    )


def opened(store: Store) -> dict[str, Took]:
    """Return how long each page takes."""
    desk = desk_over(store)
    paths = pages(desk)
    with TestClient(create_app(desk), base_url=desk.gate.url) as client:
        client.headers["accept"] = "text/html"
        found = {page: took(lambda path=path: _open(client, path)) for page, path in paths.items()}
        runs = small_runs(desk)
        return found | {
            AFTER.format(page): timed(lambda page=page: _open(client, paths[page]), islice(runs, ROUNDS))
            for page in KEEPING
        }


def small_runs(desk: Desk) -> Iterator[Saved]:
    """Save audits of one more account with one user, one after another."""
    return days(
        desk.history, Organization(1, first=MANY), len(KEEPING) * ROUNDS, BEGIN + timedelta(days=LAST)
    )


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
