"""How quick the API is, with 100,000 credentials and a year behind them."""

from collections.abc import Mapping

from litestar.testing import TestClient

from benchmarks.dashboard import desk_over
from benchmarks.filled import LAST, stores
from benchmarks.rounds import HEAD, Took, took
from benchmarks.section import Limit, Section, table
from iam_audit.store.database import Store
from iam_audit.web.app import create_app
from iam_audit.web.desk import Desk

CSV = {"accept": "text/csv"}


def measure() -> Section:
    """Measure the API on both databases."""
    asked = {name: answered(one.store) for name, one in stores().items()}
    rows = [
        (what, *asked["SQLite"][what].cells, *asked["PostgreSQL"][what].cells) for what in asked["SQLite"]
    ]
    return Section(
        title="The API",
        text=f"""
The same stores as under "The history". The time is what a server in the same process takes from the request to the last
byte: the 95th percentile and the processor time, as there.

{table(("request", *HEAD), *rows)}""",
        limits=(
            Limit(
                what="slowest answer of the API, p95 in ms",
                measured=max(one.p95 for times in asked.values() for one in times.values()),
                at_most=1000,
            ),
        ),
    )


def answered(store: Store) -> dict[str, Took]:
    """Return how long each request takes."""
    desk = desk_over(store)
    with TestClient(create_app(desk), base_url=desk.gate.url) as client:
        return {
            what: took(lambda path=path, what=what: _once(client, path, CSV if "CSV" in what else {}))
            for what, path in requests(desk).items()
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
        "difference of two runs": f"diff?before={LAST - 1}&after={LAST}",
        "trend of a year": "trend",
        "fix times": "fix-times",
    }
    return {what: f"/api/v1/{path}" for what, path in paths.items()}


def _once(client: TestClient, path: str, headers: Mapping[str, str]) -> None:
    answer = client.get(path, headers=headers)
    if answer.status_code != 200:
        raise SystemExit(f"{path} answered {answer.status_code}: {answer.text[:200]}")
