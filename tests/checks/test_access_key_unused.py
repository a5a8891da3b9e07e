import pytest

from builders import AS_OLD_AS_THE_RECORDS, KEY_ID, NOW, access_key, days_ago, snapshot, unknown_use
from iam_audit.checks.access_key_unused import AccessKeyUnused
from iam_audit.model import AccessKey, Finding, NeverUsed, Status, Used


def judge(key: AccessKey, **options: int) -> list[Finding]:
    return list(AccessKeyUnused(**options).run(snapshot(access_keys=(key,)), NOW))


@pytest.mark.parametrize(
    ("days", "flagged"), [(0, False), (44, False), (45, False), (45.999, False), (46, True), (-2, False)]
)
def test_flags_keys_whose_last_use_is_past_the_limit(days, flagged):
    assert bool(judge(access_key(age_days=300, used_days_ago=days))) is flagged


@pytest.mark.parametrize(("days", "flagged"), [(44, False), (45, False), (46, True)])
def test_a_key_never_used_counts_from_when_it_was_made(days, flagged):
    assert bool(judge(access_key(age_days=days, used_days_ago=None))) is flagged


@pytest.mark.parametrize(("days", "flagged"), [(45, False), (46, True)])
def test_a_key_never_used_counts_from_when_it_was_last_switched_on(days, flagged):
    key = access_key(age_days=300, rotated_at=days_ago(days), used_days_ago=None)

    assert bool(judge(key)) is flagged


def test_a_key_used_long_ago_is_flagged_though_it_was_switched_on_yesterday():
    assert judge(access_key(age_days=300, rotated_at=days_ago(1), used_days_ago=46))


def test_the_second_key_is_judged_when_the_first_is_inactive():
    first = access_key(active=False, used_days_ago=200)
    second = access_key(id="AKIAI44QH8DHBEXAMPLE", slot=2, used_days_ago=46)

    findings = AccessKeyUnused().run(snapshot(access_keys=(first, second)), NOW)

    assert [finding.resource.id for finding in findings] == ["AKIAI44QH8DHBEXAMPLE"]


def test_the_limit_is_an_option():
    assert judge(access_key(used_days_ago=2), max_days=1)
    assert not judge(access_key(used_days_ago=90), max_days=90)


@pytest.mark.parametrize(
    "key",
    [
        pytest.param(access_key(last_used=unknown_use("AWS keeps it to itself")), id="last use unknown"),
        pytest.param(access_key(last_used=NeverUsed(), created_at=None, rotated_at=None), id="undated"),
        pytest.param(access_key(used_days_ago=46, active=None), id="perhaps inactive"),
    ],
)
def test_what_cannot_be_told_is_unknown(key):
    assert [finding.status for finding in judge(key)] == [Status.NOT_EVALUATED]


def test_the_reason_of_an_unknown_use_is_passed_on():
    assert (
        "AWS keeps it to itself"
        in judge(access_key(last_used=unknown_use("AWS keeps it to itself")))[0].message
    )


def test_a_key_that_may_be_inactive_but_is_in_use_passes():
    assert not judge(access_key(used_days_ago=45, active=None))


def test_says_when_and_where_the_key_was_last_used():
    finding = judge(access_key(age_days=300, used_days_ago=60))[0]

    assert (
        finding.message == f"{KEY_ID} of alice was last used 60 days ago (s3 in eu-west-1); the limit is 45."
    )
    assert finding.evidence["idle_since"] == finding.evidence["last_used_at"] == "2026-01-18T12:00:00+00:00"


def test_says_nothing_of_where_when_aws_does_not():
    key = access_key(age_days=300, last_used=Used(at=days_ago(60)))

    assert judge(key)[0].message == f"{KEY_ID} of alice was last used 60 days ago; the limit is 45."


def test_says_that_a_key_was_never_used():
    finding = judge(access_key(age_days=60, used_days_ago=None))[0]

    assert "was not used in the 60 days since it was made or switched on" in finding.message
    assert finding.evidence["never_used"] is True


def test_a_key_older_than_the_records_is_idle_since_they_began_at_least():
    (finding,) = judge(access_key(age_days=5000, last_used=AS_OLD_AS_THE_RECORDS))

    assert finding.status is Status.FAIL
    assert "shows no use since AWS began to record it in April 2015, at least 3984 days" in finding.message
    assert "never" not in finding.message
    assert finding.evidence["idle_since"] == finding.evidence["no_use_since"] == "2015-04-22T00:00:00+00:00"


def test_such_a_key_that_was_switched_on_lately_has_the_whole_limit():
    assert not judge(access_key(age_days=5000, rotated_at=days_ago(45), last_used=AS_OLD_AS_THE_RECORDS))
