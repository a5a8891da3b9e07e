from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import ACCOUNT_ID, KEY_ID, NOW, days_ago
from iam_audit.model import Waiver
from iam_audit.remediate import Rule
from iam_audit.remediate.guards import not_armed, refusal, refusals
from iam_audit.remediate.rules import Caller, Rules
from remediate.planned import ALICE, AUDITOR, facts, proof, rules, step, target


def rule_of(made, known=None, by=None, caller=AUDITOR, now=NOW):
    found = refusal(made, known or facts(), by or rules(), caller, now)
    return found.rule if found else None


def waiver(**fields):
    values = {
        "check": "access-key-unused",
        "account": "*",
        "resource": "user/alice",
        "reason": "Vendor moves.",
    }
    values |= {"approver": "jane@example.com", "expires": date(2026, 4, 1), "source": "waivers.toml, entry 1"}
    return Waiver(**(values | fields))


def test_a_key_that_nobody_has_used_for_long_may_be_switched_off():
    assert rule_of(step()) is None


@pytest.mark.parametrize(
    "of",
    [
        pytest.param(target(user_name="<root_account>"), id="by the name in the report"),
        pytest.param(target(type="root", id="root"), id="by the type"),
        pytest.param(target(arn=f"arn:aws:iam::{ACCOUNT_ID}:root"), id="by the ARN"),
    ],
)
def test_root_is_never_touched(of):
    assert rule_of(step(target=of)) is Rule.ROOT


@pytest.mark.parametrize(
    "caller",
    [
        pytest.param(Caller(arns=(ALICE,)), id="the user itself"),
        pytest.param(Caller(arns=(), key_ids=(KEY_ID,)), id="the key in use"),
        pytest.param(
            Caller(arns=("arn:aws:sts::999999999999:assumed-role/admin/Alice",)), id="a session of that name"
        ),
        pytest.param(
            Caller(arns=("arn:aws:sts::999999999999:assumed-role/AWSReservedSSO_x_1/alice@example.com",)),
            id="the user of Identity Center",
        ),
        pytest.param(Caller(arns=AUDITOR.arns, unknown="the profile cannot be read"), id="somebody unknown"),
    ],
)
def test_the_identity_that_runs_the_program_is_never_touched(caller):
    assert rule_of(step(), caller=caller) is Rule.CALLER


def test_a_caller_without_a_name_in_common_is_known_by_its_arn():
    root = Caller(arns=(f"arn:aws:iam::{ACCOUNT_ID}:user/team/alice",))
    [refused] = refusals(step(), facts(user_arn=root.arns[0]), rules(), root, NOW)

    assert refused.why == "It belongs to the identity that runs this program."


def test_the_permission_set_of_the_session_in_use_is_not_taken_away():
    caller = Caller(arns=("arn:aws:sts::1:assumed-role/AWSReservedSSO_Admins_0123456789abcdef/jane",))
    of = target(type="permission-set", id="x", user_name=None, details={"permission_set": "Admins"})

    assert (
        rule_of(step(action="unassign-permission-set", target=of, idle_days=None), caller=caller)
        is Rule.CALLER
    )


@pytest.mark.parametrize("pattern", ["alice", "ALI*", ALICE, KEY_ID])
def test_the_list_for_emergencies_may_name_users_arns_and_keys(pattern):
    assert rule_of(step(), by=rules(break_glass=(pattern,))) is Rule.BREAK_GLASS


def test_an_arn_on_that_list_refuses_whoever_has_none_that_is_known():
    known = facts(user_arn=...)

    assert rule_of(step(), known, rules(break_glass=("arn:aws:iam::*:user/bob",))) is Rule.EXEMPTION_UNKNOWN


@pytest.mark.parametrize(
    ("held", "protects"),
    [
        pytest.param(waiver(), True, id="of the user"),
        pytest.param(waiver(check="user-mfa-all"), True, id="of the user, for something else"),
        pytest.param(waiver(resource=KEY_ID), True, id="of the key"),
        pytest.param(waiver(resource=ALICE), True, id="by ARN"),
        pytest.param(waiver(resource="user/bob"), False, id="of somebody else"),
        pytest.param(waiver(expires=date(2026, 3, 19)), True, id="on its last day"),
        pytest.param(waiver(expires=date(2026, 3, 18)), False, id="lapsed"),
        pytest.param(waiver(given=date(2026, 3, 20)), False, id="not yet in force"),
        pytest.param(waiver(account="111122223333"), False, id="of another account"),
        pytest.param(waiver(account="production"), True, id="of an account whose name is not known"),
        pytest.param(waiver(resource="*", account=ACCOUNT_ID), True, id="of all users, for this check"),
        pytest.param(
            waiver(resource="*", account=ACCOUNT_ID, check="user-mfa-all"),
            False,
            id="of all, for another check",
        ),
    ],
)
def test_what_a_waiver_in_force_names_is_left_alone(held, protects):
    by = Rules(settings=rules().settings, waivers=(held,))

    assert (rule_of(step(), by=by) is Rule.WAIVED) is protects


