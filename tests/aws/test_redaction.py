import string

import pytest
from aws_says import SCP, SECRET, answer
from hypothesis import given
from hypothesis import strategies as st

from iam_audit.aws import explain
from iam_audit.aws.redaction import safe


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"the key {SECRET} is wrong", "the key [hidden] is wrong"),
        ("token " + "Aa1" * 200 + " end", "token [hidden] end"),
        ("access key AKIAIOSFODNN7EXAMPLE", "access key AKIA…MPLE"),
        ("session ASIAIOSFODNN7EXAMPLE", "session ASIA…MPLE"),
        ("at https://me:secret@proxy:8080/x", "at https://proxy:8080/x"),
        ("two\nlines\tand \x1b[31mred", "two lines and [31mred"),
        ("/home/someone/a/rather/long/path/to/the/config", "/home/someone/a/rather/long/path/to/the/config"),
        (f"{SCP}", SCP),
    ],
)
def test_text_of_aws_is_shown_without_secrets_and_on_one_line(text, shown):
    assert safe(text) == shown


def test_long_text_is_cut():
    assert len(safe("word " * 200)) == 400


@given(st.text(string.printable, max_size=30), st.text(string.printable, max_size=30))
def test_a_secret_in_any_words_of_aws_is_never_shown(before, after):
    for code in ("AccessDenied", "SignatureDoesNotMatch", "Odd", "Throttling"):
        sentence = explain(answer(code, f"{before} {SECRET} {after}"))[1]

        assert SECRET not in sentence
        assert "\n" not in sentence
