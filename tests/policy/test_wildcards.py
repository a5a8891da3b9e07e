"""What a policy allows without naming it."""

import pytest

from accounts import all_but, allow, deny, document
from builders import account
from iam_audit.policy.document import parse_policy
from iam_audit.policy.wildcards import AllBut, allows_all_but, allows_other_than, whole_services

WITH_MFA = {"Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}
OTHERS = "every service that NotAction does not name"


def read(*statements):
    return parse_policy(document(*statements))


@pytest.mark.parametrize(
    ("statements", "services"),
    [
        pytest.param([allow("s3:*")], ("s3",), id="s3:*"),
        pytest.param([allow("S3:**", "arn:aws:s3:::b/*")], ("s3",), id="letter case, and on one bucket"),
        pytest.param([allow(["s3:?*", "ec2:*", "sqs:Get*"])], ("ec2", "s3"), id="several"),
        pytest.param([allow("*")], ("every service",), id="*"),
        pytest.param([allow("*:*")], ("every service",), id="*:*"),
        pytest.param([all_but("s3:*")], (OTHERS,), id="NotAction"),
        pytest.param([all_but("s3:GetObject")], (OTHERS,), id="NotAction of one action"),
        pytest.param([allow("s3:*", **WITH_MFA)], ("s3",), id="under conditions"),
        pytest.param([allow("s3:*"), deny("s3:*", **WITH_MFA)], ("s3",), id="denied at times"),
        pytest.param([allow("s3:*"), deny("s3:*", "arn:aws:s3:::b")], ("s3",), id="denied on one bucket"),
        pytest.param([allow("s3:*"), deny("s3:Delete*")], ("s3",), id="denied in part"),
        pytest.param([allow("s3:*"), deny("s3:*")], (), id="denied"),
        pytest.param([allow("*"), deny("*")], (), id="everything denied"),
        pytest.param([all_but("*")], (), id="NotAction of everything"),
        pytest.param([allow("s3:Get*")], (), id="a prefix"),
        pytest.param([allow("s3:?")], (), id="names of one letter"),
        pytest.param([deny("s3:*")], (), id="a Deny"),
    ],
)
def test_services_all_of_whose_actions_are_allowed(statements, services):
    assert whole_services(read(*statements)) == services


@pytest.mark.parametrize(
    ("statements", "found"),
    [
        pytest.param([all_but("iam:*")], [AllBut(("iam:*",), limited=False, conditional=False)], id="on *"),
        pytest.param(
            [{**all_but("s3:Delete*"), "Resource": "arn:aws:s3:::*"}],
            [AllBut(("s3:Delete*",), limited=True, conditional=False)],
            id="on buckets",
        ),
        pytest.param(
            [all_but("iam:*", **WITH_MFA)],
            [AllBut(("iam:*",), limited=False, conditional=True)],
            id="with MFA",
        ),
        pytest.param([all_but("*")], [], id="of everything"),
        pytest.param([allow("*")], [], id="Action"),
        pytest.param([{**all_but("iam:*"), "Effect": "Deny"}], [], id="a Deny"),
    ],
)
def test_allows_of_everything_but_a_list(statements, found):
    assert list(allows_all_but(read(*statements), account())) == found


@pytest.mark.parametrize(
    ("statements", "more"),
    [
        pytest.param([allow("sts:AssumeRole")], False, id="taking on roles"),
        pytest.param([allow(["STS:*", "sts:AssumeRole"])], False, id="letter case"),
        pytest.param([deny("s3:*")], False, id="a Deny"),
        pytest.param([allow("s3:*"), deny("*")], False, id="more, and denied"),
        pytest.param([], False, id="nothing"),
        pytest.param([allow(["sts:AssumeRole", "s3:GetObject"])], True, id="one action more"),
        pytest.param([allow("s*")], True, id="a wider pattern"),
        pytest.param([all_but("s3:*")], True, id="NotAction"),
        pytest.param([allow("s3:*"), deny("s3:*", **WITH_MFA)], True, id="more, and denied at times"),
    ],
)
def test_whether_a_policy_allows_more_than_expected(statements, more):
    assert allows_other_than(read(*statements), ("sts:*",)) is more
