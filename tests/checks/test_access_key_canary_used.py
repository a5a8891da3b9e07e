import pytest

from builders import KEY_ID, NOW, access_key, last_use, snapshot, unknown_use
from iam_audit.checks.access_key_canary_used import AccessKeyCanaryUsed
from iam_audit.model import NeverUsed, Severity, Status


def judge(key, *names):
    return list(AccessKeyCanaryUsed(keys=names).run(snapshot(access_keys=(key,)), NOW))


@pytest.mark.parametrize(
    ("key", "statuses"),
    [
        pytest.param(access_key(used_days_ago=500), [Status.FAIL], id="used at any time"),
        pytest.param(access_key(active=False), [Status.FAIL], id="used and switched off"),
        pytest.param(access_key(last_used=NeverUsed()), [], id="never used"),
        pytest.param(access_key(last_used=unknown_use()), [Status.NOT_EVALUATED], id="not known"),
    ],
)
def test_flags_every_use_of_a_canary(key, statuses):
    assert [finding.status for finding in judge(key, KEY_ID)] == statuses


def test_a_canary_can_be_named_by_its_user():
    assert [finding.severity for finding in judge(access_key(), "alice")] == [Severity.CRITICAL]


def test_other_keys_may_be_used():
    found = judge(access_key(), "AKIAI44QH8DHBEXAMPLE")

    assert [(one.status, one.resource.id) for one in found] == [
        (Status.NOT_EVALUATED, "AKIAI44QH8DHBEXAMPLE")
    ]


def test_without_canaries_nothing_is_looked_at():
    assert (judge(access_key()), list(AccessKeyCanaryUsed().members(snapshot()))) == ([], [])


@pytest.mark.parametrize(
    ("use", "where"),
    [
        (last_use(1), "s3 in eu-west-1"),
        (last_use(1, service=None, region=None), "an unnamed service"),
    ],
)
def test_says_where_it_was_used(use, where):
    assert judge(access_key(last_used=use), KEY_ID)[0].message.endswith(f"was used on 2026-03-18 ({where}).")
