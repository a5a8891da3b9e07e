import pytest

from builders import NOW, password, snapshot, unknown_use, user
from iam_audit.checks.console_password_never_used import ConsolePasswordNeverUsed
from iam_audit.model import Status


def judge(options=None, age_days=400, **fields):
    whole = snapshot(users=(user(age_days=age_days, password=password(**fields)),))
    return list(ConsolePasswordNeverUsed(**(options or {})).run(whole, NOW))


@pytest.mark.parametrize(
    ("fields", "statuses"),
    [
        pytest.param(
            {"used_days_ago": None, "changed_days_ago": 8}, [Status.FAIL], id="past the days of grace"
        ),
        pytest.param({"used_days_ago": None, "changed_days_ago": 7.9}, [], id="within them"),
        pytest.param({"used_days_ago": None, "changed_at": None}, [Status.FAIL], id="as old as the user"),
        pytest.param({"used_days_ago": 900, "changed_days_ago": 900}, [], id="used once"),
        pytest.param({"enabled": False, "used_days_ago": None, "changed_days_ago": 90}, [], id="no password"),
        pytest.param({"enabled": None}, [Status.NOT_EVALUATED], id="perhaps no password"),
        pytest.param({"last_used": unknown_use()}, [Status.NOT_EVALUATED], id="use not known"),
    ],
)
def test_flags_passwords_that_wait_too_long_for_their_first_use(fields, statuses):
    assert [finding.status for finding in judge(**fields)] == statuses


def test_the_days_of_grace_are_an_option():
    assert not judge({"grace_days": 30}, used_days_ago=None, changed_days_ago=30)


def test_says_for_how_long():
    finding = judge(used_days_ago=None, changed_days_ago=40)[0]

    words = "was never used in the 40 days since it was set; the limit is 7."
    assert finding.message == f"The console password of alice {words}"
    assert (finding.evidence["unused_days"], finding.evidence["never_used"]) == (40, True)
