"""Passwords, quarantine, memberships and tags: each change is made, seen, and taken back as far as it can be."""

import json

import pytest
from acting import act_and_look, changing, only_refusal, only_step

from builders import NO_PASSWORD, password, permissions, policy, root, snapshot, unknown_use, user
from iam_audit.errors import ChangeError
from iam_audit.model import AttachedPolicy, Group, Password, Resource, Section
from iam_audit.remediate import Rule
from iam_audit.remediate.actions.detach_user_policy import DetachUserPolicy
from iam_audit.remediate.actions.quarantine_user import POLICY_NAME, QuarantineUser
from iam_audit.remediate.actions.remove_console_password import RemoveConsolePassword
from iam_audit.remediate.actions.remove_from_group import RemoveFromGroup
from iam_audit.remediate.actions.tag_due_date import TagDueDate

IDLE = password(used_days_ago=91, changed_days_ago=400)
READ_ONLY = "arn:aws:iam::123456789012:policy/ReadOnly"
HELD = AttachedPolicy(name="ReadOnly", arn=READ_ONLY)
READERS = Group(name="policy-ReadOnly", arn="", account_id="123456789012", attached=(HELD,))


def about(one, check_id="user-inactive", **account):
    return changing(one.resource, snapshot(users=(one,), **account), check_id)


@pytest.fixture
def alice(door):
    door("iam").create_user(UserName="alice")


# Console passwords


@pytest.mark.parametrize(
    ("held", "rule"),
    [
        pytest.param(NO_PASSWORD, Rule.DONE, id="there is none"),
        pytest.param(password(enabled=None), Rule.UNREADABLE, id="there may be none"),
        pytest.param(password(used_days_ago=90), Rule.IN_USE, id="last used on the last day of the period"),
        pytest.param(
            password(used_days_ago=None, changed_days_ago=90), Rule.IN_USE, id="never used, set lately"
        ),
        pytest.param(
            Password(enabled=True, last_used=unknown_use()), Rule.USE_UNKNOWN, id="nobody knows when"
        ),
    ],
)
def test_no_password_is_taken_that_may_be_in_use(held, rule):
    assert only_refusal(RemoveConsolePassword(), about(user(password=held))).rule is rule


def test_an_idle_password_is_taken_away(door, alice):
    door("iam").create_login_profile(UserName="alice", Password="correct-Horse-7")
    action = RemoveConsolePassword()

    before, after = act_and_look(action, only_step(action, about(user(password=IDLE))), door)

    assert (before["password"], after["password"]) == (True, False)
    assert (before["password_last_used_at"], before["last_used_at"]) == (None, None)


def test_it_says_that_a_password_cannot_come_back():
    step = only_step(RemoveConsolePassword(), about(user(password=IDLE)))

    assert step.undo is None
    assert "cannot be brought back" in RemoveConsolePassword.lasting


@pytest.mark.parametrize(
    "action", [RemoveConsolePassword(), QuarantineUser(), TagDueDate()], ids=lambda one: one.id
)
def test_root_is_left_alone(action):
    refused = only_refusal(action, changing(root().resource, check_id="console-password-unused"))

    assert refused.rule is Rule.ROOT


# Quarantine


def test_a_user_is_denied_everything_and_gets_all_back(door, alice):
    iam = door("iam")
    iam.put_user_policy(UserName="alice", PolicyName="own", PolicyDocument=policy().document)
    iam.create_access_key(UserName="alice")
    action = QuarantineUser()
    step = only_step(action, about(user(), "user-quarantine-policy-attached"))

    before, after = act_and_look(action, step, door)

    assert json.loads(after["quarantine_policy"])["Statement"][0] == {
        "Sid": "IamAuditQuarantine",
        "Effect": "Deny",
        "Action": "*",
        "Resource": "*",
    }
    assert after["user_inline"] == [POLICY_NAME, "own"]
    assert (after["keys"], after["user_boundary"]) == (before["keys"], None)


