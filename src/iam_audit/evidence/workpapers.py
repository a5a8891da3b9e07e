"""Workpapers: what was tested for each control of a framework, on what, what was found, and what follows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from iam_audit.checks import options_of
from iam_audit.checks.base import Check
from iam_audit.checks.by_control import by_control
from iam_audit.model import AuditResult, CheckCount, ControlResult, ControlStatus, Finding, Framework, Status
from iam_audit.reports import wording

WHOLE = "The whole population was tested; no sample was drawn."
NO_POPULATION = "There was nothing in the accounts to test; no sample was drawn."
NOT_TESTED = "Nothing was tested."
KINDS = {
    Status.FAIL: "fails",
    Status.MUTED: "fails, and is accepted",
    Status.NOT_EVALUATED: "could not be tested",
    Status.MANUAL: "has to be looked at by a person",
}


@dataclass(frozen=True, kw_only=True)
class Test:
    """What was asked of every member of a population."""

    __test__ = False

    check_id: str
    title: str
    criteria: str
    """The limits that were applied."""
    population: str
    examined: int
    failed: int
    muted: int
    not_evaluated: int
    passed: int


@dataclass(frozen=True, kw_only=True)
class Exceptional:
    """One member that is not as the control wants it, or of which that cannot be told."""

    kind: str
    check_id: str
    severity: str
    account_id: str
    resource: str
    message: str
    accepted: str
    """By whom, why and until when, where somebody lives with it; else empty."""
    fingerprint: str


@dataclass(frozen=True, kw_only=True)
class Paper:
    """The workpaper of one control."""

    control: str
    status: ControlStatus
    tests: tuple[Test, ...]
    not_run: tuple[str, ...]
    """Checks that speak to the control and were not run."""
    sample: str
    exceptions: tuple[Exceptional, ...]
    unread: tuple[str, ...]
    """Accounts of which nothing is known."""
    conclusion: str


def papers(result: AuditResult, framework: Framework, checks: Sequence[Check]) -> tuple[Paper, ...]:
    """Return a workpaper for every control of a framework, in its order."""
    known = {check.id: check for check in checks}
    return tuple(_paper(control, known) for control in by_control(result, framework))


def _paper(control: ControlResult, known: Mapping[str, Check]) -> Paper:
    return Paper(
        control=control.id,
        status=control.status,
        tests=tuple(_test(count, known.get(count.check_id)) for count in control.counts),
        not_run=control.not_run,
        sample=_sample(control),
        exceptions=tuple(_exceptions((*control.failing, *control.muted, *control.open))),
        unread=control.unread,
        conclusion=_conclusion(control),
    )


def _test(count: CheckCount, check: Check | None) -> Test:
    return Test(
        check_id=count.check_id,
        title=check.title if check else count.check_id,
        criteria=", ".join(_criteria(check)) if check else "",
        population=count.examines,
        examined=count.examined,
        failed=count.failed,
        muted=count.muted,
        not_evaluated=count.not_evaluated,
        passed=count.passed,
    )


def _criteria(check: Check) -> Iterator[str]:
    for option in options_of(type(check)):
        value = getattr(check, option.name)
        if value not in ((), None):
            shown = ", ".join(map(str, value)) if isinstance(value, tuple | list | frozenset) else value
            yield f"{option.name} = {shown}"


def _exceptions(findings: Iterable[Finding]) -> Iterator[Exceptional]:
    for one in findings:
        waiver = one.waiver
        accepted = f"{waiver.approver}, until {waiver.expires}: {waiver.reason}" if waiver else ""
        yield Exceptional(
            kind=KINDS.get(one.status, one.status),
            check_id=one.check_id,
            severity=one.severity,
            account_id=one.account_id,
            resource=wording.resource(one.resource),
            message=one.message,
            accepted=accepted,
            fingerprint=one.fingerprint,
        )


def _sample(control: ControlResult) -> str:
    if not control.counts:
        return NOT_TESTED
    return WHOLE if control.examined else NO_POPULATION


def _conclusion(control: ControlResult) -> str:
    examined, failing = control.examined, len(control.failing)
    match control.status:
        case ControlStatus.FAILED:
            rest = f" {len(control.open)} more could not be tested." if control.open else ""
            return f"Not effective: {_several(failing, 'exception')} in {_several(examined, 'test')}.{rest}"
        case ControlStatus.NOT_EVALUATED:
            return "No conclusion: nothing that was tested fails, but not everything could be tested."
        case ControlStatus.MUTED:
            accepted = _several(len(control.muted), "exception")
            return (
                f"Effective but for {accepted} that somebody has accepted, in {_several(examined, 'test')}."
            )
        case ControlStatus.PASSED:
            return f"Effective: no exception in {_several(examined, 'test')}."
        case ControlStatus.NOT_APPLICABLE:
            return "Not applicable: the accounts hold nothing that the control is about."
        case ControlStatus.NOT_COVERED:
            return "Not tested: none of the checks that speak to it was run. No conclusion."


def _several(count: int, word: str) -> str:
    return f"{count} {word}{'s' * (count != 1)}"
