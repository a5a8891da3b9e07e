import pytest

from builders import NOW, snapshot, user
from iam_audit.audit import audit_snapshot
from iam_audit.checks.user_tags import UserTags
from iam_audit.model import Finding, Status


def judge(tags: dict[str, str] | None, required: tuple[str, ...] = ("owner", "team")) -> list[Finding]:
    return list(UserTags(required=required).run(snapshot(users=(user(tags=tags),)), NOW))


@pytest.mark.parametrize(
    ("tags", "missing"),
    [
        pytest.param({"owner": "a", "team": "b"}, [], id="all"),
        pytest.param({"Owner": "a", "TEAM": "b"}, [], id="IAM ignores the case of keys"),
        pytest.param({"owner": "", "team": "b"}, [], id="an empty value is a value"),
        pytest.param({"owner": "a", "stage": "b"}, ["team"], id="one missing"),
        pytest.param({}, ["owner, team"], id="none"),
    ],
)
def test_flags_users_that_lack_a_tag(tags, missing):
    assert [finding.evidence["missing"] for finding in judge(tags)] == missing


def test_tags_of_aws_do_not_count():
    assert [finding.status for finding in judge({"aws:owner": "a"}, ("aws:owner",))] == [Status.FAIL]


def test_tags_that_could_not_be_read_are_unknown():
    assert [finding.status for finding in judge(None)] == [Status.NOT_EVALUATED]


def test_nobody_is_examined_until_a_tag_is_required():
    result = audit_snapshot(snapshot(users=(user(tags=None),)), (UserTags(),), NOW)

    assert (result.findings, result.counts[0].examined) == ((), 0)
