"""For machines that watch the server: is it alive, can it work, what does it do."""

from collections.abc import Iterator

from litestar import MediaType, Response, get

from iam_audit.access import Role
from iam_audit.errors import StoreError
from iam_audit.store.schema import version
from iam_audit.web import routes
from iam_audit.web.desk import AtDesk
from iam_audit.web.metrics import Sample, exposition

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
    return Response(exposition((*desk.metrics.samples(), *_jobs(desk))), media_type=EXPOSITION)


def _jobs(desk: AtDesk) -> Iterator[tuple[str, str, str, list[Sample]]]:
    running = sum(not one.over for one in desk.jobs.all())
    yield (
        "iam_audit_audits_running",
        "gauge",
        "Audits under way that were started here.",
        [({}, float(running))],
    )
