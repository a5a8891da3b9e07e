"""For machines that watch the server: is it alive, can it work, what does it do."""

from collections.abc import Iterator
from typing import TypeAlias

from litestar import MediaType, Response, get

from iam_audit.access import Role
from iam_audit.errors import StoreError
from iam_audit.store.schema import version
from iam_audit.web import routes
from iam_audit.web.desk import AtDesk
from iam_audit.web.metrics import Sample, exposition

Metric: TypeAlias = tuple[str, str, str, list[Sample]]
"""Name, type, help and samples."""
EXPOSITION = "text/plain; version=0.0.4"


@get("/healthz", opt={routes.NEEDS: routes.Open.TO_ALL}, media_type=MediaType.TEXT, include_in_schema=False)
async def alive() -> str:
    """Whether the process answers at all; asks nothing else."""
    return "ok\n"


@get(
    "/readyz",
    opt={routes.NEEDS: routes.Open.TO_ALL},
    media_type=MediaType.TEXT,
    include_in_schema=False,
    sync_to_thread=True,
)
def ready(desk: AtDesk) -> Response[str]:
    """Whether the store can be read."""
    try:
        version(desk.store)
    except StoreError:  # the words name the place of the store, and anybody may ask this
        return Response("the store does not answer\n", status_code=503, media_type=MediaType.TEXT)
    return Response("ok\n", media_type=MediaType.TEXT)


@get("/metrics", opt={routes.NEEDS: Role.VIEWER}, include_in_schema=False, sync_to_thread=True)
def metrics(desk: AtDesk) -> Response[str]:
    """Everything counted so far."""
    return Response(
        exposition((*desk.metrics.samples(), *_jobs(desk), *_standing(desk))), media_type=EXPOSITION
    )


def _standing(desk: AtDesk) -> Iterator[Metric]:
    """Tell how things stood after the last audit; nothing where there was none."""
    run = desk.history.run("last")
    if run is None:
        return
    summary = run.summary
    at: list[Sample] = [({}, run.at.timestamp())]
    yield "iam_audit_last_run_timestamp_seconds", "gauge", "The moment that the last audit judged as of.", at
    found: list[Sample] = [({"severity": one.value}, float(count)) for one, count in summary.open.items()]
    yield "iam_audit_open_findings", "gauge", "Findings that fail.", found
    keys: list[Sample] = [({"risk": one.value}, float(count)) for one, count in summary.keys.items()]
    yield "iam_audit_access_keys", "gauge", "Access keys, by how long they were idle.", keys
    read: list[Sample] = [({"status": one.value}, float(count)) for one, count in run.accounts.items()]
    yield "iam_audit_accounts", "gauge", "Accounts of the last audit, by how well they could be read.", read


def _jobs(desk: AtDesk) -> Iterator[Metric]:
    running = sum(not one.over for one in desk.jobs.all())
    yield (
        "iam_audit_audits_running",
        "gauge",
        "Audits under way that were started here.",
        [({}, float(running))],
    )
