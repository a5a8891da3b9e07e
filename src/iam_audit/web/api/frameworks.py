"""Compliance frameworks, and how their controls stand."""

import msgspec
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery

from iam_audit.access import Role
from iam_audit.checks.frameworks import framework_called, frameworks
from iam_audit.history.values import ControlRecord
from iam_audit.model import Framework
from iam_audit.web.api_routes import reading
from iam_audit.web.desk import AtDesk


class FrameworkRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A framework, and how many of its controls the checks speak to."""

    id: str
    name: str
    controls: int
    checks: int


@reading("/frameworks", needs=Role.VIEWER, for_some_accounts=True)
def list_frameworks() -> tuple[FrameworkRecord, ...]:
    """All frameworks that the checks are mapped to."""
    return tuple(
        FrameworkRecord(id=one.id, name=one.name, controls=len(one.controls), checks=len(one.checks))
        for one in frameworks()
    )


@reading("/frameworks/{framework_id:str}", needs=Role.VIEWER, for_some_accounts=True)
def show_framework(framework_id: FromPath[str]) -> Framework:
    """One framework with its controls, and the checks that speak to each."""
    return _framework(framework_id)


@reading("/frameworks/{framework_id:str}/controls", needs=Role.VIEWER)
def list_controls(
    desk: AtDesk, framework_id: FromPath[str], run: FromQuery[str | None] = None
) -> tuple[ControlRecord, ...]:
    """How the controls of a framework stand, or stood right after a run."""
    number = None
    if run is not None:
        found = desk.history.run(run)
        if found is None:
            raise NotFoundException(f"There is no run {run!r}.")
        number = found.number
    return desk.history.controls(_framework(framework_id), number)


def _framework(named: str) -> Framework:
    found = framework_called(named)
    if found is None:
        raise NotFoundException("There is no such framework. GET /api/v1/frameworks lists them.")
    return found
