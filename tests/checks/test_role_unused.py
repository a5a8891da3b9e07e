from datetime import timedelta

import pytest

from builders import NOW, days_ago, last_use, snapshot, unknown_use
from iam_audit.audit import audit_snapshot
from iam_audit.checks.role_unused import RoleUnused
from iam_audit.model import Finding, LastUse, Status, UseUnknown
from whole_roles import role, trusting

EC2 = trusting({"Service": "ec2.amazonaws.com"})
FORGOTTEN = UseUnknown(why="the test says so", quiet_days=400)


def judge(
    last_used: LastUse, *, created: float | None = 900, read: float = 0, **options: int
) -> list[Finding]:
    made = days_ago(created) if created is not None else None
    one = role("web", EC2, last_used=last_used, created_at=made)
    return list(RoleUnused(**options).run(snapshot(roles=(one,), collected_at=days_ago(read)), NOW))


@pytest.mark.parametrize(("days", "flagged"), [(89, False), (90, False), (90.9, False), (91, True)])
def test_flags_roles_unused_for_more_whole_days_than_the_limit(days, flagged):
    assert bool(judge(last_use(days))) is flagged


@pytest.mark.parametrize(("created", "flagged"), [(90, False), (91, True)])
def test_a_role_that_was_never_used_counts_from_the_day_it_was_made(created, flagged):
    assert bool(judge(last_use(None), created=created)) is flagged


@pytest.mark.parametrize(
    ("last_used", "message"),
    [
        (
            last_use(200, service=None),
            "web was last used 200 days ago (eu-west-1); the limit is 90.",
        ),
        (last_use(None), "web was not used in the 900 days since it was made; the limit is 90."),
        (
            FORGOTTEN,
            "web was not used for at least 400 days, which is all that AWS remembers; the limit is 90.",
        ),
    ],
)
def test_never_says_never_of_what_aws_has_forgotten(last_used, message):
    assert [finding.message for finding in judge(last_used)] == [message]


@pytest.mark.parametrize(
    ("limit", "read", "status"),
    [
        pytest.param(399, 0, Status.FAIL, id="a limit within AWS's memory"),
        pytest.param(400, 0, Status.NOT_EVALUATED, id="it may have been used 401 days ago"),
        pytest.param(400, 1, Status.FAIL, id="a day has gone by since the account was read"),
    ],
)
def test_a_limit_beyond_what_aws_remembers_cannot_be_judged(limit, read, status):
    assert [finding.status for finding in judge(FORGOTTEN, read=read, max_days=limit)] == [status]


@pytest.mark.parametrize(
    ("last_used", "created"), [(unknown_use(), 900), (last_use(None), None)], ids=["no answer", "no date"]
)
def test_what_aws_did_not_say_is_unknown(last_used, created):
    assert [finding.status for finding in judge(last_used, created=created)] == [Status.NOT_EVALUATED]


def test_a_use_after_the_audit_began_is_no_idleness():
    assert judge(last_use(-1)) == []


@pytest.mark.parametrize(
    "path", ["/aws-service-role/support.amazonaws.com/", "/aws-reserved/sso.amazonaws.com/eu-west-1/"]
)
def test_roles_that_belong_to_aws_are_not_examined(path):
    one = role("web", EC2, last_used=last_use(900), path=path)

    result = audit_snapshot(snapshot(roles=(one,)), (RoleUnused(),), NOW)

    assert (result.findings, result.counts[0].examined) == ((), 0)


def test_the_evidence_has_the_days_and_the_dates():
    finding = judge(last_use(100))[0]

    assert finding.evidence == {
        "unused_days": 100,
        "limit_days": 90,
        "role_created_at": days_ago(900).isoformat(),
        "last_used_at": (NOW - timedelta(days=100)).isoformat(),
        "last_used_service": "s3",
        "last_used_region": "eu-west-1",
    }
