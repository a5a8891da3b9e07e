"""Keys are switched off, on and deleted one by one, and never when somebody may be using them."""

import dataclasses
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from acting import act_and_look, changing, only_refusal, only_step
from moto.iam.models import AccessKeyLastUsed, iam_backends

from builders import AS_OLD_AS_THE_RECORDS, KEY_ID, NOW, access_key, days_ago, snapshot, unknown_use, user
from iam_audit.errors import ChangeError
from iam_audit.model import ROOT_NAME, NeverUsed
from iam_audit.remediate import Refusal, Rule, Step
from iam_audit.remediate.actions.activate_access_key import ActivateAccessKey
from iam_audit.remediate.actions.deactivate_access_key import DeactivateAccessKey
from iam_audit.remediate.actions.delete_access_key import DeleteAccessKey

OTHER_ID = "AKIAI44QH8DHBEXAMPLE"
IDLE = {"age_days": 400, "used_days_ago": 100}
OFF = {"age_days": 400, "used_days_ago": 100, "active": False, "rotated_at": days_ago(31)}


def about(key, *others, check_id="access-key-unused"):
    return changing(key.resource, snapshot(access_keys=(key, *others), users=(user("alice"),)), check_id)


@pytest.mark.parametrize(
    ("key", "rule"),
    [
        pytest.param({"id": None}, Rule.UNREADABLE, id="nobody knows its id"),
        pytest.param({"user_name": ROOT_NAME}, Rule.ROOT, id="it is root's"),
        pytest.param({"active": False}, Rule.DONE, id="it is inactive already"),
        pytest.param({"active": None}, Rule.UNREADABLE, id="it may be inactive"),
        pytest.param({"last_used": unknown_use()}, Rule.USE_UNKNOWN, id="nobody knows when it was used"),
        pytest.param({"created_at": None}, Rule.UNREADABLE, id="nobody knows when it was made"),
        pytest.param({"used_days_ago": 1}, Rule.IN_USE, id="it was used yesterday"),
        pytest.param({"used_days_ago": 90}, Rule.IN_USE, id="it was used within the period, on its last day"),
        pytest.param(
            {"age_days": 90, "used_days_ago": None}, Rule.TOO_YOUNG, id="never used, and as old as the period"
        ),
        pytest.param({"age_days": 29, "used_days_ago": None}, Rule.TOO_YOUNG, id="it is a month old at most"),
        pytest.param(
            {"used_days_ago": None, "rotated_at": days_ago(3)},
            Rule.TOO_YOUNG,
            id="never used, and switched on lately",
        ),
    ],
)
def test_no_key_is_deactivated_that_may_be_in_use(key, rule):
    refused = only_refusal(DeactivateAccessKey(), about(access_key(**(IDLE | key))))

    assert refused.rule is rule


@pytest.mark.parametrize(
    "key",
    [
        pytest.param({"used_days_ago": 91}, id="last used before the period"),
        pytest.param({"used_days_ago": None}, id="never used"),
        pytest.param(
            {"last_used": AS_OLD_AS_THE_RECORDS, "age_days": 5000}, id="no use since AWS keeps records"
        ),
    ],
)
def test_an_idle_key_is_deactivated(key):
    step = only_step(DeactivateAccessKey(), about(access_key(**(IDLE | key))))

    assert (step.target.id, step.target.user_name, step.idle_days) == (KEY_ID, "alice", 90)
    assert step.expects["key_status"] == "Active"


def test_it_says_when_to_ask_again():
    refused = only_refusal(DeactivateAccessKey(), about(access_key(**(IDLE | {"used_days_ago": 80}))))

    assert refused.until == NOW + timedelta(days=11)


def test_of_two_keys_only_the_one_that_the_finding_names_is_touched():
    idle, other = access_key(**IDLE), access_key(**IDLE, id=OTHER_ID, slot=2)

    step = only_step(DeactivateAccessKey(), about(other, idle))

    assert step.target.id == OTHER_ID


def test_of_a_user_each_key_is_judged_by_itself():
    idle, busy = access_key(**IDLE), access_key(age_days=400, used_days_ago=1, id=OTHER_ID, slot=2)
    given = changing(
        user("alice").resource, snapshot(access_keys=(busy, idle), users=(user("alice"),)), "user-inactive"
    )

    refused, step = DeactivateAccessKey().plan(given)

    assert isinstance(refused, Refusal)
    assert isinstance(step, Step)
    assert (refused.target.id, step.target.id) == (OTHER_ID, KEY_ID)


def test_a_finding_about_something_else_is_refused():
    refused = only_refusal(DeactivateAccessKey(), changing(user("bob").resource, check_id="user-inactive"))

    assert refused.rule is Rule.UNSUITABLE


def test_a_key_of_an_exact_name_is_switched_on_again():
    step = only_step(ActivateAccessKey(), about(access_key(**OFF)))
    refused = only_refusal(ActivateAccessKey(), about(access_key(**IDLE)))

    assert (step.target.id, step.expects["key_status"]) == (KEY_ID, "Inactive")
    assert refused.rule is Rule.DONE


