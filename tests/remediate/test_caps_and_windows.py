from datetime import UTC, datetime

import pytest

from builders import ACCOUNT_ID
from iam_audit.errors import SettingsError
from iam_audit.remediate import Stage
from iam_audit.remediate.caps import exceeded, population
from iam_audit.remediate.windows import calendar_of
from iam_audit.settings import RemediateSettings
from remediate.planned import step, target

OTHER = "111122223333"
SIZES = {population(ACCOUNT_ID, "access-key"): 1000, population(OTHER, "access-key"): 1000}


def steps(count, account_id=ACCOUNT_ID, **fields):
    return [step(target=target(id=f"AKIA{n:016}", account_id=account_id), **fields) for n in range(count)]


def refused(made, sizes=SIZES, **settings):
    return " ".join(exceeded(made, sizes, RemediateSettings(**settings)))


def test_what_keeps_to_all_limits_is_not_refused():
    assert refused([*steps(25), *steps(25, OTHER)]) == ""


def test_a_plan_may_not_make_too_many_changes():
    assert "makes 101 changes; max_steps allows 100" in refused(steps(101), max_steps_per_account=500)


def test_an_account_may_not_be_changed_too_often():
    assert f"26 changes in account {ACCOUNT_ID}; max_steps_per_account allows 25" in refused(steps(26))


def test_too_many_of_all_targets_are_refused_even_where_each_account_keeps_to_its_limit():
    sizes = {population(ACCOUNT_ID, "access-key"): 10, population(OTHER, "access-key"): 10}
    made = [*steps(3, OTHER), *steps(3)]

    assert "changes 6 access-keys, 30 % of those in all accounts; max_percent allows 25 %" in refused(
        made, sizes
    )


def test_too_many_of_an_account_are_refused():
    sizes = SIZES | {population(OTHER, "access-key"): 10}

    assert f"60 % of those in account {OTHER}" in refused(steps(6, OTHER), sizes)


def test_a_small_account_can_be_tidied_one_by_one():
    sizes = {population(ACCOUNT_ID, "access-key"): 1}

    assert refused(steps(1), sizes) == ""


def test_of_an_unknown_number_more_than_one_is_too_much():
    assert refused(steps(1), {}) == ""
    assert "of an unknown number" in refused(steps(2), {})


def test_who_is_changed_twice_is_counted_once_among_those_who_are_changed():
    sizes = {population(ACCOUNT_ID, "access-key"): 4}
    twice = [*steps(1), *steps(1, action="another"), *steps(1, action="a third")]

    assert refused(twice, sizes) == ""
    assert "makes 3 changes" in refused(twice, sizes, max_steps=2)


def test_messages_are_not_counted():
    assert refused(steps(500, stage=Stage.WARNING, action="warn-owner")) == ""


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "closed"),
    [
        pytest.param("2026-03-19 08:00", False, id="Thursday nine o'clock in Berlin"),
        pytest.param("2026-03-19 07:59", True, id="a minute before"),
        pytest.param("2026-03-19 15:00", True, id="at its end"),
        pytest.param("2026-03-20 10:00", True, id="on a Friday"),
        pytest.param("2026-03-30 07:00", False, id="nine o'clock in summer"),
        pytest.param("2026-12-24 10:00", True, id="on a freeze date"),
        pytest.param("2027-01-06 10:00", True, id="on its last day"),
        pytest.param("2027-01-07 10:00", False, id="after it"),
    ],
)
def test_changes_keep_to_windows_and_freeze_dates_by_the_clocks_of_the_zone(now, closed):
    settings = RemediateSettings(
        windows=("mon-thu 09:00-16:00",), timezone="Europe/Berlin", freeze=("2026-12-20..2027-01-06",)
    )

    assert bool(calendar_of(settings).closed(at(now))) is closed


def test_a_window_may_end_after_midnight():
    calendar = calendar_of(RemediateSettings(windows=("fri 22:00-02:00",)))

    assert calendar.closed(at("2026-03-21 01:59")) is None
    assert calendar.closed(at("2026-03-21 02:00"))


def test_several_days_and_days_over_the_weekend():
    calendar = calendar_of(RemediateSettings(windows=("tue,thu 10:00-11:00", "sat-sun")))

    assert calendar.closed(at("2026-03-19 10:30")) is None
    assert calendar.closed(at("2026-03-22 23:59")) is None
    assert calendar.closed(at("2026-03-23 00:00"))


def test_without_windows_changes_may_be_made_at_any_time():
    assert calendar_of(RemediateSettings()).closed(at("2026-03-22 03:00")) is None


def test_it_says_when_changes_may_be_made_next():
    settings = RemediateSettings(
        windows=("mon-thu 09:00-16:00",), timezone="Europe/Berlin", freeze=("2026-03-23",)
    )
    calendar = calendar_of(settings)

    assert calendar.opens(at("2026-03-20 12:00")) == at("2026-03-24 08:00")
    assert calendar.opens(at("2026-03-19 12:00")) == at("2026-03-19 12:00")
    assert (
        calendar_of(RemediateSettings(freeze=("2026-01-01..2099-01-01",))).opens(at("2026-03-20 12:00"))
        is None
    )


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"windows": ("whenever",)}, "'whenever' cannot be understood"),
        ({"windows": ("mon 25:00-26:00",)}, "cannot be understood"),
        ({"windows": ("mon-xyz 09:00-10:00",)}, "cannot be understood"),
        ({"freeze": ("2026-02-30",)}, "a day that does not exist"),
        ({"freeze": ("2026-03-02..2026-03-01",)}, "ends before it begins"),
        ({"timezone": "Mars/Olympus"}, "there is no 'Mars/Olympus'"),
    ],
)
def test_what_cannot_be_understood_is_refused(settings, said):
    with pytest.raises(SettingsError, match=said):
        calendar_of(RemediateSettings(**settings))
