import pytest

from builders import NOW, access_key, snapshot
from iam_audit.checks.access_key_age_extreme import AccessKeyAgeExtreme
from iam_audit.model import Status


def judge(key, **options):
    return list(AccessKeyAgeExtreme(**options).run(snapshot(access_keys=(key,)), NOW))


@pytest.mark.parametrize(
    ("key", "statuses"),
    [
        pytest.param(access_key(age_days=366), [Status.FAIL], id="a day past the limit"),
        pytest.param(access_key(age_days=365.9), [], id="exactly at the limit"),
        pytest.param(access_key(age_days=800, active=False), [], id="inactive"),
        pytest.param(access_key(age_days=800, active=None), [Status.NOT_EVALUATED], id="perhaps active"),
        pytest.param(access_key(created_at=None), [Status.NOT_EVALUATED], id="no date"),
    ],
)
def test_flags_active_keys_past_every_plan(key, statuses):
    assert [finding.status for finding in judge(key)] == statuses


def test_the_limit_is_an_option():
    assert judge(access_key(age_days=31), max_days=30)


def test_says_how_old_and_when_last_used():
    finding = judge(access_key(age_days=400))[0]

    assert finding.message.endswith("of alice is 400 days old; no key should be older than 365.")
    assert (finding.evidence["age_days"], finding.evidence["last_used_service"]) == (400, "s3")
