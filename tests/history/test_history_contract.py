"""What holds for the history in every database."""

from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import text

from builders import account, permissions, policy
from history_builders import (
    ACCOUNT_ID,
    NOW,
    OTHER,
    access_key,
    bare,
    days_ago,
    judged,
    last_use,
    result,
    save,
    unread,
    user,
)
from iam_audit.errors import UsageError
from iam_audit.history.values import CredentialFilter, Event, EventKind, FindingFilter, FindingState
from iam_audit.model import (
    AccountStatus,
    CheckCount,
    Control,
    ControlStatus,
    CredentialType,
    Framework,
    RiskLevel,
    Section,
    Severity,
    Status,
    Tier,
    WaiverState,
    WaiverUse,
)

OLD = access_key(age_days=400, used_days_ago=1)
IDLE = access_key(age_days=400, used_days_ago=200, id="AKIAI44QH8DHBEXAMPLE", user_name="bob", slot=1)
DAY = timedelta(days=1)


def later(days: float):
    return NOW + timedelta(days=days)


def run(history, days: float, *keys, **fields):
    """Save the audit of an account with these keys, so many days after the beginning."""
    users = (user("alice"), user("bob"))
    return save(history, result(judged(later(days), access_keys=keys, users=users, **fields), at=later(days)))


def states(history):
    found = history.findings(FindingFilter(), sort="check").items
    return {(one.check_id, one.resource_name): one.state for one in found}


def kinds(history, fingerprint):
    return [one.kind for one in history.finding(fingerprint).events]


def the(history, check: str):
    return next(one for one in history.findings().items if one.check_id == check)


def of(*findings, checks=("made-up",), at=NOW, **fields):
    """A result that says just this."""
    counts = tuple(CheckCount(check_id=one, examines="roles", examined=3) for one in checks)
    base = judged(at)
    return result(msgspec.structs.replace(base, findings=findings, counts=counts, **fields), at=at)


def test_a_saved_audit_can_be_read_back(history):
    saved = run(history, 0, OLD, IDLE)

    assert saved.new
    assert saved.run == history.run("last")
    assert saved.run.accounts[AccountStatus.PARTIAL] + saved.run.accounts[AccountStatus.ASSESSED] == 1
    assert states(history)["access-key-age", "alice"] is FindingState.OPEN
    alice = history.credential("AKIAIOSFODNN7EXAMPLE").record
    assert (alice.risk_level, alice.user_name, alice.use) == (RiskLevel.COMPLIANT, "alice", "used")
    assert alice.open >= 1


def test_a_run_that_is_there_already_stays_as_it_is(history):
    first = run(history, 0, OLD)
    again = save(history, result(judged(NOW, access_keys=(IDLE,)), at=NOW), run_id=first.run.id)

    assert not again.new
    assert again.run == first.run
    assert len(history.runs()) == 1
    assert history.credential(IDLE.id) is None


def test_a_finding_that_is_gone_is_resolved_and_one_that_comes_back_is_reopened(history):
    run(history, 0, OLD)
    fingerprint = the(history, "access-key-age").fingerprint
    run(history, 1, access_key(age_days=3))
    resolved = history.finding(fingerprint).record
    run(history, 2, OLD)
    returned = history.finding(fingerprint).record

    assert (resolved.state, resolved.resolved_at, resolved.last_seen_at) == (
        FindingState.RESOLVED,
        later(1),
        NOW,
    )
    assert (returned.state, returned.cycle, returned.first_seen_at, returned.opened_at) == (
        FindingState.OPEN,
        2,
        NOW,
        later(2),
    )
    assert kinds(history, fingerprint) == [EventKind.OPENED, EventKind.RESOLVED, EventKind.REOPENED]


def test_an_account_that_cannot_be_read_resolves_nothing(history):
    run(history, 0, OLD)
    before = states(history)
    save(history, result(unread(), at=later(1)))

    assert states(history) == before
    (now,) = history.accounts()
    assert (now.status, now.reason, now.since) == (AccountStatus.NOT_ASSESSED, "the door is shut.", later(1))
    assert the(history, "access-key-age").last_seen_at == NOW
    assert history.credential(OLD.id).record.gone_at is None
    assert history.credential(OLD.id).record.last_seen_at == NOW


def test_a_section_that_was_not_read_takes_no_credential_away(history):
    run(history, 0, OLD)
    run(history, 1, gaps=(Section.ACCESS_KEYS,))

    assert history.credential(OLD.id).record.gone_at is None
    assert the(history, "access-key-age").state is FindingState.OPEN
    assert the(history, "access-key-age").last_seen_at == NOW


