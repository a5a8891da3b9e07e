"""Waivers: who lives with which finding, why, and until when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date
from typing import Annotated, Any, ClassVar

from litestar import Response
from litestar.enums import RequestEncodingType
from litestar.exceptions import NotFoundException
from litestar.params import Body, FromPath
from litestar.response import Redirect, Template

from iam_audit.access import Role
from iam_audit.errors import UsageError
from iam_audit.history.values import RunRecord
from iam_audit.model import Waiver, WaiverUse
from iam_audit.waivers.stored import StoredState, StoredWaiver
from iam_audit.web import routes
from iam_audit.web.desk import AtDesk, Desk
from iam_audit.web.pages.base import Page, PageRequest, show

Sent = Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)]
FIELDS = ("check", "account", "resource", "reason", "expires")
LONGEST = 1000
ORDER = (StoredState.IN_FORCE, StoredState.NOT_YET, StoredState.EXPIRED, StoredState.ENDED)


@dataclass(frozen=True, kw_only=True)
class WaiverLine:
    """One waiver, and where it stands."""

    waiver: StoredWaiver
    state: StoredState
    days_left: int

    @property
    def stands(self) -> bool:
        """Whether it can be ended."""
        return self.state in {StoredState.IN_FORCE, StoredState.NOT_YET}


@dataclass(frozen=True, kw_only=True)
class WaiversPage(Page):
    """All waivers of the store, those of files and tags, and a form for another one."""

    template: ClassVar[str] = "waivers.html"
    title: ClassVar[str] = "Waivers"

    lines: tuple[WaiverLine, ...]
    run: RunRecord | None
    """The last audit, if there was one."""
    elsewhere: tuple[WaiverUse, ...] | None
    """Waivers of files and tags, as that audit found them; None where nobody knows."""
    draft: dict[str, str]
    """What the form holds: from a link, or as it was sent and could not be taken."""
    may_decide: bool
    today: date
    wrong: str = ""


@routes.page("/waivers", needs=Role.VIEWER)
def waivers(request: PageRequest, desk: AtDesk) -> Template:
    """Show the waivers; a link can fill in the form."""
    return show(request, _page(request, desk, dict(request.query_params.items())))


@routes.form("/waivers", needs=Role.AUDITOR)
def create(request: PageRequest, desk: AtDesk, data: Sent) -> Response[Any]:
    """Keep another waiver; whoever asks for it is the approver."""
    who, now = request.user, desk.clock()
    try:
        made = desk.waivers.create(_asked(data, who.name if who else ""), now)
    except UsageError as error:
        return show(request, _page(request, desk, data, str(error)), status_code=400)
    if who:
        desk.changes.note(who, "waiver.create", made.id, now, check=made.check, reason=made.reason)
    return Redirect("/waivers", status_code=303)


@routes.form("/waivers/{waiver_id:str}/expire", needs=Role.AUDITOR)
def expire(request: PageRequest, desk: AtDesk, waiver_id: FromPath[str]) -> Redirect:
    """End a waiver before its last day."""
    who, now = request.user, desk.clock()
    if desk.waivers.end(waiver_id, who.name if who else "", now) is None:
        raise NotFoundException("There is no such waiver in the store.")
    if who:
        desk.changes.note(who, "waiver.expire", waiver_id, now)
    return Redirect("/waivers", status_code=303)


def _asked(data: dict[str, str], approver: str) -> Waiver:
    """Read the form. Raises UsageError for what is missing or too long."""
    said = {name: " ".join(data.get(name, "").split()) for name in FIELDS}
    if missing := [name for name, value in said.items() if not value]:
        raise UsageError(f"This waiver cannot stand: it does not say its {' and '.join(missing)}.")
    if too_long := [name for name, value in said.items() if len(value) > LONGEST]:
        raise UsageError(f"This waiver cannot stand: its {' and '.join(too_long)} is too long.")
    try:
        last = date.fromisoformat(said.pop("expires"))
    except ValueError as error:
        raise UsageError("The last day is written as 2026-12-31.") from error
    return Waiver(
        check=said["check"],
        account=said["account"],
        resource=said["resource"],
        reason=said["reason"],
        expires=last,
        approver=approver,
        source="",
    )


def _page(request: PageRequest, desk: Desk, draft: dict[str, str], wrong: str = "") -> WaiversPage:
    today = desk.clock().astimezone(UTC).date()
    stored, run = desk.waivers.all(), desk.history.run("last")
    lines = (
        WaiverLine(waiver=one, state=one.state_on(today), days_left=(one.expires - today).days)
        for one in stored
    )
    return WaiversPage(
        lines=tuple(sorted(lines, key=lambda line: (ORDER.index(line.state), line.waiver.expires))),
        run=run,
        elsewhere=_elsewhere(desk, run, stored) if run else None,
        draft={name: draft.get(name, "") for name in FIELDS},
        may_decide=request.user is not None and request.user.role.may(Role.AUDITOR),
        today=today,
        wrong=wrong,
    )


def _elsewhere(desk: Desk, run: RunRecord, stored: Iterable[StoredWaiver]) -> tuple[WaiverUse, ...] | None:
    """Return what became of the waivers that are not kept in the store, those first that need attention."""
    uses = desk.history.waivers(run.number)
    if uses is None:
        return None
    ours = {one.waiver.source for one in stored}
    others = (one for one in uses if one.source not in ours)
    return tuple(sorted(others, key=lambda one: not one.state.needs_attention))
