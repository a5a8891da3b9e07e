"""The audit by the controls of a framework, in the words that the readable formats share."""

from collections import Counter
from collections.abc import Iterator

from iam_audit.checks import catalogue
from iam_audit.checks.by_control import by_control
from iam_audit.model import AuditResult, CheckCount, ControlResult, ControlStatus, Finding
from iam_audit.reports import wording

STATUS = {status: status.replace("_", " ") for status in ControlStatus}
LEFT_OUT = "left out of iam-audit"
SHOWN = 3
"""How many resources a control names before it says how many more there are; the findings name them all."""


def controls(result: AuditResult) -> tuple[ControlResult, ...]:
    """Return how each control came out; nothing when no framework was chosen."""
    return by_control(result, result.framework) if result.framework else ()


def headline(result: AuditResult) -> str:
    """Say how many controls ended how, and what the list is not."""
    counts = Counter(control.status for control in controls(result))
    numbers = ", ".join(f"{counts[status]} {STATUS[status]}" for status in ControlStatus if counts[status])
    name = result.framework.name if result.framework else ""
    return f"{numbers}. These are the controls of {name} that speak of credentials; it has others."


def populations(control: ControlResult) -> Iterator[str]:
    """Say of each check of a control how many failed of how many it looked at."""
    yield from (_population(count) for count in control.counts)
    ours = {check.id for check in catalogue()}
    skipped = [one for one in control.not_run if one in ours]
    foreign = [one for one in control.not_run if one not in ours]
    yield from (
        f"{words}: {', '.join(ids)}" for words, ids in (("not run", skipped), (LEFT_OUT, foreign)) if ids
    )


def evidence(control: ControlResult, longest: int = SHOWN) -> Iterator[str]:
    """Name what speaks against a control, or why there is no verdict on it."""
    for words, findings in (("", control.failing), ("muted: ", control.muted)):
        named = list(dict.fromkeys(where(one) for one in findings))
        yield from (f"{words}{name}" for name in named[:longest])
        if len(named) > longest:
            yield f"{words}and {len(named) - longest} more"
    yield from doubts(control)


def doubts(control: ControlResult) -> Iterator[str]:
    """Say what there is no verdict on."""
    if control.open:
        unsure = sorted({one.check_id for one in control.open})
        yield f"no verdict: {', '.join(unsure)}"
    if control.unread and control.status is not ControlStatus.NOT_COVERED:
        yield f"not read: {', '.join(control.unread)}"


def where(finding: Finding) -> str:
    """Name the resource of a finding, with its account."""
    return f"{wording.resource(finding.resource)} in {finding.account_id}"


def _population(count: CheckCount) -> str:
    more = [
        f"{number} {words}"
        for number, words in ((count.muted, "muted"), (count.not_evaluated, "not evaluated"))
        if number
    ]
    rest = f" ({', '.join(more)})" if more else ""
    return f"{count.check_id} {count.failed} of {count.examined} {count.examines}{rest}"
