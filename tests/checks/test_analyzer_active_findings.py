"""Findings that nobody has dealt with."""

import pytest
from msgspec.structs import replace
from verdicts import FAILS, FINE, UNKNOWN, findings, verdicts

from builders import ACCOUNT_ID, snapshot
from iam_audit.checks.analyzer_active_findings import AnalyzerActiveFindings
from iam_audit.model import AnalyzedRegion
from setting_builders import REGION, analyzer


def region(*analyzers, name=REGION):
    return AnalyzedRegion(name=name, account_id=ACCOUNT_ID, analyzers=analyzers)


EXTERNAL = analyzer("external", "ACCOUNT", {"team": "x"})


def counted(count, **fields):
    return snapshot(analyzers=(region(replace(EXTERNAL, active_findings=count, **fields)),))


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        pytest.param(counted(0), FINE, id="none"),
        pytest.param(counted(1), FAILS, id="one"),
        pytest.param(counted(None), UNKNOWN, id="not counted"),
        pytest.param(counted(1, status="DISABLED"), FINE, id="an analyzer that is not at work"),
    ],
)
def test_flags_analyzers_with_active_findings(read, expected):
    assert verdicts(AnalyzerActiveFindings(), read) == expected


@pytest.mark.parametrize(
    ("count", "said"), [(1, "1 active finding."), (99, "99 active"), (100, "100 or more")]
)
def test_it_says_how_many(count, said):
    assert said in findings(AnalyzerActiveFindings(), counted(count))[0].message
