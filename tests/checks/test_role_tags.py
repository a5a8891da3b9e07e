import pytest

from builders import NOW, snapshot
from iam_audit.audit import audit_snapshot
from iam_audit.checks.role_tags import RoleTags
from iam_audit.model import Status
from whole_roles import role, trusting

EC2 = trusting({"Service": "ec2.amazonaws.com"})


@pytest.mark.parametrize(
    ("tags", "statuses"),
    [
        ({"owner": "a"}, []),
        ({"stage": "a"}, [Status.FAIL]),
        ({}, [Status.FAIL]),
        (None, [Status.NOT_EVALUATED]),
    ],
)
def test_flags_roles_that_lack_a_tag(tags, statuses):
    findings = RoleTags(required=("owner",)).run(snapshot(roles=(role("web", EC2, tags=tags),)), NOW)

    assert [finding.status for finding in findings] == statuses


@pytest.mark.parametrize(
    ("path", "required", "examined"),
    [
        ("/", ("owner",), 1),
        ("/", (), 0),
        ("/aws-service-role/support.amazonaws.com/", ("owner",), 0),
        ("/aws-reserved/sso.amazonaws.com/eu-west-1/", ("owner",), 0),
    ],
)
def test_examines_roles_of_the_account_once_a_tag_is_required(path, required, examined):
    account = snapshot(roles=(role("web", EC2, path=path),))

    result = audit_snapshot(account, (RoleTags(required=required),), NOW)

    assert result.counts[0].examined == examined
    assert len(result.findings) == examined
