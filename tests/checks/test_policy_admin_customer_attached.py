import pytest
from policies import (
    WITH_MFA,
    all_but,
    allow,
    customer,
    deny,
    inline,
    judge,
    pointer,
    severities,
    user_holding,
)

from builders import snapshot
from iam_audit.checks.policy_admin_customer_attached import PolicyAdminCustomerAttached
from iam_audit.model import Severity
from whole_policies import OF_AWS, managed

CHECK = PolicyAdminCustomerAttached()


@pytest.mark.parametrize(
    ("statements", "flagged"),
    [
        ([allow()], [Severity.HIGH]),
        ([allow("*:*", ["arn:aws:s3:::b", "*"])], [Severity.HIGH]),
        ([all_but("s3:DeleteBucket")], [Severity.HIGH]),
        ([all_but("iam:*"), allow("iam:*")], [Severity.HIGH]),
        ([allow(**WITH_MFA)], [Severity.MEDIUM]),
        ([allow(), deny()], []),
        ([allow(), deny("iam:*")], []),
        ([all_but("iam:*")], []),
        ([allow("*", "arn:aws:s3:::b/*")], []),
    ],
    ids=[
        "*",
        "*:* in a list",
        "NotAction of little",
        "put together",
        "with MFA",
        "denied",
        "no IAM",
        "power",
        "bucket",
    ],
)
def test_flags_full_control_as_the_whole_document_has_it(statements, flagged):
    assert severities(CHECK, customer(*statements)) == flagged


def test_an_unattached_policy_is_for_another_check():
    assert not judge(CHECK, customer(allow(), attached=0))


def test_an_attachment_that_aws_has_not_counted_yet_counts():
    assert judge(CHECK, customer(allow(), attached=0, users=(user_holding(pointer()),)))


def test_inline_policies_and_those_of_aws_are_for_other_checks():
    assert not judge(CHECK, inline(allow()))
    assert not judge(
        CHECK, snapshot(policies=(managed(f"{OF_AWS}AdministratorAccess", allow(), attached=1),))
    )


def test_only_the_default_version_counts():
    (policy,) = customer(allow("s3:*")).policies
    older = managed(policy.arn, allow("s3:*"), attached=1, older=(allow(),))

    assert not judge(CHECK, snapshot(policies=(older,)))
