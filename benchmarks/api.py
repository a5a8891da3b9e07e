"""How quick the API is, with 100,000 credentials and a year behind them."""

import time
from collections.abc import Mapping
from statistics import quantiles

from litestar.testing import TestClient

from benchmarks.history import MANY, fill, postgresql, sqlite
from benchmarks.section import Limit, Section, table
from iam_audit.clock import now
from iam_audit.settings import Settings, WebSettings
from iam_audit.store.database import Store
from iam_audit.web.app import create_app
from iam_audit.web.desk import Desk
from iam_audit.web.gate import gate_for
from iam_audit.web.jobs import Jobs

ROUNDS = 20
CSV = {"accept": "text/csv"}


def measure() -> Section:
    """Measure the API on both databases."""
    asked = {}
    for name, made in (("SQLite", sqlite), ("PostgreSQL", postgresql)):
        with made() as (store, _):
            fill(store)
            asked[name] = answered(store)
    rows = [(what, *(f"{asked[name][what]:.0f} ms" for name in asked)) for what in asked["SQLite"]]
    return Section(
        title="The API",
        text=f"""
{MANY:,} credentials with a year of daily runs: the time a server takes for an answer, from the request to the last
byte, {ROUNDS} times each, the 95th percentile.

{table(("request", *asked), *rows)}""",
        limits=(
            Limit(
                what="slowest answer of the API, p95 in ms",
                measured=max(max(times.values()) for times in asked.values()),
                at_most=1000,
            ),
        ),
    )


def answered(store: Store) -> dict[str, float]:
    """Return the 95th percentile of each request in milliseconds."""
    settings = Settings(web=WebSettings(requests_per_minute=1_000_000))
    gate = gate_for("127.0.0.1", 8000, settings.web, b"x" * 32, can_sign_in=False)
    jobs = Jobs(lambda _: "", now)
    desk = Desk(store=store, settings=settings, clock=now, gate=gate, jobs=jobs)
    with TestClient(create_app(desk), base_url=gate.url) as client:
        return {
            what: _p95(client, path, CSV if "CSV" in what else {}) for what, path in requests(desk).items()
        }


def requests(desk: Desk) -> dict[str, str]:
    """What programs ask."""
    one = desk.history.credentials(limit=1).items[0].id
    finding = desk.history.findings(limit=1).items[0].fingerprint
    middle = desk.history.credentials(limit=1000).next or ""
    paths = {
        "the last run": "runs/last",
        "accounts": "accounts",
        "credentials, first page of 50": "credentials",
        "credentials, a page of 1000": "credentials?limit=1000",
        "credentials, a page of 1000 as CSV": "credentials?limit=1000",
        "credentials, after the first thousand": f"credentials?cursor={middle}",
        "credentials, filtered": "credentials?risk=CRITICAL&tier=admin",
        "credentials, searched": "credentials?text=owner-13-99",
        "one credential": f"credentials/{one}",
        "open findings": "findings?state=open",
        "one finding": f"findings/{finding}",
        "controls of SOC 2": "frameworks/soc2/controls",
        "difference of the last two runs": "diff",
        "trend of a year": "trend",
        "fix times": "fix-times",
    }
    return {what: f"/api/v1/{path}" for what, path in paths.items()}


def _p95(client: TestClient, path: str, headers: Mapping[str, str]) -> float:
    _once(client, path, headers)
    return quantiles([_once(client, path, headers) for _ in range(ROUNDS)], n=20)[-1]


def _once(client: TestClient, path: str, headers: Mapping[str, str]) -> float:
    began = time.perf_counter()
    answer = client.get(path, headers=headers)
    took = time.perf_counter() - began
    if answer.status_code != 200:
        raise SystemExit(f"{path} answered {answer.status_code}: {answer.text[:200]}")
    return took * 1000