def test_a_check_that_was_not_run_resolves_nothing_and_confirms_nothing(history):
    run(history, 0, OLD)
    run(history, 1, only=("access-key-unused",))

    assert the(history, "access-key-age").state is FindingState.OPEN
    assert the(history, "access-key-age").last_seen_at == NOW
    run(history, 2, OLD)
    assert the(history, "access-key-age").last_seen_at == later(2)


def test_last_seen_moves_with_every_audit_though_nothing_is_written_to_the_finding(history):
    run(history, 0, OLD)
    run(history, 5, OLD)

    assert the(history, "access-key-age").last_seen_at == later(5)
    assert history.credential(OLD.id).record.last_seen_at == later(5)


def test_an_audit_that_changes_nothing_adds_a_run_and_nothing_else(history, store):
    from sqlalchemy import func, select

    from iam_audit.store.columns import METADATA

    def rows():
        with store.reading() as connection:
            return {
                name: connection.execute(select(func.count()).select_from(table)).scalar()
                for name, table in METADATA.tables.items()
                if name.startswith("history_")
            }

    run(history, 0, OLD, IDLE)
    before = rows()
    run(history, 0.1, OLD, IDLE)

    assert rows() == before | {"history_run": 2}


def used(number, message="It mutes 1 failure."):
    return WaiverUse(source=f"waivers.toml, entry {number}", state=WaiverState.IN_FORCE, message=message)


def test_what_became_of_waivers_is_known_of_each_run_and_written_when_it_changes(history, store):
    heeded = ((), (used(1),), (used(1),), (used(1), used(2, "It mutes 2 failures.")))
    for days, uses in enumerate(heeded):
        save(history, result(judged(later(days), access_keys=(OLD,)), at=later(days), waivers=uses))
    with store.reading() as connection:
        written = connection.execute(text("SELECT since_run FROM history_waivers ORDER BY since_run")).all()

    assert tuple(history.waivers(number) for number in (1, 2, 3, 4)) == heeded
    assert [row.since_run for row in written] == [1, 2, 4]


def test_of_a_run_that_an_older_version_saved_nobody_knows_the_waivers(history, store):
    run(history, 0, OLD)
    with store.writing() as connection:
        connection.execute(text("DELETE FROM history_waivers"))
    run(history, 1, OLD)

    assert history.waivers(1) is None
    assert history.waivers(2) == ()


def test_an_older_audit_than_what_is_known_changes_nothing(history):
    run(history, 2, access_key(age_days=3))
    saved = run(history, 1, OLD)

    assert saved.outdated == (ACCOUNT_ID,)
    assert ("access-key-age", "alice") not in states(history)


def test_what_is_muted_cannot_be_judged_and_fails_again_is_told_apart(history):
    save(history, of(bare(1)))
    name = bare(1).fingerprint
    for day, status in enumerate((Status.MUTED, Status.FAIL, Status.NOT_EVALUATED, Status.FAIL), start=1):
        save(history, of(bare(1, status), at=later(day)))

    assert kinds(history, name) == [
        EventKind.OPENED,
        EventKind.MUTED,
        EventKind.UNMUTED,
        EventKind.UNCERTAIN,
        EventKind.CERTAIN,
    ]
    assert history.finding(name).record.opened_at == NOW


def test_what_nobody_ever_saw_fail_leaves_no_trace(history):
    save(history, of(bare(1, Status.NOT_EVALUATED)))
    assert history.findings().items[0].state is FindingState.UNKNOWN
    save(history, of(at=later(1)))

    assert history.findings().items == ()
    assert history.run("last").changes.fixed == 0


def test_a_finding_tells_the_latest_words_and_the_remedy(history):
    run(history, 0, OLD)
    fingerprint = the(history, "access-key-age").fingerprint
    run(history, 10, OLD)
    said = history.finding(fingerprint).finding

    assert "410 days" in said.message
    assert said.remediation.cli


def test_the_details_of_many_findings_of_one_check_can_be_told_apart(history):
    save(history, of(*(bare(number) for number in range(450))))

    assert {history.finding(bare(n).fingerprint).finding.resource.id for n in (0, 199, 449)} == {
        "role-0",
        "role-199",
        "role-449",
    }


