import pytest
from aws_says import DENIED, SCP, answer

from iam_audit.aws import explain, is_access_denied


@pytest.mark.parametrize(
    ("ending", "sentence"),
    [
        pytest.param(
            f" with an explicit deny in a service control policy: {SCP}",
            f"iam:ListUsers is forbidden by an explicit deny in a service control policy ({SCP}). "
            "Only those who manage the organization's policies can change that.",
            id="SCP with its ARN",
        ),
        pytest.param(
            " with an explicit deny in a resource control policy",
            "iam:ListUsers is forbidden by an explicit deny in a resource control policy. "
            "Only those who manage the organization's policies can change that.",
            id="RCP",
        ),
        pytest.param(
            " because no service control policy allows the iam:ListUsers action",
            "iam:ListUsers is denied: no service control policy allows it. "
            "Only those who manage the organization's policies can change that.",
            id="no SCP allows",
        ),
        pytest.param(
            " because no permissions boundary allows the iam:ListUsers action",
            "iam:ListUsers is denied: no permissions boundary allows it. "
            "The boundary of the caller must allow it too.",
            id="boundary",
        ),
        pytest.param(
            " with an explicit deny in a session policy",
            "iam:ListUsers is forbidden by an explicit deny in a session policy. "
            "The policy that the session was made with must allow it too.",
            id="session policy",
        ),
        pytest.param(
            " with an explicit deny in a VPC endpoint policy",
            "iam:ListUsers is forbidden by an explicit deny in a VPC endpoint policy. "
            "The policy of the VPC endpoint that the request goes through must allow it.",
            id="endpoint policy",
        ),
        pytest.param(
            " because no identity-based policy allows the iam:ListUsers action",
            "iam:ListUsers is denied: no identity-based policy allows it. "
            "Attach the policy that `iam-audit policy` prints to the caller.",
            id="nothing allows",
        ),
        pytest.param(
            " with an explicit deny in an identity-based policy",
            "iam:ListUsers is forbidden by an explicit deny in an identity-based policy. "
            "A policy of the caller forbids it, whatever the others allow.",
            id="own policy denies",
        ),
        pytest.param(
            " because no wizard policy allows the iam:ListUsers action",
            "iam:ListUsers is denied: no wizard policy allows it.",
            id="a kind that is not known yet",
        ),
        pytest.param("", "iam:ListUsers is denied: no policy allows it.", id="no reason"),
    ],
)
def test_a_denial_names_the_policy_that_forbade_it(ending, sentence):
    error = answer("AccessDenied", DENIED + ending, status=403)

    assert explain(error) == ("AccessDenied", sentence)
    assert is_access_denied(error)


@pytest.mark.parametrize(
    ("message", "sentence"),
    [
        ("Not here.", "ListUsers is denied: Not here."),
        ("", "ListUsers is denied: AWS does not say why."),
    ],
)
def test_a_denial_in_unknown_words_is_repeated(message, sentence):
    assert explain(answer("AccessDeniedException", message))[1] == sentence


def test_assume_role_denied_without_a_reason_lists_what_it_can_be():
    error = answer("AccessDenied", "no", operation="AssumeRole")

    assert explain(error)[1] == (
        "sts:AssumeRole is denied: there is no such role, or it does not trust the caller, or the external id is wrong."
    )
