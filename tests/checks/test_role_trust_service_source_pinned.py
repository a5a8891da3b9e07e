import pytest
from trust_policies import OWN_ROOT, count, judge, statuses

from builders import ACCOUNT_ID
from iam_audit.checks.role_trust_service_source_pinned import RoleTrustServiceSourcePinned
from iam_audit.model import Status
from whole_roles import role, trusting

CHECK = RoleTrustServiceSourcePinned()
EVENTS = {"Service": "events.amazonaws.com"}
PINNED = {"StringEquals": {"aws:SourceAccount": ACCOUNT_ID}}


@pytest.mark.parametrize(
    ("condition", "flagged"),
    [
        pytest.param(PINNED, False, id="account"),
        pytest.param(
            {"ArnLike": {"aws:SourceArn": f"arn:aws:events:*:{ACCOUNT_ID}:rule/*"}}, False, id="ARN"
        ),
        pytest.param({"StringEquals": {"aws:SourceOrgID": "o-a1b2c3d4e5"}}, False, id="organization"),
        pytest.param(
            {"ArnLike": {"aws:SourceArn": "arn:aws:events:*:*:rule/x"}}, True, id="ARN of any account"
        ),
        pytest.param({"StringLike": {"aws:SourceAccount": "*"}}, True, id="any account"),
        pytest.param(
            {"StringEqualsIfExists": {"aws:SourceAccount": ACCOUNT_ID}}, True, id="or no source at all"
        ),
        pytest.param({"StringEquals": {"sts:ExternalId": "x"}}, True, id="another key"),
        pytest.param({}, False, id="no condition is the other check's"),
    ],
)
def test_flags_conditions_that_do_not_say_for_whom(condition, flagged):
    assert statuses(CHECK, trusting(EVENTS, **condition)) == ([Status.FAIL] if flagged else [])


def test_a_statement_with_not_action_is_for_a_person():
    statement = {
        "Effect": "Allow",
        "NotAction": "sts:TagSession",
        "Principal": EVENTS,
        "Condition": {"StringEquals": {"sts:ExternalId": "x"}},
    }

    assert statuses(CHECK, statement) == [Status.MANUAL]


def test_names_the_service_and_its_conditions():
    finding = judge(
        CHECK, trusting(EVENTS, StringLike={"aws:SourceAccount": "*"}), trusting(EVENTS, **PINNED)
    )[0]

    assert finding.evidence == {"services": "events.amazonaws.com", "conditions": "aws:sourceaccount"}


def test_only_roles_for_services_under_conditions_are_examined():
    roles = (
        role("a", trusting(EVENTS, **PINNED)),
        role("b", trusting(EVENTS)),
        role("c", trusting({"AWS": OWN_ROOT})),
    )

    assert (count(CHECK, *roles).examined, count(CHECK, *roles).passed) == (1, 1)
