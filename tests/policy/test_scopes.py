"""What is left of a grant, against trying every request over a small alphabet."""

from fnmatch import fnmatchcase
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from accounts import allow, deny, holder
from builders import snapshot
from iam_audit.policy import has_no_permissions
from iam_audit.policy.algebra import LIMIT, signatures
from iam_audit.policy.patterns import Pattern, PatternSet
from iam_audit.policy.scopes import ANYTHING, anything_left

# "z" is in no pattern: it stands for all the characters that patterns do not name.
PARTS = tuple("".join(letters) for length in (1, 2, 3) for letters in product("abz", repeat=length))
REQUESTS = tuple((f"{service}:{name}", part) for service in "az" for name in PARTS[:12] for part in PARTS)

actions = st.sampled_from(["*", "a:*", "a:a*", "a:?", "a:b", "*:*", "a:*b"])
resources = st.sampled_from(["*", "a", "a*", "*b", "?", "b?", "ab"])


@st.composite
def statements(draw, effects=("Allow", "Deny")):
    return {
        "Effect": draw(st.sampled_from(effects)),
        draw(st.sampled_from(["Action", "NotAction"])): draw(st.lists(actions, min_size=1, max_size=2)),
        draw(st.sampled_from(["Resource", "NotResource"])): draw(st.lists(resources, min_size=1, max_size=2)),
    }


def speaks_of(statement, request):
    for value, wanted in zip(request, ("Action", "Resource"), strict=True):
        negated = f"Not{wanted}" in statement
        texts = statement[f"Not{wanted}" if negated else wanted]
        if any(fnmatchcase(value, text) for text in texts) is negated:
            return False
    return True


def allows(policy, request):
    effects = {statement["Effect"] for statement in policy if speaks_of(statement, request)}
    return effects == {"Allow"}


@settings(max_examples=300, deadline=None)
@given(st.lists(statements(), min_size=1, max_size=4), st.lists(statements(), max_size=2))
def test_somebody_has_no_permissions_exactly_when_no_request_is_allowed(policy, more):
    found = any(allows([*policy, *more], request) for request in REQUESTS)

    assert has_no_permissions(holder(*policy, *more), snapshot()) is not found


def test_a_policy_too_intricate_to_see_through_is_taken_to_allow_something():
    intricate = "s3:*a" + "?" * LIMIT.bit_length()

    assert has_no_permissions(holder(allow(intricate), deny(intricate)), snapshot()) is False


def test_signatures_that_take_too_long_are_not_given():
    intricate = PatternSet((Pattern.of("*a" + "?" * LIMIT.bit_length()),))

    assert signatures((intricate,), (intricate,)) is None


def test_nothing_is_left_of_anything_within_no_bounds():
    assert not anything_left(ANYTHING, (), ())
    assert anything_left(ANYTHING, (ANYTHING,), ())
