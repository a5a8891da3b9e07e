"""Evidence packs: those that were made here, to take away, and a button for another one."""

from dataclasses import dataclass
from typing import Any, ClassVar

from litestar import Response
from litestar.exceptions import NotFoundException
from litestar.response import Redirect, Template

from iam_audit.access import Role
from iam_audit.errors import BusyError
from iam_audit.web import routes
from iam_audit.web.desk import AtDesk, Desk
from iam_audit.web.jobs import Job, JobKind, JobState
from iam_audit.web.pages.base import Page, PageRequest, show
from iam_audit.workflows.evidence_shelf import PackRecord


@dataclass(frozen=True, kw_only=True)
class EvidencePage(Page):
    """What a pack holds, those that are there, and a button."""

    template: ClassVar[str] = "evidence.html"
    title: ClassVar[str] = "Evidence"

    packs: tuple[PackRecord, ...]
    can_pack: bool
    may_pack: bool
    job: Job | None
    failed: Job | None
    wrong: str = ""


@routes.page("/evidence", needs=Role.VIEWER)
def evidence(request: PageRequest, desk: AtDesk) -> Template:
    """Show the packs."""
    return show(request, _page(request, desk))


@routes.form("/evidence", needs=Role.AUDITOR)
def make(request: PageRequest, desk: AtDesk) -> Response[Any]:
    """Begin to make a pack."""
    if desk.evidence is None:
        raise NotFoundException("No evidence is packed here.")
    who = request.user
    try:
        job = desk.jobs.start(who.name if who else "", JobKind.EVIDENCE, desk.evidence.make)
    except BusyError as error:
        return show(request, _page(request, desk, str(error)), status_code=409)
    if who:
        desk.changes.note(who, "evidence.make", job.id, desk.clock())
    return Redirect("/evidence", status_code=303)


def _page(request: PageRequest, desk: Desk, wrong: str = "") -> EvidencePage:
    may = request.user is not None and request.user.role.may(Role.AUDITOR)
    jobs = [one for one in desk.jobs.all() if one.kind is JobKind.EVIDENCE]
    latest = jobs[0] if jobs else None
    return EvidencePage(
        packs=desk.evidence.all() if desk.evidence and may else (),
        can_pack=desk.evidence is not None,
        may_pack=may,
        job=latest if latest and not latest.over else None,
        failed=latest if latest and latest.state is JobState.FAILED else None,
        wrong=wrong,
    )