def test_a_credential_has_a_life(history):
    run(history, 0, access_key(age_days=20, used_days_ago=1))
    run(history, 60, access_key(age_days=20, used_days_ago=1))
    used_again = access_key(age_days=20, last_used=last_use(-100))
    run(history, 101, used_again)
    switched_off = access_key(age_days=20, last_used=last_use(-100), active=False)
    run(history, 102, switched_off)
    run(history, 103)
    told = history.credential(OLD.id)
    story = [(one.kind, one.before, one.after) for one in told.events if one.credential_id]

    assert (EventKind.RISK, "COMPLIANT", "MEDIUM") in story
    assert (EventKind.RISK, "MEDIUM", "COMPLIANT") in story
    assert (EventKind.SWITCHED, "active", "inactive") in story
    assert [kind for kind, *_ in story if kind in (EventKind.APPEARED, EventKind.GONE)] == [
        EventKind.APPEARED,
        EventKind.GONE,
    ]
    assert sum(kind is EventKind.USED for kind, *_ in story) == 2
    assert told.events[0].kind is EventKind.CREATED
    assert told.record.gone_at == later(103)
    assert told.record.last_seen_at == later(102)


def test_a_key_that_is_known_by_its_slot_only_is_still_the_same_key(history):
    run(history, 0, OLD)
    run(history, 1, access_key(age_days=400, id=None, slot=1))
    run(history, 2, OLD)

    (one,) = history.credentials(CredentialFilter(types=(CredentialType.ACCESS_KEY,))).items
    assert one.name == OLD.id
    assert one.first_seen_at == NOW
    assert EventKind.GONE not in [each.kind for each in history.credential(OLD.id).events]


def test_accounts_are_told_as_of_a_run(history):
    run(history, 0, OLD)
    first = history.run("last")
    save(history, result(unread(), unread(OTHER, "nobody is let in."), at=later(1)))

    assert [(one.id, one.status) for one in history.accounts(first.number)] == [
        (ACCOUNT_ID, first_status(first)),
    ]
    assert {one.status for one in history.accounts(2)} == {AccountStatus.NOT_ASSESSED}
    assert {one.id for one in history.accounts()} == {ACCOUNT_ID, OTHER}


def first_status(run):
    return next(status for status, count in run.accounts.items() if count)


def test_the_difference_between_two_runs(history):
    save(history, of(bare(1), bare(2), bare(3), bare(4, severity=Severity.LOW), bare(5)))
    save(history, of(bare(2), bare(3), bare(4, severity=Severity.LOW), bare(5), at=later(1)))
    middle = history.run("last")
    save(
        history,
        of(
            bare(1),
            bare(3),
            bare(4, severity=Severity.HIGH),
            bare(5, Status.MUTED),
            bare(6),
            at=later(2),
        ),
    )
    told = history.diff(str(middle.number))

    assert {one.finding.resource_id: one.change for one in told.findings} == {
        "role-1": "returned",
        "role-2": "fixed",
        "role-4": "worse",
        "role-5": "muted",
        "role-6": "new",
    }
    assert told.counts.still == 2
    assert told.counts == history.run("last").changes
    assert history.diff("1").counts.returned == 0
    assert history.diff("1", "1").findings == ()


def test_what_came_and_went_between_two_runs_is_no_difference(history):
    save(history, of(bare(1)))
    save(history, of(bare(1), bare(2), at=later(1)))
    save(history, of(bare(1), at=later(2)))

    assert history.diff("1", "3").findings == ()


def test_runs_that_are_compared_have_to_be_there_and_in_order(history):
    run(history, 0, OLD)
    with pytest.raises(UsageError, match="There is no run 'previous'"):
        history.diff()
    run(history, 1, OLD)
    with pytest.raises(UsageError, match="earlier one first"):
        history.diff("2", "1")


def test_a_trend_has_one_point_a_day(history):
    run(history, 0, OLD)
    run(history, 0.2, OLD, IDLE)
    run(history, 1, IDLE)
    first, second = history.trend()

    assert (first.day, second.day) == ("2026-03-19", "2026-03-20")
    assert (first.summary.keys[RiskLevel.HIGH], second.summary.keys[RiskLevel.COMPLIANT]) == (1, 0)
    assert first.changes.new > 0
    assert second.changes.fixed > 0
    assert history.trend(later(0.5)) == (second,)
    assert [one.run for one in history.trend(until=later(0.1))] == [1]


