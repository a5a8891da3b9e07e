"""Analyzers without tags."""

import pytest
from verdicts import FAILS, FINE, verdicts

from builders import ACCOUNT_ID, snapshot
from iam_audit.checks.analyzer_tagged import AnalyzerTagged
from iam_audit.model import AnalyzedRegion
from setting_builders import REGION, analyzer


def region(*analyzers, name=REGION):
    return AnalyzedRegion(name=name, account_id=ACCOUNT_ID, analyzers=analyzers)


EXTERNAL = analyzer("external", "ACCOUNT", {"team": "x"})


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        pytest.param(snapshot(analyzers=(region(EXTERNAL),)), FINE, id="tagged"),
        pytest.param(snapshot(analyzers=(region(analyzer("a", "ACCOUNT", {})),)), FAILS, id="without"),
    ],
)
def test_flags_analyzers_without_any_tag(read, expected):
    assert verdicts(AnalyzerTagged(), read) == expected


def test_named_tags_can_be_required():
    assert verdicts(AnalyzerTagged(required=("owner",)), snapshot(analyzers=(region(EXTERNAL),))) == FAILS
