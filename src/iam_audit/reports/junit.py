"""The audit as JUnit XML, so that CI systems show it among the tests."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC
from itertools import chain
from xml.etree import ElementTree as ET

from iam_audit.model import AccountResult, AccountStatus, AuditResult, CheckCount, Finding, Framework, Status
from iam_audit.reports import digest, wording
from iam_audit.reports.base import StreamedReport
from iam_audit.reports.visible import visible

OUTCOMES = (
    (Status.FAIL, "failure"),
    (Status.NOT_EVALUATED, "error"),
    (Status.MANUAL, "skipped"),
    (Status.MUTED, "skipped"),
)
"""A test case has one outcome: the first of these that any of its findings has. None of them: it passed."""
SUMS = ("tests", "failures", "errors", "skipped")
_NOT_XML = re.compile("[\ufffe\uffff]")


class JunitReport(StreamedReport):
    """One test suite per account, one test case per check."""

    name = "junit"
    filename = "junit.xml"
    media_type = "application/xml"
    description = (
        "JUnit XML, a suite per account and a case per check; what could not be evaluated is an error."
    )

    def pieces(self, result: AuditResult) -> Iterator[str]:
        """Yield the document; an account that was not assessed is a suite with an error."""
        timestamp = f"{result.generated_at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}"
        yield '<?xml version="1.0" encoding="UTF-8"?>\n'
        root = ET.tostring(_root(_suites(result, timestamp)), encoding="unicode")
        if not result.accounts:
            yield f"{root}\n"
            return
        yield root.replace(" />", ">\n")
        for suite in _suites(result, timestamp):
            ET.indent(suite, level=1)
            yield f"  {ET.tostring(suite, encoding='unicode')}\n"
        yield "</testsuites>\n"


def _suites(result: AuditResult, timestamp: str) -> Iterator[ET.Element]:
    return (_suite(account, timestamp, result.framework) for account in result.accounts)


def _root(suites: Iterable[ET.Element]) -> ET.Element:
    """Return the element around the suites, without them: it begins with their sums."""
    sums = Counter(dict.fromkeys(SUMS, 0))
    for suite in suites:
        sums.update({name: int(suite.get(name, "0")) for name in SUMS})
    return ET.Element("testsuites", {"name": "iam-audit"} | {name: str(sums[name]) for name in SUMS})


def _suite(account: AccountResult, timestamp: str, framework: Framework | None) -> ET.Element:
    cases = _cases(account, framework)
    outcomes = [child.tag for case in cases for child in case]
    suite = ET.Element("testsuite", name=_clean(wording.account(account.account)), timestamp=timestamp)
    suite.set("tests", str(len(cases)))
    suite.set("failures", str(outcomes.count("failure")))
    suite.set("errors", str(outcomes.count("error")))
    suite.set("skipped", str(outcomes.count("skipped")))
    suite.extend(cases)
    return suite


def _cases(account: AccountResult, framework: Framework | None) -> list[ET.Element]:
    found: dict[str, list[Finding]] = {count.check_id: [] for count in account.counts}
    missing = [digest.not_assessed(account)] if account.status is AccountStatus.NOT_ASSESSED else []
    for finding in chain(account.findings, missing):
        found.setdefault(finding.check_id, []).append(finding)
    counts = {count.check_id: count for count in account.counts}
    classname = f"iam-audit.{account.account.id}"
    return [
        _case(
            ET.Element("testcase", name=check_id, classname=classname, time="0"),
            found[check_id],
            counts.get(check_id),
            _controls(framework, check_id),
        )
        for check_id in sorted(found)
    ]


def _controls(framework: Framework | None, check_id: str) -> tuple[str, ...]:
    """Name the controls of the framework that was chosen, for checks that pass as well."""
    if framework is None:
        return ()
    ids = [control.id for control in framework.controls if check_id in control.checks]
    return (f"{framework.name}: {', '.join(ids)}",) if ids else ()


def _case(
    case: ET.Element, findings: Sequence[Finding], count: CheckCount | None, controls: Sequence[str]
) -> ET.Element:
    decisive = next((one for one in OUTCOMES if any(finding.status is one[0] for finding in findings)), None)
    if decisive:
        case.append(_outcome(decisive[1], [one for one in findings if one.status is decisive[0]]))
    shown = {Status.PASS, decisive[0] if decisive else Status.PASS}
    rest = [f"{one.status}: {_line(one)}" for one in findings if one.status not in shown]
    if lines := [*controls, *([_in_numbers(count)] if count else []), *rest]:
        ET.SubElement(case, "system-out").text = _clean("\n".join(lines))
    return case


def _outcome(tag: str, findings: Sequence[Finding]) -> ET.Element:
    first = findings[0]
    more = f" (and {len(findings) - 1} more)" if len(findings) > 1 else ""
    element = ET.Element(tag, message=_clean(f"{first.message}{more}"))
    if tag != "skipped":
        element.set("type", first.severity.value)
    element.text = _clean("\n".join(_line(one) for one in findings))
    return element


def _line(finding: Finding) -> str:
    return f"[{finding.severity}] {wording.resource(finding.resource)}: {visible(finding.message)}"


def _in_numbers(count: CheckCount) -> str:
    return f"{count.failed} of {count.examined} {count.examines} failed"


def _clean(text: str) -> str:
    """XML cannot hold most control characters, not even escaped."""
    return _NOT_XML.sub("\ufffd", visible(text, keep="\n"))
