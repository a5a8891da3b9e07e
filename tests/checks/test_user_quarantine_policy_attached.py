import pytest

from builders import NOW, access_key, permissions, policy, snapshot, user
from iam_audit.checks.user_quarantine_policy_attached import UserQuarantinePolicyAttached
from iam_audit.model import AttachedPolicy, Section, Severity, Status


def attached(name):
    return permissions(attached=(AttachedPolicy(name=name, arn=f"arn:aws:iam::aws:policy/{name}"),))


def judge(held, options=None, **fields):
    whole = snapshot(users=(user(permissions=held),), **fields)
    return list(UserQuarantinePolicyAttached(**(options or {})).run(whole, NOW))


@pytest.mark.parametrize(
    ("held", "flagged"),
    [
        (attached("AWSCompromisedKeyQuarantine"), True),
        (attached("AWSCompromisedKeyQuarantineV2"), True),
        (attached("AWSCompromisedKeyQuarantineV3"), True),
        (permissions(inline=(policy("AWSExposedCredentialPolicy_DO_NOT_REMOVE"),)), True),
        (attached("ReadOnlyAccess"), False),
        (permissions(), False),
    ],
)
def test_flags_users_whom_aws_has_quarantined(held, flagged):
    assert [finding.severity for finding in judge(held)] == ([Severity.CRITICAL] if flagged else [])


def test_a_user_whose_policies_are_unknown_is_unknown():
    assert [finding.status for finding in judge(None)] == [Status.NOT_EVALUATED]


@pytest.mark.parametrize(
    ("fields", "live"),
    [
        ({}, 0),
        ({"access_keys": (access_key(), access_key(active=False), access_key(active=None))}, 2),
        ({"gaps": (Section.ACCESS_KEYS,)}, None),
    ],
)
def test_says_how_many_keys_may_still_work(fields, live):
    finding = judge(attached("AWSCompromisedKeyQuarantineV3"), **fields)[0]

    assert finding.evidence["active_keys"] == live
    assert ("not known" in finding.message) is (live is None)


def test_the_names_are_an_option():
    assert judge(attached("OurQuarantine"), {"policies": ("OurQuarantine",)})
