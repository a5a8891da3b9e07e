"""Finding ARNs by pattern without trying all of them."""

from hypothesis import given, settings
from hypothesis import strategies as st

from iam_audit.policy.areas import Area
from iam_audit.policy.globs import matches
from iam_audit.policy.targets import Targets

ARNS = [
    f"arn:aws:iam::{account}:{kind}/{path}{name}"
    for account in ("123456789012", "111122223333")
    for kind in ("user", "role")
    for path in ("", "team/")
    for name in ("a", "ab", "b")
]
TARGETS = Targets(ARNS)
PIECES = st.lists(
    st.sampled_from(
        ["arn:", "aws:", "iam:", ":", "123456789012:", "*", "?", "user/", "role/", "team/", "a", "b"]
    ),
    max_size=9,
)


@settings(max_examples=500, deadline=None)
@given(st.one_of(PIECES.map("".join), PIECES.map(lambda pieces: "arn:aws:iam::*:" + "".join(pieces))))
def test_what_is_found_is_what_matches(pattern):
    found = TARGETS.named(TARGETS.within(Area((pattern,))))

    assert list(found) == [arn for arn in ARNS if matches(pattern, arn)]


def test_all_but_some():
    rest = TARGETS.within(Area(("arn:aws:iam::*:role/*", ARNS[0]), negated=True))

    assert len(TARGETS.named(rest)) == 11


def test_strangers_are_left_out_and_nobody_is_counted_twice():
    assert TARGETS.bits(["arn:aws:iam::123456789012:user/nobody"]) == 0
    assert Targets([ARNS[0], ARNS[0]]).arns == (ARNS[0],)
