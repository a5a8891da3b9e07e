"""What is in a pack, beside the snapshot: reports, workpapers, coverage, settings, waivers, the journal."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import msgspec

from iam_audit.checks.base import Check
from iam_audit.evidence import workpaper_forms
from iam_audit.evidence.coverage import coverage_json, coverage_markdown
from iam_audit.evidence.packing import Contents
from iam_audit.evidence.readme import readme
from iam_audit.evidence.verifying import JOURNAL
from iam_audit.evidence.workpapers import Paper, papers
from iam_audit.model import AuditResult, Framework, Waiver
from iam_audit.reports import formats
from iam_audit.reports.json_text import json_text

ELSEWHERE = (
    "channels.",
    "evidence.",
    "organization.external_id",
    "report.output",
    "runs.",
    "shards.",
    "store.",
    "web.",
)
"""Settings that say where things are kept or sent, not how it was judged; some of the addresses are secrets."""


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What goes into a pack."""

    result: AuditResult
    checks: Sequence[Check]
    frameworks: Sequence[Framework]
    settings: Sequence[tuple[str, str]]
    """Every setting by its dotted name."""
    waivers: Sequence[Waiver]
    snapshot: Contents
    """The files that were audited."""
    journal: Callable[[], Iterable[bytes]]
    """Yields the lines of the journal of remediation."""


def contents(evidence: Evidence) -> Contents:
    """Return what makes each file."""
    result = evidence.result
    found: Contents = {
        "README.txt": partial(_encoded, lambda: readme(result)),
        "coverage.json": partial(_encoded, lambda: coverage_json(result)),
        "coverage.md": partial(_encoded, lambda: coverage_markdown(result)),
        "settings.json": partial(_encoded, lambda: _settings(evidence)),
        "waivers.json": partial(_encoded, lambda: _waivers(evidence)),
        JOURNAL: evidence.journal,
    }
    # Without the course of things: a history may go on, and the same accounts are to give the same bytes.
    for report in formats().values():
        found[f"reports/{report.filename}"] = partial(_encoded, partial(report.pieces, result))
    for framework in evidence.frameworks:
        found |= _workpapers(evidence, framework)
    return found | evidence.snapshot


def _workpapers(evidence: Evidence, framework: Framework) -> Contents:
    """The papers of one framework are worked out anew for each form, so that few are in memory."""
    result = evidence.result

    def made() -> Sequence[Paper]:
        return papers(result, framework, evidence.checks)

    place = f"workpapers/{framework.id}"
    return {
        f"{place}.md": partial(_encoded, lambda: workpaper_forms.markdown(result, framework, made())),
        f"{place}.html": partial(_encoded, lambda: workpaper_forms.html(result, framework, made())),
        f"{place}.csv": partial(_encoded, lambda: workpaper_forms.csv(framework, made())),
    }


def _encoded(make: Callable[[], Iterable[str]]) -> Iterator[bytes]:
    return (piece.encode() for piece in make())


def _settings(evidence: Evidence) -> Iterator[str]:
    kept = {name: value for name, value in evidence.settings if not name.startswith(ELSEWHERE)}
    yield json_text({name: _value(text) for name, text in kept.items()})


def _value(text: str) -> object:
    """Return a value as it was before it was made printable."""
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError:
        return text


def _waivers(evidence: Evidence) -> Iterator[str]:
    yield json_text(
        {
            "waivers": [msgspec.to_builtins(one) for one in evidence.waivers],
            "uses": [msgspec.to_builtins(one) for one in evidence.result.waivers],
        }
    )
