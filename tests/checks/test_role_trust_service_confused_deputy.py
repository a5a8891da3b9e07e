import pytest
from trust_policies import OWN_ROOT, count, judge, statuses

from builders import ACCOUNT_ID
from iam_audit.checks.role_trust_service_confused_deputy import RoleTrustServiceConfusedDeputy
from iam_audit.model import Status
from whole_roles import role, trusting

CHECK = RoleTrustServiceConfusedDeputy()
LAMBDA = {"Service": "lambda.amazonaws.com"}


@pytest.mark.parametrize(
    ("statement", "flagged"),
    [
        pytest.param(trusting(LAMBDA), True, id="no condition"),
        pytest.param(
            trusting({"Service": ["ec2.amazonaws.com", "lambda.amazonaws.com"]}), True, id="in a list"
        ),
        pytest.param(trusting(LAMBDA, StringEquals={"aws:SourceAccount": ACCOUNT_ID}), False, id="account"),
        pytest.param(
            trusting(LAMBDA, ArnLike={"aws:SourceArn": f"arn:aws:lambda:*:{ACCOUNT_ID}:function:*"}),
            False,
            id="ARN",
        ),
        pytest.param(
            trusting(LAMBDA, StringLike={"aws:SourceAccount": "*"}), False, id="any condition at all"
        ),
        pytest.param(trusting({"Service": "ec2.amazonaws.com"}), False, id="sends no source"),
        pytest.param(trusting({"Service": "ec2.amazonaws.com.cn"}), False, id="sends no source, in China"),
        pytest.param(
            trusting({"Service": "secretsmanager.amazonaws.com"}), False, id="sends no source either"
        ),
        pytest.param(trusting({"AWS": OWN_ROOT}), False, id="no service"),
        pytest.param(trusting(LAMBDA, "SetSourceIdentity"), False, id="no role is taken on by that"),
    ],
)
def test_flags_roles_that_a_service_may_use_for_anybody(statement, flagged):
    assert statuses(CHECK, statement) == ([Status.FAIL] if flagged else [])


@pytest.mark.parametrize(
    ("path", "flagged"),
    [("/", True), ("/service-role/", True), ("/aws-service-role/lambda.amazonaws.com/", False)],
)
def test_service_roles_count_and_service_linked_roles_do_not(path, flagged):
    assert bool(judge(CHECK, trusting(LAMBDA), path=path)) is flagged


def test_the_services_without_a_source_are_an_option():
    check = RoleTrustServiceConfusedDeputy(exempt_services=("lambda.amazonaws.com",))

    assert statuses(check, trusting(LAMBDA)) == []
    assert statuses(check, trusting({"Service": "ec2.amazonaws.com"})) == [Status.FAIL]


def test_a_deny_of_other_sources_is_a_condition():
    denial = {**trusting("*", StringNotEquals={"aws:SourceAccount": ACCOUNT_ID}), "Effect": "Deny"}

    assert statuses(CHECK, trusting(LAMBDA), denial) == []


def test_only_roles_for_services_with_a_source_are_examined():
    roles = (
        role("a", trusting(LAMBDA)),
        role("b", trusting({"Service": "ec2.amazonaws.com"})),
        role("c", trusting({"AWS": OWN_ROOT})),
    )

    assert count(CHECK, *roles).examined == 1
