"""The resources that a statement is about, as patterns: what they hold, where they meet, and what fits them."""

import pytest

from accounts import document
from builders import user
from iam_audit.policy.areas import EVERYWHERE, NOWHERE, Area, actions_in, area, holds_all, meet, parts
from iam_audit.policy.arn_formats import fitting
from iam_audit.policy.catalogue import catalogue
from iam_audit.policy.document import parse_policy, parse_trust
from iam_audit.policy.facts import facts_of
from iam_audit.policy.globs import literal
from iam_audit.policy.reading import Reading

A, B, STARTING_WITH_A = Area(("a",)), Area(("b",)), Area(("a*",))
NOT_A, NOT_B, NOT_STARTING_WITH_A = (Area(each.patterns, negated=True) for each in (A, B, STARTING_WITH_A))
ALL_BUT_NOTHING, ALL_BUT_ALL = Area((), negated=True), Area(("*",), negated=True)
FACTS = facts_of(user(tags={}))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        pytest.param(A, A, True, id="the same"),
        pytest.param(A, B, False, id="two others"),
        pytest.param(STARTING_WITH_A, A, True, id="a pattern and one of its texts"),
        pytest.param(A, NOT_A, False, id="one, and all but it"),
        pytest.param(NOT_A, A, False, id="all but one, and it"),
        pytest.param(STARTING_WITH_A, NOT_A, True, id="a pattern, and all but one of its texts"),
        pytest.param(A, NOT_STARTING_WITH_A, False, id="one, and all outside a pattern that matches it"),
        pytest.param(NOT_A, NOT_B, True, id="all but one, and all but another"),
        pytest.param(NOWHERE, EVERYWHERE, False, id="nothing"),
        pytest.param(ALL_BUT_ALL, EVERYWHERE, False, id="all but everything"),
    ],
)
def test_meeting(one, other, expected):
    assert meet(one, other) is expected
    assert meet(other, one) is expected


@pytest.mark.parametrize(
    ("outer", "inner", "expected"),
    [
        pytest.param(EVERYWHERE, NOT_A, True, id="everything holds all"),
        pytest.param(ALL_BUT_NOTHING, A, True, id="all but nothing is everything"),
        pytest.param(A, NOWHERE, True, id="nothing is in anything"),
        pytest.param(NOWHERE, A, False, id="nothing holds nothing else"),
        pytest.param(STARTING_WITH_A, A, True, id="a pattern holds its texts"),
        pytest.param(A, STARTING_WITH_A, False, id="and not the other way round"),
        pytest.param(NOT_B, A, True, id="all but another"),
        pytest.param(NOT_A, STARTING_WITH_A, False, id="all but one of them"),
        pytest.param(NOT_A, NOT_STARTING_WITH_A, True, id="fewer exceptions hold more"),
        pytest.param(NOT_STARTING_WITH_A, NOT_A, False, id="more exceptions hold less"),
        pytest.param(STARTING_WITH_A, NOT_A, False, id="a list never holds all but some"),
    ],
)
def test_holding(outer, inner, expected):
    assert holds_all(outer, inner) is expected


def test_parts_are_the_patterns_of_a_list():
    assert list(parts(Area(("a", "b")))) == [A, B]
    assert list(parts(Area(("a", "b"), negated=True))) == [Area(("a", "b"), negated=True)]
    assert list(parts(A)) == [A]


def of(resource, reading=Reading.WIDEST, key="Resource"):
    (statement,) = parse_policy(document({"Effect": "Allow", "Action": "*", key: resource}))
    return area(statement, FACTS, reading)


@pytest.mark.parametrize(
    ("resource", "expected"),
    [
        pytest.param("*", EVERYWHERE, id="everything"),
        pytest.param("**", EVERYWHERE, id="asterisks side by side"),
        pytest.param("arn:aws:sqs", Area(("arn:aws:sqs:*:*:*",)), id="fields left out"),
        pytest.param("arn:aws:s3:::${aws:username}/*", Area(("arn:aws:s3:::alice/*",)), id="a variable"),
        pytest.param("arn:aws:s3:::${aws:SourceIp}/x", Area(("arn:aws:s3:::*/x",)), id="an unknown variable"),
        pytest.param("arn:aws:s3:::${aws:PrincipalTag/none}", NOWHERE, id="a variable without value"),
    ],
)
def test_the_widest_reading(resource, expected):
    assert of(resource) == expected


def test_an_asterisk_in_a_tag_is_a_letter_like_others():
    (statement,) = parse_policy(
        document({"Effect": "Allow", "Action": "*", "Resource": "${aws:PrincipalTag/team}"})
    )
    found = area(statement, facts_of(user(tags={"team": "a*"})), Reading.WIDEST)

    assert meet(found, Area((literal("a*"),)))
    assert not meet(found, Area(("ab",)))


def test_the_narrowest_reading_leaves_out_what_is_doubtful():
    assert of("arn:aws:s3:::${aws:SourceIp}/x", Reading.NARROWEST) == NOWHERE
    assert of(["a", "arn:aws:s3:::${aws:PrincipalTag/none}"], Reading.NARROWEST) == NOWHERE
    assert of("arn:aws:s3:::${aws:SourceIp}/x", Reading.NARROWEST, "NotResource").patterns == (
        "arn:aws:s3:::*/x",
    )


def test_a_trust_policy_is_about_no_resource():
    trust = {"Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": "*"}]}
    (statement,) = parse_trust(str(trust).replace("'", '"'))

    assert area(statement, FACTS, Reading.WIDEST) == NOWHERE
    assert actions_in(statement) == 0


def fits(pattern, action):
    return bool(fitting(pattern) >> catalogue().places[action] & 1)


@pytest.mark.parametrize(
    ("pattern", "action", "expected"),
    [
        ("*", "s3:listallmybuckets", True),
        ("arn:aws:s3:::b", "s3:listallmybuckets", False),
        ("arn:aws:s3:::b", "s3:listbucket", True),
        ("arn:aws:s3:::b/*", "s3:listbucket", False),
        ("arn:aws:s3:::b/*", "s3:getobject", True),
        ("arn:aws:s3:::b*", "s3:getobject", True),
        ("arn:aws:s3:::b", "iam:getuser", False),
        ("arn:aws:iam::123456789012:user/a", "iam:getuser", True),
        ("arn:aws:iam::123456789012:user/a", "iam:getrole", False),
        ("arn:aws:iam:eu-west-1:123456789012:user/a", "iam:getuser", False),
        ("arn:aws-cn:iam::123456789012:user/a", "iam:getuser", True),
        ("arn:aws:*:*:*:*", "iam:getuser", True),
        ("arn:aws:i*", "iam:getuser", True),
        ("arn:aws:i*", "s3:getobject", False),
        ("arn:*", "s3:getobject", True),
        ("a*", "s3:getobject", True),
        ("a*", "s3:listallmybuckets", False),
        ("arn:aws:nothing:::x", "s3:getobject", False),
    ],
)
def test_what_an_action_can_be_allowed_on(pattern, action, expected):
    assert fits(pattern, action) is expected


def test_all_but_some_resources_take_every_action():
    (some,) = parse_policy(document({"Effect": "Allow", "Action": "*", "NotResource": "arn:aws:s3:::b"}))
    (none,) = parse_policy(document({"Effect": "Allow", "Action": "*", "NotResource": "*"}))

    assert actions_in(some) == catalogue().all
    assert actions_in(none) == 0
