"""Evidence packs to take away: signed, and verified without us."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from litestar.background_tasks import BackgroundTask
from litestar.exceptions import NotFoundException
from litestar.params import FromQuery
from litestar.response import File, Template

from iam_audit.access import Role
from iam_audit.checks.frameworks import frameworks
from iam_audit.model import Framework
from iam_audit.web import routes
from iam_audit.web.desk import AtDesk
from iam_audit.web.pages.base import Page, PageRequest, show
from iam_audit.web.pages.choices import Choices

NO_ACCOUNTS = "This server has no saved accounts to make a pack of: start it with --from-dir, or use the CLI."


@dataclass(frozen=True, kw_only=True)
class EvidencePage(Page):
    """What a pack holds, and a button."""

    template: ClassVar[str] = "evidence.html"
    title: ClassVar[str] = "Evidence"

    frameworks: Choices
    chosen: str
    can_pack: bool
    may_pack: bool


@routes.page("/evidence", needs=Role.VIEWER)
def evidence(request: PageRequest, desk: AtDesk, framework: FromQuery[str] = "") -> Template:
    """Say what is in a pack, and offer one."""
    page = EvidencePage(
        frameworks=tuple((one.id, one.name) for one in frameworks()),
        chosen=framework,
        can_pack=desk.packer is not None,
        may_pack=request.user is not None and request.user.role.may(Role.AUDITOR),
    )
    return show(request, page)


@routes.page("/evidence/pack", needs=Role.AUDITOR)
def download(request: PageRequest, desk: AtDesk, framework: FromQuery[str] = "") -> File:
    """Make a pack, and hand it out."""
    if desk.packer is None:
        raise NotFoundException(NO_ACCOUNTS)
    wanted = _wanted(framework)
    folder = tempfile.TemporaryDirectory(prefix="iam-audit-pack-")
    path = Path(folder.name) / "evidence.zip"
    try:
        desk.packer(wanted, path)
    except BaseException:
        folder.cleanup()
        raise
    now = desk.clock()
    if request.user:
        desk.changes.note(request.user, "evidence.download", ", ".join(one.id for one in wanted), now)
    name = f"iam-audit-evidence-{now:%Y%m%dT%H%M%SZ}.zip"
    return File(path, filename=name, media_type="application/zip", background=BackgroundTask(folder.cleanup))


def _wanted(framework_id: str) -> tuple[Framework, ...]:
    if not framework_id:
        return frameworks()
    found = tuple(one for one in frameworks() if one.id == framework_id)
    if not found:
        raise NotFoundException("There is no framework of this name.")
    return found