def test_how_long_fixing_took_and_what_is_overdue(history):
    save(history, of(bare(1), bare(2), bare(3)))
    save(history, of(bare(2), bare(3), at=later(4)))
    save(history, of(bare(3), at=later(20)))
    high = next(
        one for one in history.fix_times({Severity.HIGH: 14}, later(20)) if one.severity is Severity.HIGH
    )

    assert (high.fixed, high.mean_days, high.fixed_late) == (2, 12.0, 1)
    assert (high.open, high.overdue) == (1, 1)


def test_pages_show_everything_once_in_order(history):
    keys = tuple(
        access_key(age_days=400 - number, used_days_ago=number, id=f"AKIA{number:016}", slot=1 + number % 2)
        for number in range(60)
    )
    run(history, 0, *keys)
    for sort in ("-priority", "risk", "age", "-last_used", "name", "user", "-tier", "account", "-first_seen"):
        cursor, names = None, []
        while True:
            page = history.credentials(sort=sort, limit=7, cursor=cursor)
            names += [one.name for one in page.items]
            cursor = page.next
            if cursor is None:
                break
        assert len(names) == len(set(names)) == 60, sort
    ages = [one.created_at for one in history.credentials(sort="age", limit=60).items]
    assert ages == sorted(ages)


def test_findings_can_be_paged_in_every_order(history):
    save(history, of(*(bare(number, check=f"made-up-{number % 3}") for number in range(20))))
    for sort in ("severity", "-opened", "last_seen", "check", "account", "resource", "-resolved"):
        cursor, names = None, []
        while True:
            page = history.findings(sort=sort, limit=6, cursor=cursor)
            names += [one.fingerprint for one in page.items]
            if (cursor := page.next) is None:
                break
        assert len(names) == len(set(names)) == 20, sort


def test_a_wrong_cursor_or_order_is_refused(history):
    for cursor in ("x", "%%%", "é", "AAAA", "a" * 5000):
        with pytest.raises(UsageError, match="cursor"):
            history.credentials(cursor=cursor)
    with pytest.raises(UsageError, match="Did you mean 'priority'"):
        history.credentials(sort="priorty")


def test_a_cursor_of_another_order_is_refused(history):
    run(history, 0, OLD, IDLE)
    cursor = history.credentials(limit=1).next
    with pytest.raises(UsageError, match="belongs to the order '-priority'"):
        history.credentials(sort="name", cursor=cursor)


def test_credentials_are_filtered_by_what_is_asked(history):
    users = (user("alice"), user("bob"))
    audit = result(judged(NOW, access_keys=(OLD, IDLE), users=users))
    save(history, audit, owners=lambda _account, name: f"{name}@example.com")

    def names(**wanted):
        found = history.credentials(CredentialFilter(**wanted))
        assert history.count_credentials(CredentialFilter(**wanted)) == len(found.items)
        return {one.user_name for one in found.items}

    assert names() == {"alice", "bob"}
    assert names(risks=(RiskLevel.HIGH,)) == {"bob"}
    assert names(owners=("alice@example.com",)) == {"alice"}
    assert names(checks=("access-key-unused",)) == {"bob"}
    assert names(checks=("access-key-age",)) == {"alice", "bob"}
    assert names(text="BOB example") == {"bob"}
    assert names(text="100%") == set()
    assert names(text="' OR 1=1 --") == set()
    assert names(user="alice") == {"alice"}
    assert names(active=False) == set()
    assert names(accounts=(OTHER,)) == set()
    assert history.owners() == ("alice@example.com", "bob@example.com")


def test_findings_are_filtered_by_what_is_asked(history):
    run(history, 0, OLD, IDLE)

    def names(**wanted):
        found = history.findings(FindingFilter(**wanted)).items
        assert history.count_findings(FindingFilter(**wanted)) == len(found)
        return {(one.check_id, one.resource_name) for one in found}

    assert names(checks=("access-key-unused",)) == {("access-key-unused", "bob")}
    assert names(user="alice", states=(FindingState.OPEN,)) == {("access-key-age", "alice")}
    assert names(text="BOB unused") == {("access-key-unused", "bob")}
    assert names(text="_") == set()
    assert names(opened_before=NOW) == set()
    assert len(names(opened_before=later(1))) == 3


def test_a_closed_finding_can_be_attributed(history):
    run(history, 0, OLD)
    fingerprint = the(history, "access-key-age").fingerprint
    assert not history.attribute(fingerprint, "too early")
    run(history, 1, access_key(age_days=2))
    assert history.attribute(fingerprint, "alice", "DeleteAccessKey in CloudTrail")

    told = history.finding(fingerprint)
    assert told.record.resolved_by == "alice"
    assert (told.events[-1].by, told.events[-1].note) == ("alice", "DeleteAccessKey in CloudTrail")


