import contextlib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iam_audit.cli.many_values import spread
from iam_audit.cli.moment import moment
from iam_audit.cli.words import matching, one_of, split
from iam_audit.errors import UsageError

KNOWN = ("access-key-age", "access-key-unused", "root-mfa")


@pytest.mark.parametrize(
    ("given", "split_up"),
    [
        (None, ()),
        ([], ()),
        (["a,b", "c"], ("a", "b", "c")),
        (["a, b ,", ",a"], ("a", "b")),
        (["Sandbox One,x"], ("Sandbox One", "x")),
    ],
)
def test_lists_with_commas_are_taken_apart(given, split_up):
    assert split(given) == split_up


@pytest.mark.parametrize(
    ("args", "repeated"),
    [
        ("--format json csv html", "--format json --format csv --format html"),
        ("--format=json csv --org", "--format=json --format csv --org"),
        ("--format json --only a b -v", "--format json --only a --only b -v"),
        ("--format json --format csv", "--format json --format csv"),
        ("--role r s", "--role r s"),
        ("x --format json", "x --format json"),
        ("--format", "--format"),
        ("--output - --format json", "--output - --format json"),
    ],
)
def test_an_option_is_repeated_before_each_further_value(args, repeated):
    assert list(spread(args.split(), {"--format", "--only"})) == repeated.split()


@pytest.mark.parametrize("wanted", ["root-mfa", "ROOT-MFA"])
def test_a_name_is_known_whatever_its_case(wanted):
    assert one_of("--only", wanted, KNOWN) == "root-mfa"


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ("root-mfaa", "--only: there is no 'root-mfaa'. Did you mean 'root-mfa'?"),
        ("zzz", "--only: there is no 'zzz'. Known: access-key-age, access-key-unused, root-mfa."),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest_or_all(wanted, said):
    with pytest.raises(UsageError) as caught:
        one_of("--only", wanted, KNOWN)

    assert str(caught.value) == said


def test_names_too_many_for_a_line_are_pointed_at():
    with pytest.raises(UsageError) as caught:
        one_of("--only", "zzz", [f"check-{number}" for number in range(41)])

    assert str(caught.value) == "--only: there is no 'zzz'. See: iam-audit checks list"


@pytest.mark.parametrize(
    ("patterns", "found"),
    [
        (["access-key-*"], {"access-key-age", "access-key-unused"}),
        (["*"], set(KNOWN)),
        (["root-mfa", "*-ag?"], {"root-mfa", "access-key-age"}),
        (["ROOT-*"], {"root-mfa"}),
        ([], set()),
    ],
)
def test_patterns_find_names(patterns, found):
    assert matching("--only", patterns, KNOWN) == found


def test_a_pattern_that_finds_nothing_is_refused():
    with pytest.raises(UsageError, match=r"--skip: nothing is called like 'zzz\*'"):
        matching("--skip", ["zzz*"], KNOWN)


@pytest.mark.parametrize(
    "text",
    ["2026-03-19T12:00:00Z", "2026-03-19T12:00", "2026-03-19T13:00:00+01:00", "20260319T120000"],
)
def test_a_moment_is_in_utc_unless_it_names_a_zone(text):
    assert moment(text) == datetime(2026, 3, 19, 12, tzinfo=UTC)
    assert moment(text).tzinfo is UTC


@pytest.mark.parametrize("text", ["yesterday", "", "2026-13-01", "19.03.2026", "0001-01-01T00:00:00+05:00"])
def test_what_is_no_moment_is_refused(text):
    with pytest.raises(UsageError, match=r"--now: .* write it like 2026-03-19"):
        moment(text)


def test_without_a_moment_it_is_now():
    assert moment(None).tzinfo is UTC


@given(st.text())
def test_any_text_is_a_moment_or_our_error(text):
    with contextlib.suppress(UsageError):
        assert moment(text).tzinfo is UTC
