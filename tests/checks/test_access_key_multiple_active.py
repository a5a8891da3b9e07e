import pytest

from builders import NOW, access_key, snapshot
from iam_audit.audit import audit_snapshot
from iam_audit.checks.access_key_multiple_active import AccessKeyMultipleActive
from iam_audit.model import AccessKey, Finding, Status

FIRST = "AKIAIOSFODNN7EXAMPLE"
SECOND = "AKIAI44QH8DHBEXAMPLE"


def pair(first: dict[str, object], second: dict[str, object]) -> tuple[AccessKey, AccessKey]:
    return access_key(id=FIRST, slot=1, **first), access_key(id=SECOND, slot=2, **second)


def judge(keys: tuple[AccessKey, ...], **options: int) -> list[Finding]:
    return list(AccessKeyMultipleActive(**options).run(snapshot(access_keys=keys), NOW))


@pytest.mark.parametrize(
    ("first", "second", "statuses"),
    [
        pytest.param(True, True, [Status.FAIL], id="both active"),
        pytest.param(True, False, [], id="one inactive"),
        pytest.param(False, False, [], id="none active"),
        pytest.param(True, None, [Status.NOT_EVALUATED], id="one perhaps active"),
        pytest.param(None, False, [], id="at most one active"),
    ],
)
def test_flags_users_with_two_active_keys(first, second, statuses):
    findings = judge(pair({"active": first}, {"active": second}))

    assert [finding.status for finding in findings] == statuses


def test_a_single_key_passes():
    assert not judge((access_key(),))


def test_keys_of_different_users_are_not_added_up():
    assert not judge((access_key(user_name="alice"), access_key(user_name="bob", id=SECOND)))


def test_there_is_no_overlap_unless_one_is_asked_for():
    assert judge(pair({"age_days": 300}, {"age_days": 0}))


@pytest.mark.parametrize(
    ("age_days", "statuses"), [(6, []), (6.999, []), (7, [Status.FAIL]), (8, [Status.FAIL])]
)
def test_an_overlap_lasts_until_the_newer_key_is_so_many_days_old(age_days, statuses):
    keys = pair({"age_days": 300}, {"age_days": age_days})

    assert [finding.status for finding in judge(keys, overlap_days=7)] == statuses


@pytest.mark.parametrize(
    ("age_days", "statuses"),
    [
        pytest.param(3, [], id="the dated key is new enough"),
        pytest.param(30, [Status.NOT_EVALUATED], id="the undated key may be new"),
    ],
)
def test_an_overlap_with_an_undated_key_may_be_a_rotation(age_days, statuses):
    keys = pair({"created_at": None}, {"age_days": age_days})

    assert [finding.status for finding in judge(keys, overlap_days=7)] == statuses


def test_dates_do_not_matter_without_an_overlap():
    finding = judge(pair({"created_at": None}, {"created_at": None}))[0]

    assert finding.status is Status.FAIL
    assert finding.evidence["newest_key_age_days"] is None


def test_the_finding_is_about_the_user_and_names_both_keys():
    finding = judge(pair({"age_days": 300}, {"age_days": 20}))[0]

    assert (finding.resource.type, finding.resource.id) == ("user", "alice")
    assert finding.message == f"alice has 2 active access keys: {SECOND}, {FIRST}; the limit is 1."
    assert finding.evidence == {
        "active_keys": 2,
        "keys": f"{SECOND}, {FIRST}",
        "newest_key_age_days": 20,
        "overlap_days": 0,
    }


def test_counts_users_and_not_keys():
    others = [("bob", True), ("carol", False), ("dave", None)]
    keys = (*pair({}, {}), *(access_key(user_name=name, active=active) for name, active in others))

    count = audit_snapshot(snapshot(access_keys=keys), (AccessKeyMultipleActive(),), NOW).counts[0]

    assert (count.failed, count.examined, count.passed) == (1, 3, 2)
