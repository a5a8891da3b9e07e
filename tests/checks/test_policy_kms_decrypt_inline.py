import pytest
from policies import allow, customer, deny, inline, judge

from iam_audit.checks.policy_kms_decrypt_inline import PolicyKmsDecryptInline
from iam_audit.model import Severity

CHECK = PolicyKmsDecryptInline()
KEYS = "arn:aws:kms:*:123456789012:key/*"
VIA_S3 = {"StringEquals": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}}


@pytest.mark.parametrize(
    ("statements", "severity"),
    [
        ([allow("kms:Decrypt")], Severity.MEDIUM),
        ([allow("kms:ReEncryptFrom", KEYS)], Severity.MEDIUM),
        ([allow("kms:*")], Severity.MEDIUM),
        ([allow()], Severity.MEDIUM),
        ([allow("kms:Decrypt", **VIA_S3)], Severity.LOW),
        ([allow("kms:Encrypt")], None),
        ([allow("kms:Decrypt", KEYS.replace("key/*", "key/1"))], None),
        ([allow("kms:*"), deny("kms:*")], None),
    ],
    ids=[
        "decrypt",
        "on all keys",
        "all of KMS",
        "everything",
        "via a service",
        "encrypt",
        "one key",
        "denied",
    ],
)
def test_flags_decryption_with_every_key(statements, severity):
    found = {finding.severity for finding in judge(CHECK, inline(*statements))}

    assert found == ({severity} if severity else set())


def test_the_actions_are_an_option():
    check = PolicyKmsDecryptInline(actions=("kms:CreateGrant",))

    assert judge(check, inline(allow("kms:CreateGrant")))
    assert not judge(check, inline(allow("kms:Decrypt")))


def test_other_policies_are_for_another_check():
    assert not judge(CHECK, customer(allow("kms:Decrypt")))