@pytest.mark.parametrize(
    ("tags", "rule"),
    [
        ({"w": "access-key-unused until=2026-04-01 by=jane@example.com reason=Vendor moves"}, Rule.WAIVED),
        ({"w": "access-key-unused until=2026-03-01 by=jane@example.com reason=Vendor moves"}, None),
        ({"w": "please leave me alone"}, Rule.EXEMPTION_UNKNOWN),
        (..., Rule.EXEMPTION_UNKNOWN),
        ({}, None),
    ],
)
def test_waivers_in_tags_count_where_they_are_honoured_and_those_that_cannot_be_read_refuse(tags, rule):
    by = Rules(settings=rules(managed_tags=()).settings, waiver_tag="w")

    assert rule_of(step(), facts(user_tags=tags), by) is rule


@pytest.mark.parametrize(
    ("settings", "fact"),
    [
        pytest.param({"exempt_names": ("ali?e",)}, {}, id="name"),
        pytest.param({"exempt_paths": ("legacy",)}, {"user_path": "/legacy/x/"}, id="path"),
        pytest.param({"exempt_groups": ("keep-*",)}, {"user_groups": ["devs", "keep-alive"]}, id="group"),
        pytest.param({"exempt_tags": ("hold=legal*",)}, {"user_tags": {"Hold": "Legal 7"}}, id="tag"),
        pytest.param(
            {"exempt_until_tag": "hold"}, {"user_tags": {"hold": "2026-03-19"}}, id="tag with a day"
        ),
    ],
)
def test_exempt_users_are_left_alone(settings, fact):
    assert rule_of(step(), facts(**fact), rules(**settings)) is Rule.EXEMPT
    assert rule_of(step(), facts(), rules(**settings)) is (
        Rule.EXEMPT if "exempt_names" in settings else None
    )


@pytest.mark.parametrize(
    ("settings", "fact"),
    [
        ({"exempt_paths": ("/legacy/",)}, "user_path"),
        ({"exempt_groups": ("keep",)}, "user_groups"),
        ({"exempt_tags": ("hold=x",), "managed_tags": ()}, "user_tags"),
        ({"exempt_until_tag": "hold", "managed_tags": ()}, "user_tags"),
        ({}, "user_tags"),
    ],
)
def test_an_exemption_that_could_not_be_looked_up_refuses(settings, fact):
    assert rule_of(step(), facts(**{fact: ...}), rules(**settings)) is Rule.EXEMPTION_UNKNOWN


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        ("2026-03-18", None),
        ("2026-06-17", Rule.EXEMPT),
        ("2026-06-18", Rule.EXEMPTION_UNKNOWN),
        ("2099-01-01", Rule.EXEMPTION_UNKNOWN),
        ("for ever", Rule.EXEMPTION_UNKNOWN),
    ],
)
def test_a_tag_that_anybody_may_write_exempts_for_a_limited_time_and_never_in_silence(value, rule):
    assert rule_of(step(), facts(user_tags={"hold": value}), rules(exempt_until_tag="hold")) is rule


@pytest.mark.parametrize(
    "tags", [{"aws:cloudformation:stack-name": "x"}, {"Managed-By": "terraform"}, {"Terraform": "true"}]
)
def test_what_code_looks_after_needs_somebody_who_insists(tags):
    assert rule_of(step(), facts(user_tags=tags)) is Rule.MANAGED
    assert rule_of(step(forced=True), facts(user_tags=tags)) is None


@pytest.mark.parametrize(
    ("fact", "rule"),
    [
        pytest.param({"last_used_at": days_ago(91).isoformat()}, None, id="90 days and the margin"),
        pytest.param({"last_used_at": days_ago(90.9).isoformat()}, Rule.IN_USE, id="within the margin"),
        pytest.param({"last_used_at": days_ago(-1).isoformat()}, Rule.IN_USE, id="used in the future"),
        pytest.param({"last_used_at": ...}, Rule.USE_UNKNOWN, id="not told"),
        pytest.param({"last_used_at": "lately"}, Rule.USE_UNKNOWN, id="not understood"),
        pytest.param({"last_used_at": None}, None, id="never, and old"),
        pytest.param(
            {"last_used_at": None, "key_created_at": days_ago(60).isoformat()},
            Rule.TOO_YOUNG,
            id="never, and young",
        ),
        pytest.param(
            {"last_used_at": None, "key_created_at": ...}, Rule.TOO_YOUNG, id="never, of unknown age"
        ),
        pytest.param({"key_created_at": days_ago(13).isoformat()}, Rule.TOO_YOUNG, id="just made"),
        pytest.param(
            {"last_used_at": ..., "quiet_since": "2015-04-22T00:00:00+00:00"},
            None,
            id="quiet since records began",
        ),
        pytest.param(
            {"last_used_at": ..., "quiet_since": days_ago(60).isoformat()},
            Rule.USE_UNKNOWN,
            id="quiet for 60 days",
        ),
    ],
)
def test_a_key_is_only_touched_when_it_certainly_lay_idle(fact, rule):
    assert rule_of(step(), facts(**fact)) is rule


