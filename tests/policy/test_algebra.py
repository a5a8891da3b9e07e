"""The algebra against brute force: every short string over a small alphabet."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iam_audit.policy.algebra import LIMIT, contains, exists, overlaps, signatures
from iam_audit.policy.patterns import EVERYTHING, NOTHING, Pattern, PatternSet

# "z" is in no pattern: it stands for all the characters that patterns do not name.
STRINGS = tuple("".join(letters) for length in range(8) for letters in product("abz", repeat=length))

texts = st.text(alphabet="ab*?", max_size=3)
sets = st.builds(
    lambda texts, negated: PatternSet(tuple(map(Pattern.of, texts)), negated),
    st.lists(texts, max_size=2),
    st.booleans(),
)


def one(text: str) -> PatternSet:
    return PatternSet((Pattern.of(text),))


@settings(max_examples=150, deadline=None)
@given(texts, texts)
def test_containment_of_patterns_is_what_brute_force_finds(outer, inner):
    found = all(Pattern.of(outer).matches(each) for each in STRINGS if Pattern.of(inner).matches(each))

    assert contains(one(outer), one(inner)) is found


@settings(max_examples=150, deadline=None)
@given(texts, texts)
def test_overlap_of_patterns_is_what_brute_force_finds(left, right):
    found = any(Pattern.of(left).matches(each) and Pattern.of(right).matches(each) for each in STRINGS)

    assert overlaps(one(left), one(right)) is found


@settings(max_examples=100, deadline=None)
@given(st.lists(sets, min_size=1, max_size=3))
def test_existence_in_several_sets_is_what_brute_force_finds(wanted):
    assert exists(tuple(wanted)) is any(all(each.holds(text) for each in wanted) for text in STRINGS)


@settings(max_examples=100, deadline=None)
@given(sets, st.lists(sets, max_size=3))
def test_signatures_are_the_smallest_that_brute_force_finds(inside, marks):
    found = {
        frozenset(place for place, mark in enumerate(marks) if mark.holds(text))
        for text in STRINGS
        if inside.holds(text)
    }
    smallest = {each for each in found if not any(other < each for other in found)}

    assert signatures((inside,), tuple(marks)) == smallest


@given(texts)
def test_a_pattern_contains_itself_and_is_in_everything(text):
    assert contains(one(text), one(text))
    assert contains(EVERYTHING, one(text))
    assert not contains(NOTHING, one(text))


@pytest.mark.parametrize(
    ("outer", "inner", "inside"),
    [
        ("s3:*", "s3:Get*", True),
        ("s3:Get*", "s3:*", False),
        ("*:*", "*", False),
        ("arn:aws:s3:::*", "arn:aws:s3:::logs-?/*", True),
        ("a*c", "a*b*c", True),
        ("a*b*c", "a*c", False),
    ],
)
def test_contains(outer, inner, inside):
    assert contains(one(outer), one(inner)) is inside


def test_a_union_contains_what_none_of_its_patterns_contains_alone():
    assert contains(PatternSet((Pattern.of("a"), Pattern.of("a?*"))), one("a*"))


def test_a_question_that_takes_too_long_is_answered_perhaps():
    intricate = one("*a" + "?" * LIMIT.bit_length())

    assert exists((intricate, intricate.complement)) is True
    assert overlaps(intricate, intricate.complement) is True
    assert contains(intricate, intricate) is False


def test_two_hundred_full_names_stay_within_the_limit():
    names = PatternSet(
        tuple(Pattern.of(f"service{number}:dosomethingspecial{number}") for number in range(200))
    )

    assert not exists((names, names.complement))
