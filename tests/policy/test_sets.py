"""The actions and resources that an element of a statement speaks of, read widely and narrowly."""

import pytest

from builders import user
from iam_audit.policy.actions import action_set
from iam_audit.policy.document import Names
from iam_audit.policy.facts import facts_of
from iam_audit.policy.reading import Reading
from iam_audit.policy.resources import resource_set

WIDEST, NARROWEST = Reading.WIDEST, Reading.NARROWEST
FACTS = facts_of(user(tags={"team": "red"}))


@pytest.mark.parametrize(
    ("text", "action", "holds"),
    [
        ("IAM:PutUserPolicy", "iam:putuserpolicy", True),
        ("iam:?utUserPolicy", "iam:putuserpolicy", True),
        ("s3:Get*Acl", "s3:getbucketacl", True),
        ("*", "s3:getobject", True),
        ("**", "s3:getobject", True),
        ("*:*", "s3:getobject", True),
        ("s3:", "s3:getobject", False),
        ("s3:Get Object*", "s3:get object", False),
        ("s3:GetObject,s3:*", "s3:getobject,s3:x", False),
    ],
)
def test_actions(text, action, holds):
    assert action_set(Names((text,)), WIDEST).holds(action) is holds
    assert action_set(Names((text,)), NARROWEST).holds(action) is holds
    assert action_set(Names((text,), negated=True), WIDEST).holds(action) is not holds


@pytest.mark.parametrize("text", ["s*:GetObject", "*GetObject", "?3:GetObject"])
def test_a_wildcard_in_the_service_counts_only_for_what_is_possible(text):
    assert action_set(Names((text,)), WIDEST).holds("s3:getobject")
    assert not action_set(Names((text,)), NARROWEST).holds("s3:getobject")
    assert action_set(Names((text,), negated=True), WIDEST).holds("s3:getobject")
    assert not action_set(Names((text,), negated=True), NARROWEST).holds("s3:getobject")


@pytest.mark.parametrize(
    ("text", "resource", "holds"),
    [
        ("*", "arn:aws:s3:::bucket", True),
        ("*", "*", True),
        ("arn:aws:s3:::bucket", "*", False),
        ("arn:aws:s3:::Bucket", "arn:aws:s3:::bucket", False),
        ("arn:aws:sqs", "arn:aws:sqs:eu-west-1:123456789012:queue", True),
        ("arn:aws:sqs", "arn:aws:sns:eu-west-1:123456789012:topic", False),
        ("arn:aws-cn:s3:::*", "arn:aws:s3:::bucket", False),
        ("arn:aws:s3::*:bucket", "arn:aws:s3:::bucket", True),
        ("arn:aws:iam::123456789012:user/${aws:username}", "arn:aws:iam::123456789012:user/alice", True),
        ("arn:aws:iam::123456789012:user/${aws:username}", "arn:aws:iam::123456789012:user/bob", False),
        ("${aws:PrincipalArn}", "arn:aws:iam::123456789012:user/alice", True),
        ("arn:aws:s3:::b/${ aws:PrincipalTag/Team }", "arn:aws:s3:::b/red", True),
        ("arn:aws:s3:::b/${*}", "arn:aws:s3:::b/x", False),
        ("arn:aws:s3:::b/${?}${$}", "arn:aws:s3:::b/?$", True),
    ],
)
def test_resources(text, resource, holds):
    assert resource_set(Names((text,)), FACTS, WIDEST).holds(resource) is holds
    assert resource_set(Names((text,)), FACTS, NARROWEST).holds(resource) is holds
    assert resource_set(Names((text,), negated=True), FACTS, WIDEST).holds(resource) is not holds


def test_variables_are_plain_text_without_facts():
    plain = resource_set(Names(("arn:aws:s3:::${aws:username}",)), None, WIDEST)

    assert plain.holds("arn:aws:s3:::${aws:username}")
    assert not plain.holds("arn:aws:s3:::alice")


@pytest.mark.parametrize(
    ("negated", "reading", "holds"),
    [(False, WIDEST, True), (False, NARROWEST, False), (True, WIDEST, True), (True, NARROWEST, False)],
)
def test_an_unknown_variable_may_be_anything(negated, reading, holds):
    names = Names(("arn:aws:s3:::b/${aws:SourceIp}/x",), negated=negated)

    assert resource_set(names, FACTS, reading).holds("arn:aws:s3:::b/any/x") is holds


@pytest.mark.parametrize(
    ("negated", "reading", "holds"),
    [(False, WIDEST, False), (False, NARROWEST, False), (True, WIDEST, True), (True, NARROWEST, False)],
)
def test_a_variable_that_has_no_value_matches_nothing_and_may_undo_the_statement(negated, reading, holds):
    names = Names(("arn:aws:s3:::b/${aws:PrincipalTag/None}",), negated=negated)

    assert resource_set(names, FACTS, reading).holds("arn:aws:s3:::b/any") is holds


def test_a_default_stands_in_for_a_value_that_is_missing():
    names = Names(("arn:aws:s3:::b/${aws:PrincipalTag/None, 'shared'}",))

    assert resource_set(names, FACTS, NARROWEST).holds("arn:aws:s3:::b/shared")
