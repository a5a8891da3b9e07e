"""Whether Identity Center asks for a second factor."""

import pytest
from verdicts import FINE, MANUAL, verdicts

from builders import ACCOUNT_ID, snapshot
from iam_audit.checks.sso_mfa_state import SsoMfaState
from setting_builders import MANAGER, sso_instance


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        pytest.param(snapshot(sso_instances=(sso_instance(ACCOUNT_ID),)), MANUAL, id="its own instance"),
        pytest.param(snapshot(sso_instances=(sso_instance(None),)), MANUAL, id="perhaps its own"),
        pytest.param(snapshot(sso_instances=(sso_instance(MANAGER),)), FINE, id="somebody else's"),
    ],
)
def test_a_person_has_to_look_at_what_the_account_owns(read, expected):
    assert verdicts(SsoMfaState(), read) == expected
