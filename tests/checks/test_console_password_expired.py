import pytest

from builders import NOW, days_ago, password, snapshot, user
from iam_audit.checks.console_password_expired import ConsolePasswordExpired
from iam_audit.model import Status


def judge(**fields):
    return list(ConsolePasswordExpired().run(snapshot(users=(user(password=password(**fields)),)), NOW))


@pytest.mark.parametrize(
    ("fields", "statuses"),
    [
        pytest.param({"next_rotation_at": days_ago(1)}, [Status.FAIL], id="yesterday"),
        pytest.param({"next_rotation_at": NOW}, [Status.FAIL], id="this moment"),
        pytest.param({"next_rotation_at": days_ago(-1)}, [], id="tomorrow"),
        pytest.param({"next_rotation_at": None}, [], id="never"),
        pytest.param({"enabled": False, "next_rotation_at": days_ago(1)}, [], id="no password"),
        pytest.param(
            {"enabled": None, "next_rotation_at": days_ago(1)}, [Status.NOT_EVALUATED], id="perhaps none"
        ),
    ],
)
def test_flags_passwords_whose_day_has_come(fields, statuses):
    assert [finding.status for finding in judge(**fields)] == statuses


def test_says_since_when():
    finding = judge(next_rotation_at=days_ago(20))[0]

    assert finding.message == "The console password of alice expired on 2026-02-27, 20 days ago."
    assert finding.evidence["expired_days"] == 20