def test_an_account_that_left_the_organization_is_gone_with_all_that_was_in_it(history):
    whole = "organization o-exampleorgid"
    one = judged(NOW, access_keys=(OLD,))
    two = msgspec.structs.replace(unread(OTHER))
    save(history, result(one, two, scope=whole))
    save(history, result(unread(OTHER), at=later(1), scope=f"account {OTHER} of {whole}"))
    assert the(history, "access-key-age").state is FindingState.OPEN
    save(history, result(unread(OTHER), at=later(2), scope=whole))

    assert the(history, "access-key-age").state is FindingState.RESOLVED
    assert "organization" in the(history, "access-key-age").resolved_by
    assert history.credential(OLD.id).record.gone_at == later(2)
    assert history.run("last").summary.accounts[AccountStatus.NOT_ASSESSED] == 1


def test_passwords_are_credentials_too(history):
    from builders import password

    people = (user("carol", password=password(used_days_ago=120, changed_days_ago=300)),)
    save(history, result(judged(NOW, users=people)))
    (one,) = history.credentials(CredentialFilter(types=(CredentialType.PASSWORD,))).items

    assert (one.user_name, one.risk_level, one.created_at) == ("carol", RiskLevel.HIGH, days_ago(300))


def test_names_of_accounts_are_kept_where_a_run_does_not_know_them(history):
    save(history, result(judged(NOW)))
    nameless = msgspec.structs.replace(unread(), account=account(name=""))
    save(history, result(nameless, at=later(1)))

    assert history.accounts()[0].name == "production"


def test_what_no_audit_notices_can_be_noted(history):
    run(history, 0, OLD)
    one = history.credential(OLD.id).record
    history.note(
        Event(at=later(1), kind=EventKind.ALERTED, account_id=ACCOUNT_ID, credential_id=one.id, by="security")
    )
    last = history.credential(OLD.id).events[-1]

    assert (last.kind, last.at, last.by) == (EventKind.ALERTED, later(1), "security")
    assert history.diff("1", "1").credentials == ()


def test_the_run_of_a_moment_is_the_last_one_before_it(history):
    run(history, 0, OLD)
    run(history, 2, OLD)

    assert [history.run_at(later(day)) and history.run_at(later(day)).number for day in (-1, 0, 1, 5)] == [
        None,
        1,
        1,
        2,
    ]
    assert [one.number for one in history.runs(limit=1, before=2)] == [1]


def test_who_can_do_what_is_remembered_and_when_that_changed(history):
    admin = policy(
        document='{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}'
    )

    def people(*inline):
        return (user("alice", permissions=permissions(inline=inline)),)

    for day, users in enumerate((people(), people(admin), ())):
        save(history, result(judged(later(day), access_keys=(OLD,), users=users), at=later(day)))
    tiers = [
        (one.principal, one.before, one.after) for one in history.events(2) if one.kind is EventKind.TIER
    ]

    assert (people()[0].arn, "none", "admin") in tiers
    assert (None, "none", "admin") in tiers
    assert history.principals() == ()
    assert history.credential(OLD.id).principal.privilege.upper is Tier.ADMIN


def test_controls_are_told_as_they_stand_and_as_they_stood(history):
    framework = Framework(
        id="x",
        name="X",
        controls=(
            Control(id="age", checks=("access-key-age",)),
            Control(id="other", checks=("user-mfa-all",)),
        ),
    )

    def statuses(run=None):
        return {one.id: one.status for one in history.controls(framework, run)}

    run(history, 0, OLD)
    run(history, 1, access_key(age_days=2))
    save(history, result(unread(OTHER), at=later(2)))

    assert statuses(1) == {"age": ControlStatus.FAILED, "other": ControlStatus.NOT_COVERED}
    assert statuses(2)["age"] is ControlStatus.PASSED
    assert statuses()["age"] is ControlStatus.NOT_EVALUATED


def test_a_long_difference_is_listed_in_part_and_counted_in_whole(history):
    save(history, of())
    save(history, of(bare(1), bare(2), bare(3), at=later(1)))
    told = history.diff(limit=2)

    assert (len(told.findings), told.counts.new, told.truncated) == (2, 3, True)
    assert not history.diff(limit=3).truncated


