"""The data that ships: the actions of AWS, the ways to more power, what is sensitive."""

from itertools import groupby

import pytest

from iam_audit.policy.catalogue import bits, catalogue, places_of
from iam_audit.policy.escalations import How, Sensitive, escalations, known_by, pair, sensitive

RETIRED: frozenset[str] = frozenset()
"""Actions that we name and that AWS has withdrawn since: they stay for policies that still name them."""
NAMED = sorted({name.lower() for each in escalations() for name in each.actions})


def test_every_action_of_a_way_exists_or_is_listed_as_retired():
    assert [name for name in NAMED if name not in catalogue().places and name not in RETIRED] == []


@pytest.mark.parametrize("kind", Sensitive.__struct_fields__)
def test_every_sensitive_action_exists(kind):
    listed = getattr(sensitive(), kind)

    assert [name for name in listed if name.lower() not in catalogue().places] == []
    assert len({*listed}) == len(listed)


def test_ids_are_unique_and_no_alias_is_somebody_elses_id():
    ids = [each.id for each in escalations()]
    aliases = [alias for each in escalations() for alias in each.aliases]

    assert len({*ids}) == len(ids)
    assert len({*aliases}) == len(aliases)
    assert not {*ids} & {*aliases}


@pytest.mark.parametrize("each", escalations(), ids=lambda each: each.id)
def test_every_way_can_be_verified_as_it_says(each):
    assert each.title[0].isupper()
    assert bool(each.services) is (each.how is How.PASS_ROLE)
    assert (each.kind in "DE") <= (each.how is How.BEYOND)
    if each.how is How.PASS_ROLE:
        assert each.actions[0] == "iam:PassRole"
        assert len(each.actions) > 1


def test_every_how_has_a_way():
    assert [how for how in How if not known_by()[how]] == []


def test_a_pair_that_nobody_published_is_named_by_its_parts():
    giving, taking = known_by()[How.POLICY_VERSION][0], known_by()[How.PASS_ROLE][0]
    made = pair(giving, taking)

    assert made.id == f"{giving.id}+{taking.id}"
    assert made.actions == (*giving.actions, *taking.actions)


def test_the_catalogue_says_which_one_it_is():
    assert catalogue().version.startswith("0.")
    assert catalogue().date >= "2026-10-27"


def test_actions_stand_in_the_order_of_their_names_within_a_service_and_each_has_one_level():
    known = catalogue()
    found = 0
    for each in known.levels.values():
        assert not found & each
        found |= each

    services = [[*names] for _, names in groupby(known.names, lambda name: name.partition(":")[0])]
    assert len(services) == len({names[0].partition(":")[0] for names in services})
    assert all(names == sorted(set(names)) for names in services)
    assert found == known.all
    assert len(known.names) > 20_000


@pytest.mark.parametrize(
    ("action", "level"),
    [
        ("s3:getobject", "r"),
        ("s3:listallmybuckets", "l"),
        ("s3:putobject", "w"),
        ("s3:putbuckettagging", "t"),
        ("s3:putbucketpolicy", "p"),
        ("iam:createaccesskey", "p"),
        ("iam:tagrole", "p"),
        ("sso:createpermissionset", "p"),
        ("organizations:attachpolicy", "p"),
        ("ec2:createtags", "t"),
    ],
)
def test_levels(action, level):
    assert catalogue().levels[level] >> catalogue().places[action] & 1


def test_names_with_a_prefix_stand_side_by_side():
    known = catalogue()
    places = known.starting_with("s3:getobject")

    assert {known.names[place] for place in places} == {
        name for name in known.names if name.startswith("s3:getobject")
    }
    assert not known.starting_with("nothing:")


def test_bits_of_nothing_are_none():
    assert bits(()) == 0
    assert bits((0, 9)) == 0b10_0000_0001


@pytest.mark.parametrize(
    "places",
    [
        pytest.param((), id="none"),
        pytest.param((0,), id="the first"),
        pytest.param((7, 2047, 2048, 4096, 21_999), id="at both sides of where a set is cut"),
        pytest.param(tuple(range(1, 9000, 3)), id="thousands"),
    ],
)
def test_the_actions_of_a_set_come_in_order(places):
    assert tuple(places_of(bits(places))) == places


def test_what_most_questions_are_about_comes_first():
    known = catalogue()

    assert known.names[0] == min(name for name in known.names if name.startswith("iam:"))
    assert max(known.starting_with("sts:")) < len(known.names) // 100


def test_a_prefix_of_a_service_takes_all_services_that_start_with_it():
    known = catalogue()
    places = known.starting_with("s3")

    assert {known.names[place] for place in places} == {name for name in known.names if name.startswith("s3")}
    assert len({known.names[place].partition(":")[0] for place in places}) > 1
    assert len(known.starting_with("")) == len(known.names)
