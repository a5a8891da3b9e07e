"""Alternate contacts that are missing or the same."""

import pytest
from verdicts import FAILS, FINE, verdicts

from builders import snapshot
from iam_audit.checks.account_distinct_contacts import AccountDistinctContacts
from iam_audit.model import ContactKind
from setting_builders import contact


def given(**addresses):
    return snapshot(
        alternate_contacts=tuple(
            contact(ContactKind(kind.upper()), email) for kind, email in addresses.items()
        )
    )


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        pytest.param(
            given(security="s@example.com", billing="b@example.com", operations="o@example.com"),
            FINE,
            id="three of them",
        ),
        pytest.param(given(security="s@example.com", billing="b@example.com"), FAILS, id="one missing"),
        pytest.param(
            given(security="s@example.com", billing="S@example.com", operations="o@example.com"),
            FAILS,
            id="two the same but for case",
        ),
    ],
)
def test_flags_what_is_missing_or_the_same(read, expected):
    assert verdicts(AccountDistinctContacts(), read) == expected
