from fnmatch import fnmatchcase

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iam_audit.policy.patterns import EVERYTHING, NOTHING, Pattern, PatternSet


@pytest.mark.parametrize(
    ("pattern", "value", "matches"),
    [
        ("*", "", True),
        ("*", "any:thing/at\nall", True),
        ("?", "", False),
        ("?", "x", True),
        ("?", "xy", False),
        ("s3:Get*Acl", "s3:GetBucketAcl", True),
        ("s3:Get*Acl", "s3:GetAcl", True),
        ("s3:Get*Acl", "s3:GetAclX", False),
        ("a*b*b", "ab", False),
        ("a*b*b", "axbxb", True),
        ("*ab", "aab", True),
        ("a.c", "abc", False),
        ("arn:aws:s3::*:bucket", "arn:aws:s3:::bucket", True),
        ("Bucket", "bucket", False),
    ],
)
def test_matches(pattern, value, matches):
    assert Pattern.of(pattern).matches(value) is matches


@settings(deadline=None)
@given(st.text(alphabet="ab*?", max_size=8), st.text(alphabet="abc", max_size=8))
def test_matching_agrees_with_shell_patterns(pattern, value):
    assert Pattern.of(pattern).matches(value) is fnmatchcase(value, pattern)


@pytest.mark.parametrize(
    ("spelling", "normal"), [("**", "*"), ("*?", "?*"), ("a*?*?b", "a??*b"), ("***?", "?*")]
)
def test_patterns_that_mean_the_same_are_equal(spelling, normal):
    assert Pattern.of(spelling) == Pattern.of(normal)


def test_many_asterisks_do_not_take_long():
    assert not Pattern.of("*a" * 40 + "b").matches("a" * 4000)


def test_an_asterisk_may_be_a_plain_character():
    literal = Pattern.of_tokens(("a", "*"))

    assert literal.matches("a*")
    assert not literal.matches("ab")


def test_sets_hold_what_a_pattern_matches_or_negated_what_none_does():
    some = PatternSet((Pattern.of("a*"), Pattern.of("b")))

    assert [some.holds(text) for text in ("abc", "b", "bb")] == [True, True, False]
    assert [some.complement.holds(text) for text in ("abc", "b", "bb")] == [False, False, True]


def test_everything_and_nothing():
    assert EVERYTHING.holds("")
    assert not NOTHING.holds("")
