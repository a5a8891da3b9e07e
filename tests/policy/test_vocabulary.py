"""Sets of actions as bits: what is listed, and what only the policies name."""

import pytest

from accounts import all_but, allow, deny, document
from iam_audit.policy.actions import action_set
from iam_audit.policy.catalogue import catalogue
from iam_audit.policy.document import Names, parse_policy
from iam_audit.policy.reading import Reading
from iam_audit.policy.vocabulary import Vocabulary


def learned(*statements):
    vocabulary = Vocabulary()
    vocabulary.learn(parse_policy(document(*statements)))
    return vocabulary


def mask(vocabulary, *texts, negated=False, reading=Reading.WIDEST):
    return vocabulary.mask(Names(texts, negated=negated), reading)


@pytest.mark.parametrize(
    "text",
    [
        "s3:GetObject",
        "s3:*",
        "S3:get*",
        "s3:Get?bject",
        "*",
        "**",
        "*:*",
        "s*:GetObject",
        "*Object",
        "s3:",
        "s3:a b",
        "s3:Get*Acl",
        "nothing:*",
    ],
)
@pytest.mark.parametrize("negated", [False, True])
@pytest.mark.parametrize("reading", Reading)
def test_listed_actions_are_those_that_the_pattern_algebra_finds(text, negated, reading):
    names = Names((text,), negated=negated)
    wanted = action_set(names, reading)
    found = mask(Vocabulary(), text, negated=negated, reading=reading)

    for place in range(0, len(catalogue().names), 7):
        assert bool(found >> place & 1) is wanted.holds(catalogue().names[place])


def test_actions_that_are_not_listed_get_a_bit_when_somebody_allows_them():
    vocabulary = learned(
        allow(["newsvc:Do", "newsvc:List*", "s3:GetObjcet", "s3:GetObject", "s3:", "s3:a b", "*"]),
        deny("other:Do"),
        all_but("third:Do"),
    )

    assert vocabulary.size - len(catalogue().names) == 3
    assert mask(vocabulary, "NEWSVC:DO") == vocabulary.named("newsvc:do") != 0
    assert mask(vocabulary, "newsvc:*") & mask(vocabulary, "newsvc:list*")
    assert not mask(vocabulary, "newsvc:listall") & mask(vocabulary, "newsvc:list*")
    assert not mask(vocabulary, "other:Do")


def test_what_is_learned_later_is_in_patterns_from_then_on():
    vocabulary = Vocabulary()
    before = vocabulary.named("newsvc:Do"), vocabulary.together(("newsvc:Do",))
    vocabulary.learn(parse_policy(document(allow("newsvc:Do"))))

    assert before == (0, None)
    assert vocabulary.together(("newsvc:Do", "s3:GetObject")) == vocabulary.named(
        "newsvc:Do"
    ) | vocabulary.named("s3:GetObject")
    assert mask(vocabulary, "newsvc:*") == vocabulary.named("newsvc:Do") == vocabulary.unlisted
    vocabulary.learn(parse_policy(document(allow("newsvc:Undo"))))
    assert mask(vocabulary, "newsvc:*") == vocabulary.named("newsvc:Do") | vocabulary.named("newsvc:Undo")
