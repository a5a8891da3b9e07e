import pytest
from policies import allow
from privileged_accounts import ALL, ALL_WHEN_TAGGED, UNREADABLE, account_of, actor
from trust_policies import OUR_ORGANIZATION, OWN_ROOT, PARTNER, PARTNER_ROOT, STRANGER, STRANGER_ROOT
from verdicts import FINE, UNKNOWN, findings, severities, verdicts

from iam_audit.checks.role_admin_external_trust import RoleAdminExternalTrust
from iam_audit.model import Severity
from setting_builders import organization
from whole_roles import role, trusting

CHECK = RoleAdminExternalTrust(trusted_accounts=(PARTNER,))
STRANGERS = trusting({"AWS": STRANGER_ROOT})


@pytest.mark.parametrize(
    ("trust", "expected"),
    [
        (STRANGERS, [Severity.CRITICAL]),
        (trusting("*"), [Severity.CRITICAL]),
        (trusting("*", **OUR_ORGANIZATION), []),
        (trusting({"AWS": PARTNER_ROOT}), []),
        (trusting({"AWS": OWN_ROOT}), []),
    ],
    ids=["stranger", "anybody", "organization", "trusted", "own"],
)
def test_flags_administrators_that_let_in_other_accounts(trust, expected):
    assert severities(CHECK, account_of(actor(ALL, trust=trust))) == expected


def test_the_account_that_manages_the_organization_is_milder():
    read = account_of(actor(ALL, trust=STRANGERS), organization=organization(STRANGER))

    assert severities(CHECK, read) == [Severity.MEDIUM]


def test_the_role_that_organizations_sets_up_is_milder_still():
    read = account_of(actor(ALL, name="OrganizationAccountAccessRole", trust=STRANGERS))

    assert severities(CHECK, read) == [Severity.LOW]


def test_says_may_where_a_condition_decides():
    (finding,) = findings(CHECK, account_of(actor(ALL_WHEN_TAGGED, trust=STRANGERS)))

    assert finding.severity is Severity.HIGH
    assert "may be an administrator, and lets in 444455556666" in finding.message


def test_a_role_that_is_no_administrator_is_fine():
    assert verdicts(CHECK, account_of(actor(allow("s3:*"), trust=STRANGERS))) == FINE


def test_a_policy_that_cannot_be_read_is_unknown():
    assert verdicts(CHECK, account_of(role("ops", STRANGERS, inline=(UNREADABLE,)))) == UNKNOWN


def test_a_trust_policy_that_cannot_be_read_is_unknown():
    assert verdicts(CHECK, account_of(role("ops", inline=actor(ALL).inline, trust="{"))) == UNKNOWN
