"""Waivers that were decided here: who lives with which finding, why, and until when."""

from datetime import UTC, date
from typing import Annotated

import msgspec
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from iam_audit.access import Role
from iam_audit.model import Waiver
from iam_audit.waivers.stored import StoredState, StoredWaiver
from iam_audit.web.answers import Answer
from iam_audit.web.api_routes import PREFIX, making, many, reading
from iam_audit.web.desk import AtDesk
from iam_audit.web.pages.base import PageRequest

Words = Annotated[str, Meta(min_length=1, max_length=1000, pattern=r"^[^\x00-\x1f\x7f]+$")]
"""One line of text."""


class NewWaiver(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What to mute, and why. Whoever asks for it is the approver."""

    check: Annotated[Words, Meta(description="A check id, in which `*` and `?` stand for anything.")]
    account: Annotated[Words, Meta(description="An account id or name, with the same wildcards.")]
    resource: Annotated[
        Words, Meta(description="An id, name, ARN or `type/name` of a resource, with the same wildcards.")
    ]
    reason: Words
    expires: Annotated[
        date, Meta(description="The last day on which it holds, in UTC; at most a year ahead.")
    ]
    given: Annotated[
        date | None, Meta(description="The first day on which it holds; unless given, today.")
    ] = None


class WaiverRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A waiver, and where it stands today."""

    state: StoredState
    waiver: StoredWaiver


@reading("/waivers", needs=Role.VIEWER)
def list_waivers(
    desk: AtDesk, standing: Annotated[list[StoredState] | None, many("Where they stand.", "state")] = None
) -> tuple[WaiverRecord, ...]:
    """Waivers in the store, the newest first. Those in a file or in tags are among the waivers of each run."""
    records = (_record(desk, one) for one in desk.waivers.all())
    return tuple(one for one in records if not standing or one.state in standing)


@reading("/waivers/{waiver_id:str}", needs=Role.VIEWER)
def show_waiver(desk: AtDesk, waiver_id: FromPath[str]) -> WaiverRecord:
    """One waiver."""
    return _record(desk, _waiver(desk.waivers.find(waiver_id)))


@making("/waivers", needs=Role.AUDITOR, answers=WaiverRecord)
def create_waiver(desk: AtDesk, request: PageRequest, data: JSONBody[NewWaiver]) -> Answer:
    """Mute what fits. It counts from the next audit on."""
    who, now = request.user, desk.clock()
    approver = who.name if who else ""
    asked = Waiver(**msgspec.structs.asdict(data), approver=approver, source="")
    made = desk.waivers.create(asked, now)
    if who:
        desk.changes.note(who, "waiver.create", made.id, now, check=made.check, reason=made.reason)
    return Answer(_record(desk, made), headers={"location": f"{PREFIX}/waivers/{made.id}"})


@making("/waivers/{waiver_id:str}/expire", needs=Role.AUDITOR, also=(404,), status_code=200)
def expire_waiver(desk: AtDesk, request: PageRequest, waiver_id: FromPath[str]) -> WaiverRecord:
    """End a waiver before its last day. One that is over stays as it is."""
    who, now = request.user, desk.clock()
    before = _waiver(desk.waivers.find(waiver_id))
    ended = _waiver(desk.waivers.end(waiver_id, who.name if who else "", now))
    if who and ended != before:
        desk.changes.note(who, "waiver.expire", waiver_id, now)
    return _record(desk, ended)


def _waiver(found: StoredWaiver | None) -> StoredWaiver:
    if found is None:
        raise NotFoundException("There is no such waiver in the store.")
    return found


def _record(desk: AtDesk, waiver: StoredWaiver) -> WaiverRecord:
    return WaiverRecord(state=waiver.state_on(desk.clock().astimezone(UTC).date()), waiver=waiver)