@pytest.mark.parametrize("boundary", [None, "arn:aws:iam::123456789012:policy/limits"])
def test_without_room_for_a_policy_the_boundary_denies_everything_and_the_former_one_comes_back(
    door, front, alice, boundary
):
    front.refused["PutUserPolicy"] = "LimitExceeded"
    if boundary:
        front.boundaries["alice"] = boundary
    action = QuarantineUser()
    step = only_step(action, about(user(), "user-quarantine-policy-attached"))

    before, after = act_and_look(action, step, door)

    assert (before["user_boundary"], after["user_boundary"]) == (
        boundary,
        "arn:aws:iam::aws:policy/AWSDenyAll",
    )
    assert front.boundaries.get("alice") == boundary


def test_a_boundary_that_somebody_else_set_since_is_left_alone(door, front, alice):
    action = QuarantineUser()
    step = only_step(action, about(user(), "user-quarantine-policy-attached"))
    before = action.observe(step.target, door)
    action.act(step, door)
    front.boundaries["alice"] = "arn:aws:iam::123456789012:policy/newer"

    action.undo(step, before, door)

    assert front.boundaries["alice"] == "arn:aws:iam::123456789012:policy/newer"
    assert action.undone(step, before, action.observe(step.target, door)) is False


def test_a_refusal_of_aws_is_said_in_our_words(door, front, alice):
    front.refused["PutUserPolicy"] = "AccessDenied"
    action = QuarantineUser()
    step = only_step(action, about(user(), "user-quarantine-policy-attached"))

    with pytest.raises(ChangeError, match="iam:PutUserPolicy is denied: no identity-based policy") as refused:
        action.act(step, door)

    assert refused.value.code == "AccessDenied"
    assert action.done(step, action.observe(step.target, door)) is False


def test_a_user_in_quarantine_is_not_put_there_again():
    held = user(permissions=permissions(inline=(policy(POLICY_NAME),)))

    assert only_refusal(QuarantineUser(), about(held, "user-quarantine-policy-attached")).rule is Rule.DONE


def test_quarantine_is_not_known_while_the_policies_cannot_be_read(door, front, alice):
    front.refused["GetUserPolicy"] = "AccessDenied"
    action = QuarantineUser()
    step = only_step(action, about(user(), "user-quarantine-policy-attached"))

    seen = action.observe(step.target, door)

    assert action.done(step, seen) is None
    assert "iam:GetUserPolicy is denied" in seen["unread"]["quarantine_policy"]


# Policies that go to a group


def of_policy(one, arn=READ_ONLY, **account):
    resource = Resource(type="user-policy", id=f"{one.name}/{arn}", name=one.name, account_id=one.account_id)
    return changing(resource, snapshot(users=(one,), **account), "user-direct-policy")


def holder():
    return user(permissions=permissions(attached=(HELD,)))


@pytest.mark.parametrize(
    ("account", "words"),
    [
        pytest.param({"groups": ()}, "There is no group policy-ReadOnly", id="no group"),
        pytest.param({"gaps": (Section.GROUPS,)}, "could not be read", id="groups were not read"),
        pytest.param(
            {
                "groups": (
                    Group(
                        name="policy-ReadOnly", arn="", account_id="1", attached=(HELD,), inline=(policy(),)
                    ),
                )
            },
            "does not hold ReadOnly alone",
            id="the group holds more",
        ),
        pytest.param(
            {"groups": (Group(name="policy-ReadOnly", arn="", account_id="1"),)},
            "does not hold ReadOnly alone",
            id="the group holds nothing",
        ),
    ],
)
def test_a_policy_goes_only_to_a_group_that_changes_nothing_else(account, words):
    refused = only_refusal(DetachUserPolicy(), of_policy(holder(), **account))

    assert refused.rule is Rule.UNSUITABLE
    assert words in refused.why


def test_the_policies_of_a_leak_stay():
    name = "AWSCompromisedKeyQuarantineV3"
    held = AttachedPolicy(name=name, arn=f"arn:aws:iam::aws:policy/{name}")
    one = user(permissions=permissions(attached=(held,)))

    assert "leaked" in only_refusal(DetachUserPolicy(), of_policy(one, held.arn)).why


