"""The judge of AWS CLI commands has to notice what is wrong, or nothing that leans on it is worth much."""

import pytest

from aws_cli import problems


@pytest.mark.parametrize(
    "command",
    [
        "aws iam update-access-key --user-name alice --access-key-id AKIAIOSFODNN7EXAMPLE --status Inactive",
        "aws iam get-account-password-policy",
        "aws iam update-account-password-policy --minimum-password-length 14 --no-require-symbols",
        "aws iam list-users --query 'Users[].UserName' --output text --profile audit",
        "aws iam create-virtual-mfa-device --virtual-mfa-device-name a --outfile f --bootstrap-method Base32",
        "aws iam tag-user --user-name alice --tags Key=owner,Value=bob Key=team,Value=sre",
        "aws cloudtrail lookup-events --lookup-attributes AttributeKey=Username,AttributeValue=root",
        "aws iam get-user-policy --user-name alice --policy-name p --query PolicyDocument > policy.json",
        "aws iam put-group-policy --group-name g --policy-name p --policy-document file://policy.json",
        "aws iam delete-access-key --user-name 'a b' --access-key-id KEY_ID && echo done",
        "aws configservice describe-config-rules",
    ],
)
def test_a_real_command_has_no_problem(command):
    assert problems(command) == []


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("aws iam", "no operation"),
        ("aws iam switch-off-key", "no command"),
        ("aws iamm list-users", "no command"),
        ("aws config describe-config-rules", "no command"),
        ("aws iam list-users alice", "no bare words"),
        ("aws iam list-access-keys --username alice", "no flag --username"),
        ("aws iam update-access-key --access-key-id KEY_ID --status Off", "is one of"),
        ("aws iam update-access-key --access-key-id KEY_ID", "needs --status"),
        ("aws iam update-account-password-policy --require-symbols true", "takes no value"),
        ("aws iam update-account-password-policy --max-password-age", "takes one value"),
        ("aws iam update-account-password-policy --max-password-age ninety", "is a number"),
        ("aws iam delete-user --user-name alice bob", "takes one value"),
        ("aws iam list-users --no-path-prefix", "no flag"),
        ("aws iam tag-user --user-name alice --tags Name=owner,Value=bob", "no key Name"),
        ("aws iam get-user --user-name 'alice", "not a shell command"),
        ("aws iam list-users | aws iam list-keys", "no command: aws iam list-keys"),
    ],
)
def test_a_wrong_command_is_noticed(command, words):
    assert any(words in problem for problem in problems(command)), problems(command)
