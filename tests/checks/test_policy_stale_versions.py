import msgspec
import pytest
from policies import NOT_JSON, SUBJECT, all_but, allow, deny, judge

from builders import snapshot
from iam_audit.checks.policy_stale_versions import PolicyStaleVersions
from iam_audit.model import PolicyVersion, Status
from whole_policies import OF_AWS, managed

CHECK = PolicyStaleVersions()
LITTLE = allow("s3:ListAllMyBuckets")


def versions(default, *older, arn=SUBJECT):
    return snapshot(policies=(managed(arn, default, older=older),))


def with_broken(whole, *, default):
    (policy,) = whole.policies
    broken = PolicyVersion(id="v9", default=default, document=NOT_JSON)
    others = tuple(
        msgspec.structs.replace(one, default=one.default and not default) for one in policy.versions
    )
    return snapshot(policies=(msgspec.structs.replace(policy, versions=(*others, broken)),))


@pytest.mark.parametrize(
    ("whole", "stale"),
    [
        (versions(LITTLE, allow()), ["v1"]),
        (versions(LITTLE, allow(), LITTLE, all_but("s3:*")), ["v1, v3"]),
        (versions(LITTLE, LITTLE), []),
        (versions(allow(), allow()), []),
        (versions(LITTLE), []),
        (versions(LITTLE, deny()), []),
        (versions(LITTLE, allow(), arn=f"{OF_AWS}Some"), []),
    ],
    ids=["one", "two", "none", "the default gives it too", "no older", "a denial", "of AWS"],
)
def test_flags_older_versions_with_full_control(whole, stale):
    assert [finding.evidence["versions"] for finding in judge(CHECK, whole)] == stale


@pytest.mark.parametrize(
    ("whole", "statuses"),
    [
        (with_broken(versions(LITTLE), default=False), [Status.NOT_EVALUATED]),
        (with_broken(versions(LITTLE, allow()), default=False), [Status.FAIL]),
        (with_broken(versions(allow()), default=False), []),
        (with_broken(versions(LITTLE, allow()), default=True), [Status.NOT_EVALUATED]),
        (with_broken(versions(LITTLE), default=True), []),
        (
            snapshot(policies=(msgspec.structs.replace(managed(SUBJECT), versions=()),)),
            [Status.NOT_EVALUATED],
        ),
    ],
    ids=[
        "an older",
        "beside a bad one",
        "under full control",
        "the default",
        "the default of good",
        "no default",
    ],
)
def test_a_version_that_cannot_be_understood_is_unknown_where_it_matters(whole, statuses):
    assert [finding.status for finding in judge(CHECK, whole)] == statuses
