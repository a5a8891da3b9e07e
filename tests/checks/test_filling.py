"""How names get into the texts of a remedy."""

import pytest

from iam_audit.checks.filling import BREAK, Form

NAMES = {"user": "o'brien", "policy": "ReadOnly"}


def test_names_are_quoted_for_a_shell_only() -> None:
    form = Form(("Ask {user} about {policy}.", "IAM > {user}"), ("aws --user-name {user}", "aws {policy}"))

    assert list(form.filled(dict(NAMES))) == [
        "Ask o'brien about ReadOnly.",
        "IAM > o'brien",
        "aws --user-name 'o'\"'\"'brien'",
        "aws ReadOnly",
    ]


def test_braces_and_percent_signs_of_the_texts_stay() -> None:
    form = Form(("90 % of {{all}}",), ('echo \'{{"a": "%s"}}\' {policy} %',))

    assert list(form.filled(dict(NAMES))) == ["90 % of {all}", 'echo \'{"a": "%s"}\' ReadOnly %']


def test_names_are_not_read_as_templates() -> None:
    assert list(Form(("{user}",), ("{policy}",)).filled({"user": "{policy} %s", "policy": "x"})) == [
        "{policy} %s",
        "x",
    ]


def test_a_name_that_holds_the_break_stays_in_its_text() -> None:
    form = Form(("{user}, then", "{policy}"), ("aws {policy}",))

    assert list(form.filled({"user": f"a{BREAK}b", "policy": "c"})) == [f"a{BREAK}b, then", "c", "aws c"]


@pytest.mark.parametrize("texts", [(("{nobody}",), ()), ((), ("{nobody}",))])
def test_a_placeholder_without_a_name_is_an_error(texts: tuple[tuple[str, ...], tuple[str, ...]]) -> None:
    with pytest.raises(KeyError, match="nobody"):
        Form(*texts).filled(dict(NAMES))
