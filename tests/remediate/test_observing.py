"""What could not be read is absent and named, never made up: each fact stands or is missing by itself."""

from datetime import UTC, datetime

import pytest
from moto.iam.models import iam_backends

from iam_audit.collect.access_keys import ListedKey
from iam_audit.errors import NotReadError
from iam_audit.model import NeverUsed, Used, UseUnknown
from iam_audit.remediate import Target
from iam_audit.remediate.actions.deactivate_access_key import DeactivateAccessKey
from iam_audit.remediate.actions.remove_console_password import RemoveConsolePassword
from iam_audit.remediate.observing import Looking, key_use, note_use

EARLY = datetime(2014, 1, 1, tzinfo=UTC)
RECORDS = datetime(2015, 4, 22, tzinfo=UTC)
MOMENTS = ("last_used_at", "idle_since", "quiet_since")
LATE = datetime(2025, 1, 1, tzinfo=UTC)
LATER = datetime(2025, 6, 1, tzinfo=UTC)


@pytest.fixture
def key(door, moto_account_id):
    iam = door("iam")
    iam.create_user(UserName="alice")
    key_id = iam.create_access_key(UserName="alice")["AccessKey"]["AccessKeyId"]
    return Target(account_id=moto_account_id, type="access-key", id=key_id, user_name="alice")


@pytest.mark.parametrize(
    ("call", "lost"),
    [
        (
            "GetUser",
            {
                "user",
                "user_id",
                "user_arn",
                "user_path",
                "user_created_at",
                "user_boundary",
                "user_tags",
                "user_groups",
            },
        ),
        ("ListUserTags", {"user_tags"}),
        ("ListGroupsForUser", {"user_groups"}),
        (
            "ListAccessKeys",
            {"key_status", "key_created_at", "last_used_at", "last_used_service", "last_used_region"},
        ),
        ("GetAccessKeyLastUsed", {"last_used_at", "last_used_service", "last_used_region"}),
    ],
)
@pytest.mark.parametrize("code", ["AccessDenied", "Throttling"])
def test_what_is_denied_is_missing_and_named(door, front, key, call, lost, code):
    whole = DeactivateAccessKey().observe(key, door)
    front.refused[call] = code

    seen = DeactivateAccessKey().observe(key, door)

    assert set(seen["unread"]) == lost
    assert not lost & set(seen)
    assert "idle_since" not in seen or call not in ("ListAccessKeys", "GetAccessKeyLastUsed")
    assert all(call in why for why in seen["unread"].values())
    assert {name: value for name, value in seen.items() if name != "unread"}.items() <= whole.items()


def test_a_reader_who_may_read_nothing_gets_an_error_and_no_facts(door, front, key):
    front.refused.update({"GetUser": "AccessDenied", "ListAccessKeys": "AccessDenied"})

    with pytest.raises(NotReadError, match=r"iam:GetUser is denied.*iam:ListAccessKeys is denied"):
        DeactivateAccessKey().observe(key, door)


def test_when_a_password_was_set_and_used_last(door, key, moto_account_id):
    door("iam").create_login_profile(UserName="alice", Password="correct-Horse-7")
    [alice] = iam_backends[moto_account_id]["aws"].users.values()
    alice.password_last_used = LATE

    seen = RemoveConsolePassword().observe(Target(account_id=key.account_id, type="user", id="alice"), door)

    assert (
        seen["password_last_used_at"]
        == seen["last_used_at"]
        == seen["idle_since"]
        == "2025-01-01T00:00:00+00:00"
    )
    assert seen["password_created_at"] > seen["idle_since"]


class KeyOfSomebodyElse:
    """Says that a key belongs to bob."""

    def get_access_key_last_used(self, AccessKeyId):  # noqa: N803 - AWS calls it so
        return {"UserName": "bob", "AccessKeyLastUsed": {}}


def test_a_key_that_two_users_seem_to_have_is_nobody_s():
    listed = ListedKey(
        user_name="alice", access_key_id="AKIAIOSFODNN7EXAMPLE", status="Active", create_date=LATE
    )

    with pytest.raises(NotReadError, match="belongs to bob and not to alice"):
        key_use(KeyOfSomebodyElse(), listed)


def used(at):
    return Used(at=at, service="s3", region="eu-west-1")


def unknown(since=None):
    return UseUnknown(why="the test says so", quiet_since=since)


@pytest.mark.parametrize(
    ("uses", "last", "idle"),
    [
        pytest.param([(EARLY, used(LATE)), (EARLY, used(LATER))], LATER, LATER, id="the latest use counts"),
        pytest.param(
            [(LATER, NeverUsed()), (EARLY, used(LATE))], LATE, LATER, id="what was made since is not idle"
        ),
        pytest.param([(LATE, NeverUsed())], None, LATE, id="never used: since it was made"),
        pytest.param([(None, NeverUsed())], None, "absent", id="never used, and nobody knows since when"),
        pytest.param([(EARLY, unknown(RECORDS))], "absent", RECORDS, id="older than the records"),
        pytest.param(
            [(EARLY, unknown(RECORDS)), (EARLY, used(LATE))], "absent", LATE, id="one older, one used"
        ),
        pytest.param(
            [(EARLY, unknown()), (EARLY, used(LATE))], "absent", "absent", id="one unknown hides all"
        ),
        pytest.param([(EARLY, None), (EARLY, used(LATE))], "absent", "absent", id="one unread hides all"),
    ],
)
def test_of_several_credentials_the_latest_use_counts_and_one_unknown_hides_it(uses, last, idle):
    looking = Looking()
    looking.note({"user": "alice"})

    note_use(looking, *uses)

    seen = {
        name: datetime.fromisoformat(text)
        for name, text in looking.facts().items()
        if name in MOMENTS and text
    }
    seen |= {name: None for name, text in looking.facts().items() if text is None}
    assert seen.get("last_used_at", "absent") == last
    assert seen.get("idle_since", "absent") == idle
    assert ("quiet_since" in seen) == (last == "absent" and idle != "absent")
