import pytest
from policies import allow
from privileged_accounts import ALL, ALL_WHEN_TAGGED, account_of, person, puzzle
from verdicts import FINE, UNKNOWN, findings, severities, verdicts

from iam_audit.checks.bedrock_api_key_privileged import BedrockApiKeyPrivileged
from iam_audit.model import Severity
from setting_builders import service_credential

CHECK = BedrockApiKeyPrivileged()
KEYS = {"service_specific_credentials": (service_credential("alice", "bedrock.amazonaws.com", 20),)}


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (ALL, [Severity.HIGH]),
        (allow("bedrock:*"), [Severity.HIGH]),
        (ALL_WHEN_TAGGED, [Severity.MEDIUM]),
        (allow("iam:PutUserPolicy"), [Severity.HIGH]),
        (allow("bedrock:InvokeModel*"), []),
    ],
    ids=["all", "all of Bedrock", "under a condition", "a way to more", "prompts"],
)
def test_flags_keys_whose_user_can_do_more(statement, expected):
    assert severities(CHECK, account_of(person(statement), **KEYS)) == expected


def test_says_when_it_is_bedrock_alone():
    (finding,) = findings(CHECK, account_of(person(allow("bedrock:*")), **KEYS))

    assert finding.message == "The user alice of the Bedrock API key can manage Bedrock."


def test_keys_for_other_services_are_not_looked_at():
    others = (service_credential("alice", "codecommit.amazonaws.com", 20),)

    assert verdicts(CHECK, account_of(person(ALL), service_specific_credentials=others)) == FINE


def test_a_user_that_is_not_there_or_cannot_be_read_is_unknown():
    assert verdicts(CHECK, account_of(**KEYS)) == UNKNOWN
    assert verdicts(CHECK, account_of(puzzle(), **KEYS)) == UNKNOWN
