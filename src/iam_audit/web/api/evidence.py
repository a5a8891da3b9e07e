"""Evidence for auditors: packs that are made here, and taken away from here."""

from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import File

from iam_audit.access import Role
from iam_audit.web.answers import Answer
from iam_audit.web.api_routes import PREFIX, making, reading
from iam_audit.web.desk import AtDesk
from iam_audit.web.jobs import Job, JobKind
from iam_audit.web.pages.base import PageRequest
from iam_audit.workflows.evidence_shelf import EvidenceShelf, PackRecord

ZIP = "application/zip"


@reading("/evidence", needs=Role.AUDITOR)
def list_packs(desk: AtDesk) -> tuple[PackRecord, ...]:
    """The packs that were made here, the newest first; each is chained to the one before."""
    return desk.evidence.all() if desk.evidence else ()


@reading("/evidence/{name:str}", needs=Role.AUDITOR)
def show_pack(desk: AtDesk, name: FromPath[str]) -> PackRecord:
    """One pack."""
    found = _shelf(desk).record(name)
    if found is None:
        raise NotFoundException("There is no such pack. GET /api/v1/evidence lists them.")
    return found


@reading("/evidence/{name:str}/download", needs=Role.AUDITOR, media_type=ZIP, response_class=None)
def download_pack(desk: AtDesk, request: PageRequest, name: FromPath[str]) -> File:
    """The pack itself. `iam-audit evidence verify` tells whether it is still as it was made."""
    path = _shelf(desk).find(name)
    if path is None:
        raise NotFoundException("There is no such pack. GET /api/v1/evidence lists them.")
    if request.user:
        desk.changes.note(request.user, "evidence.download", name, desk.clock())
    return File(path=path, filename=name, media_type=ZIP)


@making("/evidence", needs=Role.AUDITOR, also=(404, 409), status_code=202, answers=Job)
def make_pack(desk: AtDesk, request: PageRequest) -> Answer:
    """Read the accounts that the server was started for, audit and pack them. `Location` tells where to watch it."""
    who, shelf = request.user, _shelf(desk)
    job = desk.jobs.start(who.name if who else "", JobKind.EVIDENCE, shelf.make)
    if who:
        desk.changes.note(who, "evidence.make", job.id, desk.clock())
    return Answer(job, headers={"location": f"{PREFIX}/jobs/{job.id}"})


def _shelf(desk: AtDesk) -> EvidenceShelf:
    if desk.evidence is None:
        raise NotFoundException("No evidence is packed here.")
    return desk.evidence