def test_an_inline_policy_is_not_moved():
    one = user(permissions=permissions(inline=(policy("own"),)))

    assert only_refusal(DetachUserPolicy(), of_policy(one, "own")).rule is Rule.UNSUITABLE


@pytest.mark.parametrize("member", [False, True], ids=["not yet a member", "a member already"])
def test_a_policy_moves_to_a_group(door, alice, moto_account_id, member):
    iam = door("iam")
    arn = iam.create_policy(PolicyName="ReadOnly", PolicyDocument=policy().document)["Policy"]["Arn"]
    iam.attach_user_policy(UserName="alice", PolicyArn=arn)
    iam.create_group(GroupName="readers-ReadOnly")
    iam.attach_group_policy(GroupName="readers-ReadOnly", PolicyArn=arn)
    if member:
        iam.add_user_to_group(GroupName="readers-ReadOnly", UserName="alice")
    held = AttachedPolicy(name="ReadOnly", arn=arn)
    group = Group(name="readers-ReadOnly", arn="", account_id=moto_account_id, attached=(held,))
    action = DetachUserPolicy(group="readers-{policy}")
    step = only_step(action, of_policy(user(permissions=permissions(attached=(held,))), arn, groups=(group,)))

    _, after = act_and_look(action, step, door)

    assert (after["policy_attached"], after["user_groups"]) == (False, ["readers-ReadOnly"])
    assert after["group_policies"] == [arn]


# Memberships


def test_nobody_leaves_a_group_that_the_settings_do_not_name():
    member = user(permissions=permissions(groups=("admins",)))

    assert only_refusal(RemoveFromGroup(), about(member)).rule is Rule.UNSUITABLE
    assert only_refusal(RemoveFromGroup(groups=("ops",)), about(member)).rule is Rule.DONE
    assert (
        only_refusal(RemoveFromGroup(groups=("ops",)), about(user(permissions=None))).rule is Rule.UNREADABLE
    )


def test_a_user_leaves_the_groups_that_the_settings_name(door, alice):
    iam = door("iam")
    for name in ("admins", "readers"):
        iam.create_group(GroupName=name)
        iam.add_user_to_group(GroupName=name, UserName="alice")
    member = user(permissions=permissions(groups=("admins", "readers")))
    action = RemoveFromGroup(groups=("admin*",))

    before, after = act_and_look(action, only_step(action, about(member)), door)

    assert (before["user_groups"], after["user_groups"]) == (["admins", "readers"], ["readers"])


# Due dates


@pytest.mark.parametrize("earlier", [None, "2026-01-01", "soon"], ids=["untagged", "past", "no date"])
def test_a_user_is_tagged_with_the_due_date(door, alice, earlier):
    tags = {"team": "red", **({"iam-audit:due": earlier} if earlier else {})}
    door("iam").tag_user(UserName="alice", Tags=[{"Key": key, "Value": value} for key, value in tags.items()])
    action = TagDueDate(days=10)

    _, after = act_and_look(action, only_step(action, about(user(tags=tags))), door)

    assert after["user_tags"] == {"team": "red", "iam-audit:due": "2026-03-29"}


def test_a_due_date_that_is_ahead_stands():
    assert only_refusal(TagDueDate(), about(user(tags={"iam-audit:due": "2026-03-19"}))).rule is Rule.DONE


def test_tags_that_could_not_be_read_are_not_written():
    assert only_refusal(TagDueDate(), about(user(tags=None))).rule is Rule.UNREADABLE


def test_a_step_is_for_the_user_who_was_seen_and_not_for_the_next_of_that_name(door, alice):
    step = only_step(TagDueDate(), about(user(id="AIDACKCEVSQ6C2EXAMPLE")))

    seen = TagDueDate().observe(step.target, door)

    assert seen["user"] == "alice"
    assert seen["user_id"] != step.expects["user_id"]
