"""Audits that are started here, and how far they are."""

from collections.abc import AsyncIterator

import msgspec
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import ServerSentEvent, ServerSentEventMessage

from iam_audit.access import Role
from iam_audit.web.answers import Answer
from iam_audit.web.api_routes import PREFIX, making, reading, watching
from iam_audit.web.desk import AtDesk
from iam_audit.web.jobs import Job
from iam_audit.web.pages.base import PageRequest


@making("/runs", needs=Role.AUDITOR, also=(409,), status_code=202, answers=Job)
def start_run(desk: AtDesk, request: PageRequest) -> Answer:
    """Begin an audit of the accounts that the server was started for. `Location` tells where to watch it."""
    who = request.user
    job = desk.jobs.start(who.name if who else "")
    if who:
        desk.changes.note(who, "run.start", job.id, desk.clock())
    return Answer(job, headers={"location": f"{PREFIX}/jobs/{job.id}"})


@reading("/jobs", needs=Role.VIEWER)
def list_jobs(desk: AtDesk) -> tuple[Job, ...]:
    """Audits that were started here since the server was, the newest first."""
    return desk.jobs.all()


@reading("/jobs/{job_id:str}", needs=Role.VIEWER)
def show_job(desk: AtDesk, job_id: FromPath[str]) -> Job:
    """How far an audit is."""
    return _job(desk, job_id)


@watching("/jobs/{job_id:str}/events", needs=Role.VIEWER)
async def watch_job(desk: AtDesk, job_id: FromPath[str]) -> ServerSentEvent:
    """How far an audit is, again whenever that changes, as server-sent events until it is over."""
    _job(desk, job_id)
    return ServerSentEvent(_told(desk, job_id))


async def _told(desk: AtDesk, job_id: str) -> AsyncIterator[ServerSentEventMessage]:
    async for job in desk.jobs.watch(job_id):
        told = msgspec.json.encode(job).decode()
        yield ServerSentEventMessage(data=told, event="over" if job.over else "progress")


def _job(desk: AtDesk, job_id: str) -> Job:
    found = desk.jobs.find(job_id)
    if found is None:
        raise NotFoundException("There is no such job: the server forgets them when it is started anew.")
    return found
