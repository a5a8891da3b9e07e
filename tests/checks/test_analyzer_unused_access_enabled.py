"""Accounts without an analyzer of unused access."""

import pytest
from msgspec.structs import replace
from verdicts import FAILS, FINE, UNKNOWN, verdicts

from builders import ACCOUNT_ID, snapshot
from iam_audit.checks.analyzer_unused_access_enabled import AnalyzerUnusedAccessEnabled
from iam_audit.model import AnalyzedRegion
from setting_builders import REGION, analyzer


def region(*analyzers, name=REGION):
    return AnalyzedRegion(name=name, account_id=ACCOUNT_ID, analyzers=analyzers)


def waiting(*days, status="ACTIVE"):
    made = [analyzer(f"a{age}", "ACCOUNT_UNUSED_ACCESS", {}) for age in days]
    changed = [
        replace(one, unused_access_age=age, status=status) for one, age in zip(made, days, strict=True)
    ]
    return snapshot(analyzers=(region(*changed),))


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        pytest.param(waiting(90), FINE, id="at the limit"),
        pytest.param(waiting(91), FAILS, id="past it"),
        pytest.param(waiting(91, 30), FINE, id="one of two"),
        pytest.param(waiting(), FAILS, id="none"),
        pytest.param(waiting(90, status="FAILED"), FAILS, id="one that does not work"),
        pytest.param(waiting(None), UNKNOWN, id="nobody knows"),
        pytest.param(waiting(None, 120), UNKNOWN, id="one too slow, one unknown"),
    ],
)
def test_flags_accounts_without_one_that_is_quick_enough(read, expected):
    assert verdicts(AnalyzerUnusedAccessEnabled(), read) == expected
