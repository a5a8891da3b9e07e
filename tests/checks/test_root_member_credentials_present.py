"""Root credentials of members whose root is managed centrally."""

import pytest
from msgspec.structs import replace
from verdicts import FAILS, FINE, UNKNOWN, examined, verdicts

from builders import account, snapshot
from iam_audit.checks.root_member_credentials_present import RootMemberCredentialsPresent
from iam_audit.model import AccountSummary, Section

NOTHING = {
    "root_password_present": False,
    "root_access_keys_present": False,
    "root_signing_certificates_present": False,
    "root_mfa_enabled": False,
}


def member(*, on=True, management=False, **left):
    return snapshot(
        account=account(management=management),
        account_summary=AccountSummary(**(NOTHING | left)),
        organizations_features=("RootCredentialsManagement",) if on else (),
    )


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        pytest.param(member(), FINE, id="nothing"),
        pytest.param(member(root_password_present=True), FAILS, id="a password"),
        pytest.param(member(root_access_keys_present=True), FAILS, id="a key"),
        pytest.param(member(root_signing_certificates_present=True), FAILS, id="a certificate"),
        pytest.param(member(root_mfa_enabled=True), FAILS, id="a second factor"),
        pytest.param(member(root_password_present=None), UNKNOWN, id="nobody knows"),
        pytest.param(member(root_password_present=True, on=False), FINE, id="root is not managed centrally"),
        pytest.param(
            member(root_password_present=True, management=True),
            FINE,
            id="the management account keeps its root",
        ),
    ],
)
def test_flags_whatever_root_still_has(read, expected):
    assert verdicts(RootMemberCredentialsPresent(), read) == expected


def test_nothing_is_examined_where_the_organization_was_not_read():
    read = replace(member(root_password_present=True), elsewhere=(Section.ORGANIZATIONS_FEATURES,))

    assert examined(RootMemberCredentialsPresent(), read) == 0