@pytest.mark.parametrize(
    ("key", "rule"),
    [
        pytest.param({"active": True}, Rule.WAITING, id="it is active"),
        pytest.param(
            {"rotated_at": days_ago(30)}, Rule.WAITING, id="it was switched off within the quiet period"
        ),
        pytest.param({"rotated_at": None}, Rule.UNREADABLE, id="nobody knows when it was switched off"),
        pytest.param({"used_days_ago": 30}, Rule.IN_USE, id="it was used within the quiet period"),
        pytest.param({"last_used": unknown_use()}, Rule.USE_UNKNOWN, id="nobody knows when it was used"),
    ],
)
def test_no_key_is_deleted_before_its_quiet_period_is_over(key, rule):
    assert only_refusal(DeleteAccessKey(), about(access_key(**(OFF | key)))).rule is rule


def test_a_key_that_was_off_for_longer_than_the_quiet_period_is_deleted():
    step = only_step(DeleteAccessKey(), about(access_key(**OFF)))

    assert (step.idle_days, step.undo) == (30, None)


# Against moto's server


@pytest.fixture
def keys(door):
    """The two keys of a user, as AWS lists them."""
    iam = door("iam")
    iam.create_user(UserName="alice", Path="/people/", Tags=[{"Key": "team", "Value": "red"}])
    iam.create_group(GroupName="readers")
    iam.add_user_to_group(GroupName="readers", UserName="alice")
    return [iam.create_access_key(UserName="alice")["AccessKey"] for _ in range(2)]


def step_for(action, listed, active=True):
    """Plan a hundred days after the key was made; nothing has used it."""
    made = listed["CreateDate"]
    key = access_key(
        id=listed["AccessKeyId"], active=active, created_at=made, rotated_at=made, last_used=NeverUsed()
    )
    return only_step(action, dataclasses.replace(about(key), now=made + timedelta(days=100)))


def status(door, listed):
    found = door("iam").list_access_keys(UserName="alice")["AccessKeyMetadata"]
    return {key["AccessKeyId"]: key["Status"] for key in found}.get(listed["AccessKeyId"])


def test_a_key_is_deactivated_and_its_sibling_is_not(door, keys):
    action = DeactivateAccessKey()

    before, after = act_and_look(action, step_for(action, keys[0]), door)

    assert (before["key_status"], after["key_status"]) == ("Active", "Inactive")
    assert [status(door, key) for key in keys] == ["Active", "Active"]  # the first was brought back
    assert (before["user_path"], before["user_tags"]) == ("/people/", {"team": "red"})
    assert (before["user_groups"], before["user_boundary"]) == (["readers"], None)
    assert (before["last_used_at"], before["idle_since"]) == (None, before["key_created_at"])


def test_only_the_named_key_is_deactivated(door, keys):
    action = DeactivateAccessKey()

    action.act(step_for(action, keys[1]), door)

    assert [status(door, key) for key in keys] == ["Active", "Inactive"]


def test_a_key_is_switched_on_again(door, keys):
    door("iam").update_access_key(UserName="alice", AccessKeyId=keys[0]["AccessKeyId"], Status="Inactive")
    action = ActivateAccessKey()

    _, after = act_and_look(action, step_for(action, keys[0], active=False), door)

    assert after["key_status"] == "Active"


def test_a_key_is_deleted_and_its_sibling_is_not(door, keys):
    door("iam").update_access_key(UserName="alice", AccessKeyId=keys[0]["AccessKeyId"], Status="Inactive")
    action = DeleteAccessKey()

    _, after = act_and_look(action, step_for(action, keys[0], active=False), door)

    assert after["key_status"] is None
    assert [status(door, key) for key in keys] == [None, "Active"]


def test_a_key_that_is_gone_is_not_deactivated(door, keys):
    action = DeactivateAccessKey()
    step = step_for(action, keys[0])
    door("iam").delete_access_key(UserName="alice", AccessKeyId=keys[0]["AccessKeyId"])

    with pytest.raises(ChangeError, match="UpdateAccessKey") as refused:
        action.act(step, door)

    assert refused.value.code == "NoSuchEntity"
    assert action.done(step, action.observe(step.target, door)) is False


def test_the_last_use_is_asked_of_the_key_itself(door, keys, moto_account_id):
    at = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
    [user_of_moto] = iam_backends[moto_account_id]["aws"].users.values()
    user_of_moto.access_keys[0].last_used = AccessKeyLastUsed(at, "s3", "eu-west-1")
    action = DeactivateAccessKey()

    seen = action.observe(step_for(action, keys[0]).target, door)

    assert seen["last_used_at"] == seen["idle_since"] == "2026-03-01T08:30:00+00:00"
    assert (seen["last_used_service"], seen["last_used_region"]) == ("s3", "eu-west-1")


def test_of_a_user_that_is_gone_nothing_is_made_up(door, keys):
    action = DeactivateAccessKey()
    target = msgspec.structs.replace(step_for(action, keys[0]).target, user_name="bob")

    seen = action.observe(target, door)

    assert seen == {"user": None, "key_status": None}
