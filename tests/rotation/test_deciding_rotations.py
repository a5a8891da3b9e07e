"""What comes next in a rotation, for any course and any keys."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import NOW, days_ago, last_use, unknown_use
from iam_audit.model import NeverUsed, Used
from iam_audit.rotation.deciding import next_of
from iam_audit.rotation.nouns import (
    Act,
    Begin,
    Blocked,
    Course,
    Finished,
    LiveKey,
    LiveUser,
    Make,
    Terms,
    Wait,
)

TERMS = Terms(quiet=timedelta(days=7), keep=timedelta(days=30))
OLD, NEW = "AKIAOLDEXAMPLE", "AKIANEWEXAMPLE"


def key(id: str = OLD, *, active: bool = True, age: float = 200, use=None) -> LiveKey:
    return LiveKey(id=id, active=active, created_at=days_ago(age), use=use or last_use(1))


def user(*keys: LiveKey) -> LiveUser:
    return LiveUser(name="deploy", arn="arn", keys=keys, asked_at=NOW)


def course(**known: object) -> Course:
    values = {
        "account_id": "123456789012",
        "user_name": "deploy",
        "cycle": 1,
        "old_key": OLD,
        "place": "ssm:x",
        "begun_at": days_ago(20),
        "asked_at": days_ago(20),
        "keys_before": (OLD,),
        "new_key": NEW,
        "stored": True,
        "verified_at": days_ago(20),
        "told_at": days_ago(20),
    }
    return Course(**(values | known))


def decide(course_, *keys, terms=TERMS, now=NOW, anew=True):
    return next_of(course_, user(*keys), terms, now, anew=anew)


def test_a_user_with_one_key_in_use_gets_a_second():
    assert decide(None, key()) == Begin(old=key())


@pytest.mark.parametrize(
    ("keys", "said", "proposal"),
    [
        pytest.param((), "has no access key", None, id="no key"),
        pytest.param((key(active=False),), "wants no successor", "delete-access-key", id="one that is off"),
        pytest.param(
            (key(), key(NEW, active=False)),
            "two keys",
            f"delete-access-key --user-name deploy --access-key-id {NEW}",
            id="one of two is off",
        ),
        pytest.param(
            (key(), key(NEW, use=NeverUsed())),
            "was never used",
            "--status Inactive",
            id="one of two is unused",
        ),
        pytest.param((key(), key(NEW)), "was last used on", "See which of the two", id="both in use"),
        pytest.param(
            (key(), key(NEW, use=unknown_use())), "nobody knows when", "See which of the two", id="unknown"
        ),
    ],
)
def test_what_a_person_has_to_decide(keys, said, proposal):
    decided = decide(None, *keys)

    assert isinstance(decided, Blocked)
    assert said in decided.why
    assert proposal is None or any(proposal in one for one in decided.proposals)


def test_nothing_is_begun_where_only_going_on_was_asked_for():
    assert isinstance(decide(None, key(), anew=False), Finished)


@pytest.mark.parametrize(
    ("known", "act"),
    [
        ({"stored": False}, Act.DISCARD),
        ({"verified_at": None}, Act.VERIFY),
        ({"told_at": None}, Act.TELL),
        ({}, Act.DEACTIVATE),
    ],
)
def test_every_move_follows_on_the_one_before(known, act):
    new = key(NEW, age=20, use=NeverUsed() if act is Act.DISCARD else last_use(2))

    assert decide(course(**known), key(use=last_use(30)), new).act is act


def test_a_key_that_was_not_stored_and_yet_is_used_is_not_ours_to_delete():
    assert isinstance(decide(course(stored=False), key(), key(NEW)), Blocked)
    assert isinstance(decide(course(stored=False), key(), key(NEW, use=unknown_use())), Wait)


def test_who_ends_it_in_between_is_named():
    gone = decide(course(), key(NEW), anew=False)
    taken = decide(course(), key(OLD), anew=False)

    assert f"{OLD} is gone" in gone.why
    assert f"{NEW} is gone" in taken.why


def test_a_key_that_is_kept_is_never_deleted():
    kept = Terms(quiet=timedelta(days=7), keep=None)
    off = course(deactivated_at=days_ago(1000))

    assert isinstance(decide(off, key(active=False), key(NEW), terms=kept), Finished)


@given(
    old_used=st.one_of(st.none(), st.floats(0, 400)),
    new_used=st.one_of(st.none(), st.floats(0, 400)),
    told=st.floats(0, 400),
    service=st.sampled_from(["s3", "sts"]),
    quiet=st.integers(1, 60),
)
def test_the_old_key_goes_only_when_the_new_one_is_used_and_the_old_one_was_silent(
    old_used, new_used, told, service, quiet
):
    terms = Terms(quiet=timedelta(days=quiet), keep=timedelta(days=30))
    known = course(told_at=days_ago(told), verified_at=days_ago(told), begun_at=days_ago(told))
    old = key(use=last_use(old_used))
    new = key(NEW, age=told + 0.01, use=last_use(new_used, service=service))

    decided = next_of(known, user(old, new), terms, NOW, anew=True)

    if decided == Make(act=Act.DEACTIVATE, why=getattr(decided, "why", "")):
        assert isinstance(new.use, Used)
        assert new.use.at >= new.created_at
        assert old_used is None or old_used >= quiet + 1
        assert told >= quiet + 1
    else:
        assert isinstance(decided, Wait)


@given(off=st.floats(0, 100), used=st.one_of(st.none(), st.floats(0, 100)), keep=st.integers(1, 60))
def test_a_key_that_is_off_is_deleted_only_after_its_quiet_days(off, used, keep):
    terms = Terms(quiet=timedelta(days=7), keep=timedelta(days=keep))
    known = course(deactivated_at=days_ago(off))

    decided = next_of(known, user(key(active=False, use=last_use(used)), key(NEW)), terms, NOW, anew=True)

    if isinstance(decided, Make):
        assert decided.act is Act.DELETE
        assert off >= keep
        assert used is None or used >= min(off, keep)
    else:
        assert isinstance(decided, Wait)