@pytest.mark.parametrize("action", ["deactivate-access-key", "delete-access-key", "delete-user"])
def test_a_step_that_forgets_to_ask_for_use_is_refused_unless_the_key_leaked(action):
    assert rule_of(step(action=action, idle_days=None)) is Rule.USE_UNKNOWN
    leaked = proof("user-quarantine-policy-attached")
    in_use = facts(last_used_at=days_ago(0).isoformat())
    assert rule_of(step(action=action, idle_days=None, proof=leaked), in_use) is None


def test_what_could_not_be_read_at_all_is_left_alone():
    assert rule_of(step(), {"key_status": "Active"}) is Rule.UNREADABLE


def test_a_user_who_is_gone_leaves_nothing_to_do():
    assert rule_of(step(), {"user": None}) is Rule.DONE


def test_a_password_is_only_taken_when_it_lay_idle():
    of = target(type="user", id="alice")
    made = step(action="remove-console-password", target=of)
    idle = {"password_last_used_at": days_ago(200).isoformat()}

    assert rule_of(made, facts(**idle)) is None
    assert rule_of(made, facts(password_last_used_at=days_ago(3).isoformat())) is Rule.IN_USE
    assert rule_of(made, facts(last_used_at=...)) is Rule.USE_UNKNOWN


def test_an_account_that_is_not_armed_is_not_changed():
    assert not_armed(step(), rules()) is None
    refused = not_armed(step(), rules(armed=()))
    assert refused
    assert refused.rule is Rule.NOT_ARMED


def test_nor_is_one_that_an_assignment_leads_into():
    into = target(type="permission-set", id="x", user_name=None, details={"into": "444455556666"})

    assert not_armed(step(target=into), rules(armed=(ACCOUNT_ID,)))
    assert not_armed(step(target=into), rules(armed=(ACCOUNT_ID, "444455556666"))) is None


PROTECTIONS = st.fixed_dictionaries(
    {},
    optional={
        "break_glass": st.just(("ali*",)) | st.just(("bob",)),
        "exempt_names": st.just(("alice",)) | st.just(("bob",)),
        "exempt_paths": st.just(("/legacy/",)),
        "exempt_groups": st.just(("keep",)),
        "exempt_tags": st.just(("hold=*",)),
        "exempt_until_tag": st.just("hold"),
        "min_age_days": st.integers(0, 500),
        "margin_days": st.integers(1, 300),
    },
)
FACTS = st.fixed_dictionaries(
    {},
    optional={
        "user_tags": st.sampled_from([..., {}, {"hold": "2026-04-01"}, {"terraform": "yes"}]),
        "user_groups": st.sampled_from([..., [], ["keep"]]),
        "user_path": st.sampled_from([..., "/", "/legacy/"]),
        "last_used_at": st.sampled_from([..., None])
        | st.integers(0, 300).map(lambda n: days_ago(n).isoformat()),
        "key_created_at": st.just(...) | st.integers(0, 500).map(lambda n: days_ago(n).isoformat()),
    },
)


@given(PROTECTIONS, PROTECTIONS, FACTS)
def test_adding_protection_never_lets_more_through(some, more, known):
    both = some | more
    for name in ("min_age_days", "margin_days"):
        if name in some and name in more:
            both[name] = max(some[name], more[name])
    both = {
        name: max(value, {"min_age_days": 14, "margin_days": 1}[name]) if isinstance(value, int) else value
        for name, value in both.items()
    }
    some = {
        name: max(value, {"min_age_days": 14, "margin_days": 1}[name]) if isinstance(value, int) else value
        for name, value in some.items()
    }
    if some.get("break_glass") != both.get("break_glass"):
        both["break_glass"] = (*some.get("break_glass", ()), *both["break_glass"])
    if some.get("exempt_names") != both.get("exempt_names"):
        both["exempt_names"] = (*some.get("exempt_names", ()), *both["exempt_names"])
    before = {one.rule for one in refusals(step(), facts(**known), rules(**some), AUDITOR, NOW)}
    after = {one.rule for one in refusals(step(), facts(**known), rules(**both), AUDITOR, NOW)}

    assert not before or after


@given(
    FACTS,
    st.sampled_from(["user", "user_tags", "user_groups", "user_path", "last_used_at", "key_created_at"]),
)
def test_knowing_less_never_lets_more_through(known, hidden):
    strict = rules(exempt_paths=("/x/",), exempt_groups=("x",), exempt_tags=("x=y",))
    before = refusals(step(), facts(**known), strict, AUDITOR, NOW)
    after = refusals(step(), facts(**(known | {hidden: ...})), strict, AUDITOR, NOW)

    assert after
    assert not before or after


@given(st.integers(0, 400 * 24 * 60))
def test_no_key_that_was_used_within_the_period_and_the_margin_gets_through(minutes):
    used = NOW - timedelta(minutes=minutes)
    allowed = not refusals(step(), facts(last_used_at=used.isoformat()), rules(), AUDITOR, NOW)

    assert allowed is (minutes >= 91 * 24 * 60)
