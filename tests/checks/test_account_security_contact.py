"""Accounts without a security contact."""

import pytest
from verdicts import FAILS, FINE, verdicts

from builders import snapshot
from iam_audit.checks.account_security_contact import AccountSecurityContact
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
        pytest.param(given(security="s@example.com"), FINE, id="given"),
        pytest.param(given(), FAILS, id="none"),
        pytest.param(given(billing="b@example.com"), FAILS, id="another kind"),
    ],
)
def test_flags_an_account_without_one(read, expected):
    assert verdicts(AccountSecurityContact(), read) == expected