def test_what_one_run_changed_is_listed_worst_first_and_no_more_of_it_than_is_asked_for(history):
    save(history, of(bare(1), bare(2), bare(3, severity=Severity.LOW), bare(4, Status.MUTED), bare(5)))
    low, critical = Severity.LOW, Severity.CRITICAL
    save(
        history,
        of(
            bare(2, severity=critical),
            bare(3, severity=low),
            bare(4),
            bare(5, Status.MUTED, low),
            bare(6),
            bare(7, severity=critical),
            at=later(1),
        ),
    )
    whole = history.diff()
    listed = [(one.finding.resource_id, one.change) for one in whole.findings]

    assert listed[:2] == [("role-7", "new"), ("role-2", "worse")]
    assert set(listed[2:5]) == {("role-1", "fixed"), ("role-6", "new"), ("role-4", "unmuted")}
    assert listed[5:] == [("role-5", "muted")]
    for limit in range(1, 7):
        some = history.diff(limit=limit)
        assert (some.findings, some.counts) == (whole.findings[:limit], whole.counts)
        assert some.truncated == (limit < 6)


def test_what_came_and_went_last_is_told_by_what_happened(history):
    save(history, of(bare(1), bare(2)))
    save(history, of(bare(2), at=later(1)))
    save(history, of(bare(1), bare(2), bare(3, Status.MUTED), at=later(2)))
    told = [(one.kind, one.finding.resource_id, one.at) for one in history.latest()]

    assert told[:2] == [
        (EventKind.REOPENED, "role-1", later(2)),
        (EventKind.RESOLVED, "role-1", later(1)),
    ]
    assert set(told[2:]) == {
        (EventKind.OPENED, "role-1", NOW),
        (EventKind.OPENED, "role-2", NOW),
    }
    assert len(history.latest(1)) == 3


def test_coverage_tells_how_each_account_that_is_there_was_read(history):
    whole = "organization o-exampleorgid"
    save(history, result(judged(NOW), unread(OTHER), scope=whole))
    both = [(one.id, one.name, one.status) for one in history.coverage()]
    save(history, result(unread(OTHER), at=later(1), scope=whole))

    assert both == [(one.id, one.name, one.status) for one in history.accounts()]
    assert [one.id for one in history.coverage()] == [OTHER]


def test_how_many_are_open_and_overdue_is_what_the_findings_say(history):
    deadlines = {Severity.HIGH: 14, Severity.LOW: 3, Severity.CRITICAL: None}

    def agrees(now):
        failing = [
            one
            for one in history.findings(FindingFilter(states=(FindingState.OPEN, FindingState.UNKNOWN))).items
            if one.cycle
        ]
        for one in history.fix_times(deadlines, now):
            of_severity = [found for found in failing if found.severity is one.severity]
            days = deadlines.get(one.severity)
            late = [found for found in of_severity if days is not None and now - found.opened_at > days * DAY]
            assert (one.open, one.overdue) == (len(of_severity), len(late))

    agrees(NOW)
    save(history, of(bare(1), bare(2, severity=Severity.LOW), bare(3), bare(4, Status.NOT_EVALUATED)))
    agrees(later(5))
    save(history, of(bare(1, Status.NOT_EVALUATED), bare(2), bare(3, Status.MUTED), at=later(6)))
    agrees(later(6))
    agrees(later(15))
    fingerprint = next(one.fingerprint for one in history.findings().items if one.resource_id == "role-2")
    save(history, of(bare(1), bare(3), at=later(7)))
    assert history.attribute(fingerprint, "alice")
    agrees(later(15))
    assert sum(one.overdue for one in history.fix_times(deadlines, later(15))) == 2


def test_times_to_fix_can_be_those_of_late_only(history):
    save(history, of(bare(1), bare(2)))
    save(history, of(bare(2), at=later(4)))
    save(history, of(at=later(20)))
    (high,) = (
        one
        for one in history.fix_times({Severity.HIGH: 14}, later(20), since=later(5))
        if one.severity is Severity.HIGH
    )

    assert (high.fixed, high.mean_days, high.fixed_late, high.open) == (1, 20.0, 1, 0)


def test_of_many_changes_the_worst_are_listed(history):
    save(history, of())
    levels = {number: list(Severity)[number % 5] for number in range(20)}
    save(history, of(*(bare(number, severity=level) for number, level in levels.items()), at=later(1)))
    told = history.diff(limit=4)

    assert {one.finding.resource_id for one in told.findings} == {
        f"role-{number}" for number, level in levels.items() if level is Severity.CRITICAL
    }
