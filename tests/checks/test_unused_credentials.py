import pytest

from builders import NO_PASSWORD, NOW, access_key, password, snapshot, unknown_use, user
from iam_audit.audit import audit_snapshot
from iam_audit.checks.unused_credentials import UnusedCredentials
from iam_audit.model import Status

SECOND = "AKIAI44QH8DHBEXAMPLE"
IDLE_KEY = access_key(age_days=100, used_days_ago=46)
BUSY_KEY = access_key(id=SECOND, slot=2)


def account(own, *keys):
    return snapshot(users=(user(password=own),), access_keys=keys)


def judge(own, *keys, **options):
    return list(UnusedCredentials(**options).run(account(own, *keys), NOW))


@pytest.mark.parametrize(
    ("own", "keys", "statuses"),
    [
        pytest.param(NO_PASSWORD, (IDLE_KEY,), [Status.FAIL], id="a key"),
        pytest.param(
            password(used_days_ago=46), (BUSY_KEY,), [Status.FAIL], id="the password beside a busy key"
        ),
        pytest.param(password(), (BUSY_KEY, IDLE_KEY), [Status.FAIL], id="the second key"),
        pytest.param(password(used_days_ago=45), (BUSY_KEY,), [], id="exactly at the limit"),
        pytest.param(password(used_days_ago=None, changed_days_ago=46), (), [Status.FAIL], id="never used"),
        pytest.param(NO_PASSWORD, (access_key(used_days_ago=400, active=False),), [], id="an inactive key"),
        pytest.param(password(last_used=unknown_use()), (), [Status.NOT_EVALUATED], id="use not known"),
        pytest.param(password(last_used=unknown_use()), (IDLE_KEY,), [Status.FAIL], id="one is enough"),
        pytest.param(NO_PASSWORD, (), [], id="no credentials"),
    ],
)
def test_flags_users_with_anything_unused(own, keys, statuses):
    assert [finding.status for finding in judge(own, *keys)] == statuses


def test_a_user_counts_once_and_everything_unused_is_named():
    (finding,) = judge(password(used_days_ago=200), IDLE_KEY)

    assert finding.resource.id == "alice"
    assert finding.evidence == {
        "unused": "the console password, AKIAIOSFODNN7EXAMPLE",
        "longest_unused_days": 200,
        "limit_days": 45,
    }


def test_the_limit_is_an_option():
    assert not judge(password(used_days_ago=90), max_days=90)


def test_counts_users_who_have_credentials():
    whole = snapshot(
        users=(user("alice", password=password()), user("bob"), user("carol")),
        access_keys=(access_key(user_name="bob"),),
    )

    assert audit_snapshot(whole, (UnusedCredentials(),), NOW).counts[0].examined == 2
