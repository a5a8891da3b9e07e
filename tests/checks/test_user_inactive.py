import pytest

from builders import (
    AS_OLD_AS_THE_RECORDS,
    NO_PASSWORD,
    NOW,
    access_key,
    last_use,
    password,
    root,
    snapshot,
    unknown_use,
    user,
)
from iam_audit.checks.user_inactive import UserInactive
from iam_audit.model import AccessKey, Finding, Status, User

SECOND = "AKIAI44QH8DHBEXAMPLE"


def judge(one: User, *keys: AccessKey, **options: int) -> list[Finding]:
    return list(UserInactive(**options).run(snapshot(users=(one,), access_keys=keys), NOW))


@pytest.mark.parametrize(("days", "flagged"), [(0, False), (89, False), (90, False), (91, True)])
def test_flags_users_whose_last_sign_in_is_past_the_limit(days, flagged):
    assert bool(judge(user(password=password(used_days_ago=days)))) is flagged


@pytest.mark.parametrize(("days", "flagged"), [(90, False), (91, True)])
def test_flags_users_whose_last_key_use_is_past_the_limit(days, flagged):
    assert bool(judge(user(password=NO_PASSWORD), access_key(used_days_ago=days))) is flagged


@pytest.mark.parametrize(("days", "flagged"), [(90, False), (91, True), (-1, False)])
def test_a_user_never_active_counts_from_when_it_was_made(days, flagged):
    assert bool(judge(user(age_days=days, password=NO_PASSWORD), access_key(used_days_ago=None))) is flagged


def test_the_newest_use_of_any_credential_counts():
    one = user(password=password(used_days_ago=300))
    first, second = access_key(used_days_ago=200), access_key(id=SECOND, slot=2, used_days_ago=90)

    assert not judge(one, first, second)
    assert judge(one, first)


def test_a_key_switched_off_since_still_shows_that_the_user_was_active():
    assert not judge(user(), access_key(active=False, used_days_ago=5))


def test_a_password_taken_away_since_still_shows_that_the_user_was_active():
    assert not judge(user(password=password(enabled=False, used_days_ago=5)))


def test_the_keys_of_others_do_not_count():
    assert judge(user("alice"), access_key(user_name="bob", used_days_ago=1))


def test_root_is_not_a_user():
    account = snapshot(root=root(), root_access_keys=(access_key(used_days_ago=400),))

    assert not list(UserInactive().run(account, NOW))


def test_the_limit_is_an_option():
    assert judge(user(password=password(used_days_ago=8)), max_days=7)


@pytest.mark.parametrize(
    ("one", "key", "statuses"),
    [
        pytest.param(
            user(),
            access_key(last_used=unknown_use()),
            [Status.NOT_EVALUATED],
            id="old user, key use unknown",
        ),
        pytest.param(
            user(password=password(last_used=unknown_use())),
            access_key(used_days_ago=300),
            [Status.NOT_EVALUATED],
            id="last sign-in unknown, key idle",
        ),
        pytest.param(
            user(password=password(last_used=unknown_use())),
            access_key(used_days_ago=90),
            [],
            id="key in use",
        ),
        pytest.param(user(age_days=90), access_key(last_used=unknown_use()), [], id="user too young"),
        pytest.param(
            user(created_at=None), access_key(used_days_ago=None), [Status.NOT_EVALUATED], id="undated user"
        ),
        pytest.param(
            user(created_at=None),
            access_key(used_days_ago=91),
            [Status.FAIL],
            id="undated user with an idle key",
        ),
    ],
)
def test_unknown_counts_only_where_it_matters(one, key, statuses):
    assert [finding.status for finding in judge(one, key)] == statuses


def test_says_how_long_ago_the_user_was_active():
    finding = judge(user(age_days=400), access_key(last_used=last_use(100)))[0]

    assert finding.message == "alice was last active 100 days ago; the limit is 90."
    assert finding.evidence == {
        "inactive_days": 100,
        "limit_days": 90,
        "last_active_at": "2025-12-09T12:00:00+00:00",
        "user_created_at": "2025-02-12T12:00:00+00:00",
    }


def test_says_that_the_user_was_never_active():
    finding = judge(user(age_days=400))[0]

    assert finding.message == "alice was never active in the 400 days since it was made; the limit is 90."
    assert finding.evidence["last_active_at"] is None


@pytest.mark.parametrize(
    ("own", "words"),
    [
        pytest.param(
            NO_PASSWORD, "alice shows no use since AWS began to record it in April 2015", id="nothing else"
        ),
        pytest.param(
            password(used_days_ago=4500), "alice shows no use since", id="a sign-in before the records"
        ),
        pytest.param(password(used_days_ago=300), "alice was last active 300 days ago", id="a sign-in since"),
    ],
)
def test_a_key_older_than_the_records_shows_that_it_was_not_used_since_they_began(own, words):
    one = user(age_days=5000, password=own)
    (finding,) = judge(one, access_key(age_days=5000, last_used=AS_OLD_AS_THE_RECORDS))

    assert finding.status is Status.FAIL
    assert finding.message.startswith(words)
