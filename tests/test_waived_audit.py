"""Waivers and kinds in an audit of a whole account."""

from datetime import date, timedelta

import pytest

from builders import NOW, access_key, days_ago, password, snapshot, user
from iam_audit import checks
from iam_audit.audit import Judgement, audit_snapshot
from iam_audit.model import Gap, Kind, Section, SshPublicKey, Status, Waiver, WaiverState
from iam_audit.settings import ClassifySettings
from iam_audit.workflows import Questions

OLD = access_key(age_days=120, used_days_ago=1)
FOREVER = date(2026, 6, 30)
TAG = "iam-audit-waiver"


def configured(*ids, **options):
    return [check for check in checks.configure(options) if check.id in ids]


AGE = configured("access-key-age")


def waiver(**fields):
    values = {
        "check": "access-key-age",
        "account": "*",
        "resource": "alice",
        "reason": "x",
        "approver": "jane",
        "expires": FOREVER,
        "source": "here",
    }
    return Waiver(**(values | fields))


def audit(judgement, **fields):
    return audit_snapshot(snapshot(**({"access_keys": (OLD,)} | fields)), AGE, NOW, judgement)


def test_a_waived_finding_is_muted_and_counted_never_dropped():
    result = audit(Judgement(waivers=(waiver(),)))
    (finding,), (count,) = result.findings, result.counts

    assert (finding.status, finding.waiver) == (Status.MUTED, waiver())
    assert (count.examined, count.failed, count.muted, count.passed) == (1, 0, 1, 0)


def test_the_row_of_the_key_shows_the_muted_finding():
    (row,) = audit(Judgement(waivers=(waiver(),))).keys

    assert row.rotation.status is Status.MUTED


def test_a_waiver_ends_with_its_last_day_in_utc():
    judgement = Judgement(waivers=(waiver(expires=NOW.date() - timedelta(1)),))

    assert audit(judgement).findings[0].status is Status.FAIL


def test_a_waiver_does_not_mute_what_could_not_be_judged():
    gap = Gap(section=Section.ACCESS_KEYS, reason="denied")
    result = audit(Judgement(waivers=(waiver(resource="*"),)), access_keys=(), gaps=(gap,))

    assert [one.status for one in result.findings] == [Status.NOT_EVALUATED]


TAGGED = user("alice", tags={TAG: "access-key-age until=2026-06-30 by=jane reason=x"})


def test_tags_are_not_honoured_unless_that_is_asked_for():
    result = audit(Judgement(), users=(TAGGED,))

    assert (result.findings[0].status, result.waivers) == (Status.FAIL, ())


def test_tags_that_are_honoured_mute_and_are_accounted_for():
    result = audit(Judgement(waiver_tag=TAG), users=(TAGGED,))
    (use,) = result.waivers

    assert result.findings[0].status is Status.MUTED
    assert (use.state, use.findings) == (WaiverState.IN_FORCE, 1)


def test_the_tag_of_one_user_does_not_mute_another():
    result = audit(
        Judgement(waiver_tag=TAG), users=(TAGGED,), access_keys=(access_key(age_days=120, user_name="bob"),)
    )

    assert result.findings[0].status is Status.FAIL
    assert [use.state for use in result.waivers] == [WaiverState.UNMATCHED]


def test_a_tag_that_cannot_be_understood_is_reported_beside_the_others():
    users = (TAGGED, user("bob", tags={TAG: "please"}))
    result = audit(Judgement(waiver_tag=TAG), users=users)

    assert [use.state for use in result.waivers] == [WaiverState.IN_FORCE, WaiverState.REFUSED]


def test_the_whole_audit_accounts_for_the_file_first_then_for_tags():
    judgement = Judgement(waivers=(waiver(resource="nobody"),), waiver_tag=TAG)
    questions = Questions(checks=AGE, judgement=judgement)
    account = questions.put_to(snapshot(access_keys=(OLD,), users=(TAGGED,)), NOW)
    result = questions.add_up([account], NOW, "test")

    assert [use.state for use in result.waivers] == [WaiverState.UNMATCHED, WaiverState.IN_FORCE]
    assert not result.fails_at("info")


MACHINES = Judgement(classify=ClassifySettings(machine_names=("svc-*",), person_names=("alice",)))
TWO = {
    "users": (user("alice"), user("svc-a")),
    "access_keys": (OLD, access_key(age_days=120, user_name="svc-a", id="AKIAI44QH8DHBEXAMPLE")),
}


