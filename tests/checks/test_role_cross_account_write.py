import pytest
from policies import allow, deny
from privileged_accounts import UNREADABLE, WHEN_TAGGED, account_of, actor
from trust_policies import OWN_ROOT, PARTNER, PARTNER_ROOT, STRANGER_ROOT
from verdicts import UNKNOWN, findings, severities, verdicts

from iam_audit.checks.role_cross_account_write import RoleCrossAccountWrite
from iam_audit.model import Severity
from whole_roles import role, trusting

CHECK = RoleCrossAccountWrite(trusted_accounts=(PARTNER,))
STRANGERS = trusting({"AWS": STRANGER_ROOT})


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([allow("sqs:DeleteQueue")], [Severity.HIGH]),
        ([allow("sqs:DeleteQueue", **WHEN_TAGGED)], [Severity.MEDIUM]),
        ([allow("sqs:*"), deny("sqs:*")], []),
        ([allow("s3:GetObject")], []),
        ([allow("iam:PassRole")], []),
    ],
    ids=["writes", "under a condition", "denied", "reads data", "passes roles"],
)
def test_flags_roles_with_which_others_change_things(statements, expected):
    assert severities(CHECK, account_of(actor(*statements, trust=STRANGERS))) == expected


@pytest.mark.parametrize("principal", [OWN_ROOT, PARTNER_ROOT])
def test_own_and_trusted_accounts_may(principal):
    assert severities(CHECK, account_of(actor(allow("sqs:*"), trust=trusting({"AWS": principal})))) == []


def test_names_the_account_and_an_action():
    (finding,) = findings(CHECK, account_of(actor(allow("sqs:DeleteQueue"), trust=STRANGERS)))

    assert "lets in 444455556666, which can change things" in finding.message
    assert finding.evidence["actions"] == "sqs:deletequeue"


def test_what_cannot_be_read_is_unknown():
    puzzles = (
        role("ops", STRANGERS, inline=(UNREADABLE,)),
        role("web", inline=actor(allow("sqs:*")).inline, trust="{"),
    )

    assert verdicts(CHECK, account_of(*puzzles)) == UNKNOWN * 2
