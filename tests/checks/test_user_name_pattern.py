import pytest

from builders import NOW, snapshot, user
from iam_audit.audit import audit_snapshot
from iam_audit.checks import configure
from iam_audit.checks.user_name_pattern import UserNamePattern
from iam_audit.errors import SettingsError


@pytest.mark.parametrize(
    ("name", "pattern", "flagged"),
    [
        ("svc-build", "svc-[a-z]+", False),
        ("build", "svc-[a-z]+", True),
        ("old-svc-build", "svc-[a-z]+", True),
        ("svc-build2", "svc-[a-z]+", True),
        ("SVC-build", "svc-[a-z]+", True),
        ("anything", "", False),
    ],
)
def test_the_whole_name_has_to_match(name, pattern, flagged):
    findings = list(UserNamePattern(pattern=pattern).run(snapshot(users=(user(name),)), NOW))

    assert [finding.resource.name for finding in findings] == ([name] if flagged else [])


def test_nobody_is_examined_until_there_is_a_pattern():
    account = snapshot(users=(user(),))

    counts = [
        audit_snapshot(account, (UserNamePattern(pattern=one),), NOW).counts[0].examined
        for one in ("", "a.*")
    ]

    assert counts == [0, 1]


def test_what_is_no_regular_expression_is_refused():
    with pytest.raises(SettingsError, match=r"user-name-pattern.*'pattern' is not a regular expression"):
        configure({"user-name-pattern": {"pattern": "svc-("}})
