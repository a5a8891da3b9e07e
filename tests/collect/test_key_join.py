"""Which key id belongs to which slot of the report."""

from datetime import UTC, datetime, timedelta

from builders import access_key, days_ago
from iam_audit.collect.access_keys import ListedKey, RawUse
from iam_audit.collect.key_join import join_keys
from iam_audit.model import NeverUsed, Used, UseUnknown

FIRST, SECOND = "AKIAIOSFODNN7EXAMPLE", "AKIAI44QH8DHBEXAMPLE"


def slot(number=1, *, rotated=100, active=True, **fields):
    return access_key(id=None, slot=number, age_days=rotated, active=active, **fields)


def listed(key_id=FIRST, *, made=100, status="Active", last_used=None):
    return ListedKey(
        user_name="alice",
        access_key_id=key_id,
        status=status,
        create_date=days_ago(made),
        last_used=last_used,
    )


def alone(key):
    return access_key(
        id=key.access_key_id, slot=None, created_at=key.created_at, last_used=UseUnknown(why="alone")
    )


def join(slots, keys, *, listed_rules=False):
    return join_keys(slots, keys, alone, listed_rules=listed_rules)


def ids(slots, keys, **how):
    return [(key.slot, key.id) for key in join(slots, keys, **how)]


def test_same_date_and_status_belong_together():
    assert ids(
        [slot(1, rotated=100), slot(2, rotated=50)], [listed(SECOND, made=50), listed(FIRST, made=100)]
    ) == [
        (1, FIRST),
        (2, SECOND),
    ]


def test_fractions_of_a_second_do_not_keep_them_apart():
    key = ListedKey(
        user_name="alice",
        access_key_id=FIRST,
        status="Active",
        create_date=days_ago(100).replace(microsecond=999),
    )

    assert ids([slot(1), slot(2, rotated=300)], [key]) == [(1, FIRST), (2, None)]


def test_status_decides_between_two_slots_of_one_date():
    slots = [slot(1, active=True), slot(2, active=False)]

    assert ids(slots, [listed(FIRST, status="Inactive"), listed(SECOND)]) == [(1, SECOND), (2, FIRST)]


def test_two_keys_of_the_same_second_and_status_stay_without_id():
    assert ids([slot(1), slot(2)], [listed(FIRST), listed(SECOND)]) == [(1, None), (2, None)]


def test_the_one_key_left_belongs_to_the_one_slot_left_and_tells_its_true_age():
    (first, toggled) = join([slot(1), slot(2, rotated=20)], [listed(FIRST), listed(SECOND, made=400)])

    assert (first.id, toggled.id, toggled.slot) == (FIRST, SECOND, 2)
    assert toggled.created_at == days_ago(400)
    assert toggled.rotated_at == days_ago(20)


def test_two_toggled_keys_are_not_told_apart_by_guessing():
    assert ids(
        [slot(1, rotated=20), slot(2, rotated=30)], [listed(FIRST, made=400), listed(SECOND, made=300)]
    ) == [
        (1, None),
        (2, None),
    ]


def test_one_key_for_two_slots_left_is_not_guessed_at():
    assert ids([slot(1, rotated=20), slot(2, rotated=30)], [listed(FIRST, made=400)]) == [
        (1, None),
        (2, None),
    ]


def test_a_key_switched_off_since_the_report_is_the_same_key_and_inactive():
    (key,) = join([slot(1)], [listed(FIRST, status="Inactive")])

    assert (key.id, key.active) == (FIRST, False)


def test_a_key_younger_than_the_report_stands_for_itself():
    assert ids([slot(1)], [listed(FIRST), listed(SECOND, made=0.01)]) == [(1, FIRST), (None, SECOND)]


def test_a_key_that_replaced_the_one_in_the_report_does_not_take_its_slot():
    assert ids([slot(1)], [listed(SECOND, made=0.01)]) == [(1, None), (None, SECOND)]


def test_more_keys_than_slots_are_all_kept():
    assert ids([slot(1, rotated=20)], [listed(FIRST, made=300), listed(SECOND, made=400)]) == [
        (None, SECOND),
        (None, FIRST),
    ]


def test_a_slot_without_a_date_takes_the_only_key():
    bare = access_key(id=None, slot=1, rotated_at=None, created_at=None)

    assert ids([bare], [listed(FIRST)]) == [(1, FIRST)]


def test_a_key_that_nothing_lists_stays_without_id():
    assert ids([slot(1)], []) == [(1, None)]


def test_in_a_live_run_the_list_is_the_truth():
    slots = [slot(1, rotated=20), slot(2, rotated=30)]

    assert ids(slots, [], listed_rules=True) == []
    assert ids(slots, [listed(FIRST, made=400), listed(SECOND, made=300)], listed_rules=True) == [
        (None, FIRST),
        (None, SECOND),
    ]


def test_the_later_of_two_last_uses_counts():
    later = RawUse(last_used_date=days_ago(1), service_name="iam", region="us-east-1")

    (fresh,) = join([slot(1, used_days_ago=5)], [listed(last_used=later)])
    (old,) = join([slot(1, used_days_ago=5)], [listed(last_used=days_ago(9))])

    assert fresh.last_used == Used(at=days_ago(1), service="iam", region="us-east-1")
    assert old.last_used.at == days_ago(5)


def test_a_key_older_than_the_tracking_of_use_is_not_called_never_used_for_its_young_rotation():
    old = (days_ago(0) - datetime(2013, 1, 1, tzinfo=UTC)) / timedelta(days=1)

    (key,) = join([slot(1, used_days_ago=None)], [listed(made=old)])

    assert isinstance(key.last_used, UseUnknown)


def test_a_young_key_without_use_was_never_used():
    (key,) = join([slot(1, used_days_ago=None)], [listed()])

    assert key.last_used == NeverUsed()
