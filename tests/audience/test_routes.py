"""Who hears of a finding."""

import msgspec
import pytest

from alert_scenes import OTHER_ACCOUNT, audited, failing, people
from alert_surroundings import alerting
from builders import ACCOUNT_ID
from iam_audit.audience import OWNER, Router
from iam_audit.audit import Judgement
from iam_audit.errors import SettingsError
from iam_audit.ledger import Stage
from iam_audit.model import Kind, Severity, Surroundings
from iam_audit.settings import ClassifySettings

ALICE = {"alice": {"email": "alice@example.com", "team": "red"}}
ALL_STAGES = (Stage.NEW, Stage.REMINDER, Stage.ESCALATED)


def heard(settings=None, tags=ALICE, *, result=None, severity=Severity.MEDIUM):
    """Return who hears of alice's old key, each as the ledger writes it."""
    result = result or audited(people(tags))
    finding = msgspec.structs.replace(failing(result), severity=severity)
    found = Router(result, alerting(**(settings or {}))).routes(finding)
    return [(one.channel, one.recipient) for one in found]


def routed(**match):
    return {"routes": [{"channels": ["hook"], **match}]}


def test_without_routes_all_shared_channels_the_owner_and_the_catch_all_addresses_hear():
    assert heard({"catch_all": ["all@example.com", "hook"]}) == [
        (OWNER, "alice@example.com"),
        ("hook", ""),
        ("team", ""),
        (OWNER, "all@example.com"),
    ]


def test_without_routes_a_threshold_holds_for_all():
    assert heard({"severity": "high"}) == []
    assert heard({"severity": "high"}, severity=Severity.HIGH)


@pytest.mark.parametrize(
    ("match", "fits"),
    [
        ({"severity": "high"}, False),
        ({"severity": "medium"}, True),
        ({"checks": ["access-key-*"]}, True),
        ({"checks": ["root-*"]}, False),
        ({"accounts": [ACCOUNT_ID]}, True),
        ({"accounts": ["ACCOUNT-*"]}, True),
        ({"accounts": [OTHER_ACCOUNT]}, False),
        ({"tags": ["team=red"]}, True),
        ({"tags": ["team=blue"]}, False),
        ({"kinds": ["person"]}, False),
        ({"kinds": ["unknown", "person"]}, True),
        ({"severity": "medium", "tags": ["team=blue"]}, False),
    ],
)
def test_a_route_takes_what_fits_all_that_it_names(match, fits):
    assert heard(routed(**match)) == ([("hook", "")] if fits else [])


def test_people_and_programs_are_told_apart_by_the_rules_of_classify():
    machines = Judgement(classify=ClassifySettings(machine_names=("ali*",)))
    result = audited(people(ALICE), judgement=machines)

    assert heard(routed(kinds=["machine"]), result=result) == [("hook", "")]
    assert heard(routed(kinds=["person"]), result=result) == []
    assert result.accounts[0].bearers[0].kind is Kind.MACHINE


@pytest.mark.parametrize(("unit", "fits"), [("ou-prod", True), ("Prod*", True), ("Sandbox", False)])
def test_a_route_may_be_for_the_accounts_below_a_unit(unit, fits):
    below = Surroundings(units=("ou-prod", "Production", "r-root", "Root"))
    result = audited(people(ALICE, surroundings=below))

    assert heard(routed(units=[unit]), result=result) == ([("hook", "")] if fits else [])


def test_several_routes_add_up_and_nobody_hears_twice():
    routes = [
        {"channels": ["hook"], "stages": ["escalated"]},
        {"channels": ["hook", "owner"], "stages": ["new"]},
    ]
    result = audited(people(ALICE))
    found = Router(result, alerting(routes=routes)).routes(failing(result))

    assert [(one.channel, one.stages) for one in found] == [
        ("hook", (Stage.NEW, Stage.ESCALATED)),
        (OWNER, (Stage.NEW,)),
    ]


def test_a_route_may_name_addresses():
    assert heard({"routes": [{"channels": ["Boss@example.com"]}]}) == [(OWNER, "boss@example.com")]


def test_what_has_no_owner_goes_to_the_catch_all():
    settings = {"routes": [{"channels": ["owner"]}], "catch_all": ["team", "all@example.com"]}

    assert heard(settings, {"alice": {}}) == [("team", ""), (OWNER, "all@example.com")]


def test_an_owner_whom_no_channel_reaches_counts_as_none():
    settings = {"routes": [{"channels": ["owner"]}], "catch_all": ["team"], "owner_channels": ["post"]}

    assert heard(settings, {"alice": {"slack": "U0ALICE"}}) == [("team", "")]


def test_what_nobody_can_be_told_is_counted():
    result = audited(people({"alice": {}}))
    router = Router(result, alerting(routes=[{"channels": ["owner"]}]))

    assert router.routes(failing(result)) == ()
    assert router.unheard == 1


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (
            {"routes": [{"channels": ["hok"]}]},
            "routes: there is no channel 'hok' in the settings. Did you mean 'hook'",
        ),
        ({"routes": [{"channels": ["post"]}]}, "routes: post reaches single people; write `owner`"),
        ({"catch_all": ["tem"]}, "catch_all: there is no channel 'tem'"),
        ({"owner_channels": ["hook"]}, "owner_channels: hook reaches no single person"),
        ({"owner_channels": ["pots"]}, "owner_channels: there is no channel 'pots'"),
        (
            {"catch_all": ["a@example.com"], "owner_channels": ["chat"]},
            "catch_all: a@example.com needs a channel of the kind mail-owner",
        ),
        ({"templates": "/does/not/exist"}, "[alerts] templates: there is no folder /does/not/exist"),
    ],
)
def test_what_does_not_fit_together_is_refused(settings, said):
    with pytest.raises(SettingsError) as refused:
        alerting(**settings)

    assert said in str(refused.value)


def test_a_channel_cannot_be_called_owner():
    with pytest.raises(SettingsError, match="no channel can be called 'owner'"):
        alerting(channels={"owner": {"kind": "webhook", "url": "https://example.com"}})


def test_owners_need_a_channel_that_reaches_people():
    with pytest.raises(SettingsError, match="`owner` needs a channel of the kind mail-owner or slack-owner"):
        alerting(
            channels={"hook": {"kind": "webhook", "url": "https://example.com"}},
            routes=[{"channels": ["owner"]}],
        )


def test_some_channels_alone_leave_the_others_out():
    only = alerting(catch_all=["all@example.com"]).only(["hook"])

    assert [route.channels for route in only.routes] == [("hook",)]
    assert only.asked_for == {"hook"}


@pytest.mark.parametrize(("asked", "chain"), [("owner", ("chat", "post")), ("post", ("post",)), ("hook", ())])
def test_a_channel_for_owners_stands_for_the_way_to_them(asked, chain):
    only = alerting().only([asked])

    assert only.owner_channels == chain
    assert only.asked_for == ({"hook"} if asked == "hook" else {OWNER})


def test_channels_that_are_not_there_cannot_be_asked_for():
    with pytest.raises(SettingsError, match=r"--channel: there is no channel 'hok'"):
        alerting().only(["hok"])
