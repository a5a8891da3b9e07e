import contextlib

import pytest
from front import cli, process
from hypothesis import given
from hypothesis import strategies as st

from iam_audit.cli.whose import ALPHABET, account_of
from iam_audit.errors import InputError


def key_of(account: int, *, kind: str = "AKIA", new: bool = True, rest: int = 0) -> str:
    """Compute the id of a key: a bit for the generation, forty of the account, thirty-nine of its own."""
    bits = (new << 79) | (account << 39) | rest
    return kind + "".join(ALPHABET[(bits >> shift) & 31] for shift in range(75, -1, -5))


@given(account=st.integers(0, 999_999_999_999), rest=st.integers(0, 2**39 - 1))
def test_a_key_of_any_account_gives_its_account(account, rest):
    assert account_of(key_of(account, rest=rest)) == f"{account:012}"


@pytest.mark.parametrize(
    ("kind", "words"), [("AKIA", "a long-lived access key"), ("ASIA", "a temporary access key")]
)
def test_the_account_goes_to_stdout_and_the_kind_to_stderr(kind, words):
    whose = cli("whose", key_of(123456789012, kind=kind))

    assert (whose.code, whose.out) == (0, "123456789012\n")
    assert whose.err == f"{words} of this account:\n"


@pytest.mark.parametrize(
    ("key_id", "said"),
    [
        pytest.param("AKIAIOSFODNN7EXAMPLE", "does not hold its account. Ask AWS", id="old generation"),
        pytest.param(key_of(123456789012, new=False), "does not hold its account", id="computed old one"),
        pytest.param(
            key_of(123456789012, kind="AIDA"), "the id of an IAM user, not of an access key", id="user"
        ),
        pytest.param(key_of(123456789012, kind="AROA"), "the id of a role, not of an access key", id="role"),
        pytest.param("AKIA1111111111111111", "the digits 0, 1, 8 and 9 never occur", id="wrong digits"),
        pytest.param(key_of(1_000_000_000_000), "more than twelve digits", id="no such account"),
        pytest.param("QKIAIOSFODNN7EXAMPLE", "16 or more capitals", id="unknown prefix"),
        pytest.param("AKIAIOSF", "16 or more capitals", id="too short"),
        pytest.param("akiaiosfodnn7example", "16 or more capitals", id="small letters"),
        pytest.param("AKIA\u0660OSFODNN7EXAMPLE", "16 or more capitals", id="digit of another script"),
        pytest.param("", "16 or more capitals", id="empty"),
    ],
)
def test_an_id_that_holds_no_account_says_why(key_id, said):
    whose = cli("whose", key_id)

    assert whose.code == 2
    assert whose.is_one_line
    assert said in whose.err


@given(st.text())
def test_any_text_is_an_account_or_our_error(text):
    with contextlib.suppress(InputError):
        assert len(account_of(text)) == 12


def test_spaces_around_a_copied_id_do_not_matter():
    assert cli("whose", f" {key_of(42)} ").out == "000000000042\n"


def test_it_works_as_a_process():
    assert process("whose", key_of(111122223333)).out == "111122223333\n"
