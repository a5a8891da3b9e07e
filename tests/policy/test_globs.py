"""Patterns against patterns and texts, held against trying everything on a small alphabet."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iam_audit.policy.globs import PLAIN_MARK, PLAIN_STAR, covers, head, is_wild, literal, matches, overlap
from iam_audit.policy.patterns import Pattern

TEXTS = ["".join(each) for length in range(6) for each in product("ab", repeat=length)]
PATTERNS = st.text(alphabet="ab*?", max_size=5)


def language(pattern):
    made = Pattern.of(pattern)
    return {text for text in TEXTS if made.matches(text)}


@settings(max_examples=500, deadline=None)
@given(PATTERNS)
def test_matching_is_that_of_patterns(pattern):
    assert {text for text in TEXTS if matches(pattern, text)} == language(pattern)


@settings(max_examples=500, deadline=None)
@given(PATTERNS, PATTERNS)
def test_patterns_that_meet_are_never_said_to_be_apart(one, other):
    together = language(one) & language(other)

    assert overlap(one, other) or not together
    assert overlap(one, other) is overlap(other, one)


@settings(max_examples=500, deadline=None)
@given(PATTERNS, PATTERNS)
def test_patterns_that_meet_do_so_in_a_text_of_this_length_or_longer(one, other):
    if overlap(one, other) and len(one) + len(other) <= 5:
        assert language(one) & language(other)


@settings(max_examples=500, deadline=None)
@given(PATTERNS, PATTERNS)
def test_a_pattern_said_to_cover_another_does(outer, inner):
    if covers(outer, inner):
        assert language(inner) <= language(outer)


@pytest.mark.parametrize(
    ("outer", "inner", "expected"),
    [
        ("*", "a?*", True),
        ("a*", "ab*", True),
        ("a*", "a", True),
        ("a*c", "a*b*c", True),
        ("a?", "ab", True),
        ("a?", "a?", True),
        ("a?", "a*", False),
        ("?*", "?", True),
        ("ab*", "a*", False),
        ("a", "a*", False),
        ("a*b*c", "a*c", False),
        ("*ab", "b", False),
        ("a*a", "a", False),
    ],
)
def test_covering(outer, inner, expected):
    assert covers(outer, inner) is expected


def test_a_text_with_wildcards_in_it_can_be_written_as_a_pattern():
    assert literal("a*b?") == f"a{PLAIN_STAR}b{PLAIN_MARK}"
    assert not is_wild(literal("a*b?"))
    assert covers("a*", literal("a*b?"))
    assert not overlap(literal("a*"), "ab")


def test_the_head_of_a_pattern():
    assert [head(each) for each in ("abc", "a*c", "a?c*", "*a", "")] == ["abc", "a", "a", "", ""]


def test_long_patterns_take_no_time():
    assert not matches("?" + "*a" * 40 + "b", "a" * 5000)