def failing(checks_, judgement=MACHINES):
    result = audit_snapshot(snapshot(**TWO), checks_, NOW, judgement)
    return [one.resource.name for one in result.findings if one.status is Status.FAIL]


def test_without_an_option_programs_have_the_limit_of_people():
    assert failing(AGE) == ["svc-a", "alice"]


def test_the_keys_of_programs_may_live_longer():
    assert failing(configured("access-key-age", **{"access-key-age": {"machine_max_days": 365}})) == ["alice"]


def test_the_limit_of_programs_may_be_the_stricter_one():
    options = {"access-key-age": {"max_days": 200, "machine_max_days": 30}}

    assert failing(configured("access-key-age", **options)) == ["svc-a"]


def test_without_rules_nobody_has_the_limit_of_programs():
    checks_ = configured("access-key-age", **{"access-key-age": {"machine_max_days": 365}})

    assert failing(checks_, Judgement()) == ["svc-a", "alice"]


def test_the_limit_of_programs_follows_that_of_people_unless_set():
    (check,) = configured("access-key-age", **{"access-key-age": {"max_days": 30}})

    assert (check.max_days, check.machine_max_days) == (30, 30)


def test_the_warning_before_the_limit_follows_the_limit_of_programs():
    options = {"access-key-age": {"machine_max_days": 125}}
    (check,) = configured("access-key-deadline", **options)

    assert (check.rotation_days, check.machine_rotation_days) == (90, 125)
    assert failing([check]) == ["svc-a"]


OF_PROGRAMS = {
    "access-key-age-extreme": "max_days",
    "access-key-inactive-stale": "max_days",
    "access-key-multiple-active": "overlap_days",
    "access-key-never-used": "grace_days",
    "access-key-unused": "max_days",
    "service-specific-credential-age": "max_days",
    "ssh-public-key-age": "max_days",
    "unused-credentials": "max_days",
    "user-inactive": "max_days",
}


@pytest.mark.parametrize(("check_id", "option"), OF_PROGRAMS.items())
def test_every_limit_in_days_on_keys_has_one_for_programs_that_follows_it(check_id, option):
    (own,) = configured(check_id, **{check_id: {option: 11}})
    (apart,) = configured(check_id, **{check_id: {f"machine_{option}": 12}})

    assert (getattr(own, option), getattr(own.for_machines(), option)) == (11, 11)
    assert getattr(apart.for_machines(), option) == 12


def test_the_warning_that_a_key_lies_unused_follows_the_limit_of_programs():
    (check,) = configured("access-key-deadline", **{"access-key-unused": {"machine_max_days": 12}})

    assert (check.unused_days, check.for_machines().unused_days) == (45, 12)


def test_the_ssh_keys_of_programs_may_be_older():
    keys = tuple(
        SshPublicKey(id=f"APKA{name}", user_name=name, active=True, uploaded_at=days_ago(200))
        for name in ("alice", "svc-a")
    )
    checks_ = configured("ssh-public-key-age", **{"ssh-public-key-age": {"machine_max_days": 365}})
    result = audit_snapshot(snapshot(users=TWO["users"], ssh_public_keys=keys), checks_, NOW, MACHINES)

    assert [one.resource.name for one in result.findings] == ["alice"]


def test_users_that_are_programs_need_no_mfa_and_may_not_have_a_password():
    users = (user("alice", password=password()), user("svc-a", password=password()))
    checks_ = [*configured("user-mfa-all"), *configured("service-user-with-password")]
    result = audit_snapshot(snapshot(users=users), checks_, NOW, MACHINES)

    assert [(one.check_id, one.resource.name) for one in result.findings] == [
        ("service-user-with-password", "svc-a"),
        ("user-mfa-all", "alice"),
    ]
    assert [count.examined for count in result.counts] == [1, 1]


def test_programs_need_mfa_where_the_option_says_so():
    users = (user("svc-a"),)
    checks_ = configured("user-mfa-all", **{"user-mfa-all": {"exclude_machines": False}})

    assert audit_snapshot(snapshot(users=users), checks_, NOW, MACHINES).findings[0].resource.name == "svc-a"


@pytest.mark.parametrize(
    ("judgement", "kinds"), [(MACHINES, [Kind.MACHINE, Kind.PERSON]), (Judgement(), [Kind.UNKNOWN] * 2)]
)
def test_the_row_of_a_key_tells_whether_its_user_is_a_person(judgement, kinds):
    result = audit_snapshot(snapshot(**TWO), AGE, NOW, judgement)

    assert [row.kind for row in sorted(result.keys, key=lambda row: row.key.user_name, reverse=True)] == kinds
