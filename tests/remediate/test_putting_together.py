import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import ACCOUNT_ID, NOW
from iam_audit.errors import SettingsError, UsageError
from iam_audit.model import Severity
from iam_audit.remediate import Rule, Stage
from iam_audit.remediate.account_part import Part
from iam_audit.remediate.planning import Making, actions_called, put_together
from iam_audit.settings import RemediateSettings
from remediate.planned import proof, rules, step, target

MAKING = Making(id="plan-1", created_by="maker", scope="everything", now=NOW)


def steps(count, **fields):
    return tuple(step(target=target(id=f"AKIA{n:016}"), **fields) for n in range(count))


def made(*parts, limit=None, **settings):
    return put_together(parts, MAKING, rules(**settings), limit)


def part(of, size=1000):
    return Part(steps=of, populations={f"{ACCOUNT_ID}|access-key": size})


def test_the_worst_comes_first():
    import msgspec

    urgent = step(target=target(id="z"), proof=msgspec.structs.replace(proof(), severity=Severity.CRITICAL))

    assert made(part((*steps(2), urgent))).steps[0] == urgent


def test_a_plan_that_would_change_too_much_changes_nothing():
    plan = made(part(steps(26)))

    assert plan.steps == ()
    assert {one.rule for one in plan.refusals} == {Rule.CAPPED}
    assert len(plan.refusals) == 26
    assert "26 changes" in plan.refusals[0].why
    assert "--limit" in plan.refusals[0].why


def test_messages_go_out_all_the_same():
    plan = made(part((*steps(26), *steps(3, stage=Stage.WARNING, action="warn-owner"))))

    assert [one.stage for one in plan.steps] == [Stage.WARNING] * 3


def test_with_a_limit_the_rest_is_left_for_the_next_plan():
    plan = made(part(steps(26)), limit=20)

    assert len(plan.steps) == 20
    assert [one.rule for one in plan.refusals] == [Rule.CAPPED] * 6
    assert plan.refusals[0].why == "Left for the next plan: --limit 20."


def test_a_plan_is_of_the_rules_that_it_was_made_under():
    assert made(part(())).rules == made(part(())).rules
    assert made(part(())).rules != made(part(()), idle_days=30).rules
    assert made(part(())).rules == made(part(()), armed=()).rules


def test_it_expires():
    assert (made(part(()), plan_hours=5).expires_at - NOW).total_seconds() == 5 * 3600


@given(st.integers(0, 60), st.integers(1, 60), st.integers(1, 60), st.integers(0, 200))
def test_no_plan_ever_exceeds_its_limits(count, most, per_account, size):
    plan = made(part(steps(count), size), max_steps=most, max_steps_per_account=per_account)

    assert len(plan.steps) in (0, count)
    assert len(plan.steps) <= min(most, per_account)
    assert len(plan.steps) <= max(1, size * 25 // 100)
    assert len(plan.steps) + len(plan.refusals) == count


def test_without_names_it_is_the_ladder():
    assert actions_called((), RemediateSettings(), "settings") == ((), True)


def test_who_names_the_deletion_gets_the_ladder_and_the_keys_that_others_switched_off():
    [action], ladder = actions_called(
        ("delete-access-key",), RemediateSettings(quarantine_days=45), "settings"
    )

    assert (action.id, action.quiet_days) == ("delete-access-key", 45)
    assert ladder


@pytest.mark.parametrize("name", ["warn-owner", "deactivate-access-key"])
def test_nobody_gets_past_the_warnings_by_naming_an_action(name):
    assert actions_called((name,), RemediateSettings(), "settings") == ((), True)


def test_other_actions_are_planned_without_the_ladder():
    chosen, ladder = actions_called(("Activate-Access-Key",), RemediateSettings(), "settings")

    assert [one.id for one in chosen] == ["activate-access-key"]
    assert not ladder


def test_an_action_that_does_not_exist_is_refused_with_the_nearest():
    with pytest.raises(UsageError, match="Did you mean 'delete-access-key'"):
        actions_called(("delete-acess-key",), RemediateSettings(), "settings")


@pytest.mark.parametrize(
    ("action", "option", "instead"),
    [
        ("deactivate-access-key", "idle_days", "idle_days"),
        ("deactivate-access-key", "min_age_days", "min_age_days"),
        ("delete-access-key", "quiet_days", "quarantine_days"),
    ],
)
def test_an_option_that_would_do_nothing_is_refused(action, option, instead):
    with pytest.raises(SettingsError, match=rf"{option} of {action} is set as {instead} in \[remediate\]"):
        actions_called((), RemediateSettings(actions={action: {option: 3}}), "settings")
