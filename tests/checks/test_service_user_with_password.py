import pytest

from builders import NO_PASSWORD, NOW, password, permissions, snapshot, user
from iam_audit.checks.service_user_with_password import ServiceUserWithPassword
from iam_audit.model import Status

IN_GROUP = {"groups": ("robots",)}
TAGGED = {"tags": ("kind=service",)}
NAMED = {"name_patterns": ("svc-*",)}


def judge(one, **options):
    return list(ServiceUserWithPassword(**options).run(snapshot(users=(one,)), NOW))


def somebody(name="alice", own=None, **fields):
    return user(name, password=own or password(), **fields)


@pytest.mark.parametrize(
    ("one", "options", "statuses"),
    [
        pytest.param(somebody("svc-backup"), NAMED, [Status.FAIL], id="by name"),
        pytest.param(somebody("SVC-backup"), NAMED, [Status.FAIL], id="by name in capitals"),
        pytest.param(
            somebody(permissions=permissions(groups=("Robots",))), IN_GROUP, [Status.FAIL], id="by group"
        ),
        pytest.param(somebody(tags={"kind": "service"}), TAGGED, [Status.FAIL], id="by tag"),
        pytest.param(somebody(tags={"kind": "person"}), TAGGED, [], id="by the value of the tag"),
        pytest.param(
            somebody(tags={"kind": ""}), {"tags": ("kind",)}, [Status.FAIL], id="by a tag of any value"
        ),
        pytest.param(somebody(), NAMED | IN_GROUP | TAGGED, [], id="a person"),
        pytest.param(somebody("svc-backup", own=NO_PASSWORD), NAMED, [], id="no password"),
        pytest.param(
            somebody("svc-backup", own=password(enabled=None)),
            NAMED,
            [Status.NOT_EVALUATED],
            id="perhaps a password",
        ),
        pytest.param(somebody(permissions=None), IN_GROUP, [Status.NOT_EVALUATED], id="groups not read"),
        pytest.param(somebody(tags=None), TAGGED, [Status.NOT_EVALUATED], id="tags not read"),
        pytest.param(
            somebody("svc-backup", tags=None), NAMED | TAGGED, [Status.FAIL], id="known by name anyhow"
        ),
        pytest.param(
            somebody(tags=None, permissions=None), NAMED, [], id="what is not asked for need not be read"
        ),
    ],
)
def test_flags_service_users_with_a_password(one, options, statuses):
    assert [finding.status for finding in judge(one, **options)] == statuses


def test_without_options_nobody_is_looked_at():
    whole = snapshot(users=(somebody("svc-backup"),))

    assert list(ServiceUserWithPassword().members(whole)) == []
