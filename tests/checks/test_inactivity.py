import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import AS_OLD_AS_THE_RECORDS, NOW, access_key, last_use, unknown_use
from iam_audit.inactivity import DEFAULT_LIMITS, SWITCHED_OFF, Limits, days_since_use, rate, remediation
from iam_audit.model import RiskLevel

CRITICAL, HIGH, MEDIUM = RiskLevel.CRITICAL, RiskLevel.HIGH, RiskLevel.MEDIUM
LOW, COMPLIANT, UNKNOWN = RiskLevel.LOW, RiskLevel.COMPLIANT, RiskLevel.UNKNOWN
DAYS = st.floats(0, 400, allow_nan=False)


def used(days: float, **fields: object) -> RiskLevel:
    return rate(access_key(age_days=500, used_days_ago=days, **fields), NOW)


def never_used(age_days: float, **fields: object) -> RiskLevel:
    return rate(access_key(age_days=age_days, used_days_ago=None, **fields), NOW)


@pytest.mark.parametrize(
    ("days", "level"),
    [
        (-1, COMPLIANT),
        (0, COMPLIANT),
        (29, COMPLIANT),
        (29.999, COMPLIANT),
        (30, LOW),
        (44, LOW),
        (44.999, LOW),
        (45, MEDIUM),
        (89, MEDIUM),
        (90, MEDIUM),
        (90.999, MEDIUM),
        (91, HIGH),
        (400, HIGH),
    ],
)
def test_the_tier_of_a_key_that_was_used(days, level):
    assert used(days) is level


@pytest.mark.parametrize(
    ("age_days", "level"),
    [
        (-1, COMPLIANT),
        (0, COMPLIANT),
        (29, COMPLIANT),
        (30, LOW),
        (44, LOW),
        (45, MEDIUM),
        (80, MEDIUM),
        (90, MEDIUM),
        (91, CRITICAL),
        (400, CRITICAL),
    ],
)
def test_the_age_of_a_key_never_used_is_its_inactivity(age_days, level):
    assert never_used(age_days) is level


@pytest.mark.parametrize("day", range(401))
def test_every_day_has_the_tier_that_the_limits_say(day):
    expected = COMPLIANT if day < 30 else LOW if day < 45 else MEDIUM if day <= 90 else None

    assert used(day) is (expected or HIGH)
    assert never_used(day) is (expected or CRITICAL)
    assert used(day, active=False) is COMPLIANT
    assert rate(access_key(age_days=day, last_used=unknown_use()), NOW) is UNKNOWN


@given(first=DAYS, second=DAYS, tier=st.sampled_from([used, never_used]))
def test_longer_inactivity_is_never_better(first, second, tier):
    shorter, longer = sorted((first, second))

    assert tier(longer).rank <= tier(shorter).rank


@given(age=DAYS, use=st.none() | DAYS)
def test_a_key_that_is_switched_off_opens_nothing(age, use):
    key = access_key(age_days=age, last_used=last_use(use), active=False)

    assert rate(key, NOW) is COMPLIANT


@given(day=DAYS, use=st.sampled_from([used, never_used]))
def test_a_key_that_may_be_active_is_taken_for_active(day, use):
    assert use(day, active=None) is use(day)


@given(age=DAYS, active=st.sampled_from([True, None]))
def test_a_use_that_is_not_known_is_never_taken_for_none(age, active):
    assert rate(access_key(age_days=age, last_used=unknown_use(), active=active), NOW) is UNKNOWN


def test_a_key_never_used_and_of_unknown_age_is_unknown():
    assert rate(access_key(used_days_ago=None, created_at=None), NOW) is UNKNOWN


def test_age_does_not_matter_to_a_key_in_use():
    assert rate(access_key(age_days=200, used_days_ago=0), NOW) is COMPLIANT


def test_the_limits_are_settings():
    limits = Limits(low_days=10, medium_days=20, high_days=30)
    levels = [
        rate(access_key(age_days=99, used_days_ago=day), NOW, limits) for day in (9, 10, 19, 20, 30, 31)
    ]

    assert levels == [COMPLIANT, LOW, LOW, MEDIUM, MEDIUM, HIGH]


@pytest.mark.parametrize(
    "values",
    [
        {"low_days": 0},
        {"low_days": 46},
        {"medium_days": 91},
        {"high_days": 44},
        {"low_days": -5},
        {"hihg_days": 1},
    ],
)
def test_limits_out_of_order_are_refused(values):
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(values, Limits)


def test_a_tier_may_be_left_empty_by_equal_limits():
    limits = Limits(low_days=45, medium_days=45, high_days=45)
    levels = [rate(access_key(age_days=99, used_days_ago=day), NOW, limits) for day in (44, 45, 46)]

    assert levels == [COMPLIANT, MEDIUM, HIGH]


def test_the_default_limits_are_thirty_fortyfive_and_ninety_days():
    assert (DEFAULT_LIMITS.low_days, DEFAULT_LIMITS.medium_days, DEFAULT_LIMITS.high_days) == (30, 45, 90)


@pytest.mark.parametrize(
    ("key", "days"),
    [
        (access_key(used_days_ago=95.5), 95),
        (access_key(used_days_ago=-2), 0),
        (access_key(used_days_ago=None), None),
        (access_key(last_used=unknown_use()), None),
    ],
    ids=["used", "used in the future", "never", "unknown"],
)
def test_days_since_use_are_none_for_never_and_for_unknown(key, days):
    assert days_since_use(key, NOW) == days


@pytest.mark.parametrize(
    ("level", "line"),
    [
        (CRITICAL, "Deactivate key immediately. Delete after 7 days."),
        (HIGH, "Deactivate key immediately. Rotate and notify key owner."),
        (MEDIUM, "Schedule rotation. Warn key owner."),
        (LOW, "Monitor usage. Recommend upcoming rotation."),
        (COMPLIANT, "No action required."),
        (UNKNOWN, "Find out when the key was last used before touching it."),
    ],
)
def test_every_tier_says_what_to_do(level, line):
    assert remediation(access_key(), level) == line


def test_an_inactive_key_is_to_be_deleted():
    assert remediation(access_key(active=False), COMPLIANT) == SWITCHED_OFF


def test_a_key_older_than_the_records_is_high_and_not_critical_which_is_for_keys_never_used():
    assert rate(access_key(age_days=5000, last_used=AS_OLD_AS_THE_RECORDS), NOW) is HIGH
