"""Regions without an analyzer of external access."""

import pytest
from msgspec.structs import replace
from verdicts import FAILS, FINE, examined, verdicts

from builders import ACCOUNT_ID, snapshot
from iam_audit.checks.analyzer_external_enabled import AnalyzerExternalEnabled
from iam_audit.model import AnalyzedRegion
from setting_builders import REGION, analyzer


def region(*analyzers, name=REGION):
    return AnalyzedRegion(name=name, account_id=ACCOUNT_ID, analyzers=analyzers)


EXTERNAL = analyzer("external", "ACCOUNT", {"team": "x"})


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        pytest.param(snapshot(analyzers=(region(EXTERNAL),)), FINE, id="of the account"),
        pytest.param(
            snapshot(analyzers=(region(analyzer("all", "ORGANIZATION", {})),)), FINE, id="of the organization"
        ),
        pytest.param(snapshot(analyzers=(region(),)), FAILS, id="none"),
        pytest.param(
            snapshot(analyzers=(region(replace(EXTERNAL, status="DISABLED")),)), FAILS, id="switched off"
        ),
        pytest.param(
            snapshot(analyzers=(region(analyzer("unused", "ACCOUNT_UNUSED_ACCESS", {})),)),
            FAILS,
            id="of unused access",
        ),
        pytest.param(
            snapshot(analyzers=(region(EXTERNAL), region(name="us-east-1"))),
            FAILS,
            id="in one of two Regions",
        ),
    ],
)
def test_flags_regions_in_which_none_is_at_work(read, expected):
    assert verdicts(AnalyzerExternalEnabled(), read) == expected


def test_an_analyzer_of_the_organization_elsewhere_can_be_told():
    read = snapshot(analyzers=(region(),))

    assert examined(AnalyzerExternalEnabled(organization_has_one=True), read) == 0
