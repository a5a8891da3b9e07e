"""Whether the contact is still right."""

import pytest
from verdicts import FAILS, MANUAL, verdicts

from builders import snapshot
from iam_audit.checks.account_contact_details import AccountContactDetails


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        pytest.param(snapshot(contact_information=("FullName",)), MANUAL, id="a contact"),
        pytest.param(snapshot(), FAILS, id="none"),
    ],
)
def test_a_person_has_to_look_unless_there_is_nothing(read, expected):
    assert verdicts(AccountContactDetails(), read) == expected
