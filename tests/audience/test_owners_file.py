"""The file that says whose users are."""

import pytest

from builders import account
from iam_audit.audience.owners_file import Entry, load_owners
from iam_audit.errors import SettingsError

ALICE = Entry(user="svc-*", account="1234*", mail="alice@example.com", slack="U0ALICE", name="Alice")


def saved(tmp_path, name, text):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_toml_and_csv_say_the_same(tmp_path):
    toml = '[[owner]]\nuser = "svc-*"\naccount = "1234*"\nmail = "alice@example.com"\nslack = "U0ALICE"\nname = "Alice"'
    table = "user,account,mail,slack,name\nsvc-*,1234*,alice@example.com,U0ALICE,Alice\n"

    assert load_owners(saved(tmp_path, "owners.toml", toml)) == (ALICE,)
    assert load_owners(saved(tmp_path, "owners.csv", f"\ufeff{table}")) == (ALICE,)


def test_an_empty_cell_is_as_good_as_none(tmp_path):
    path = saved(tmp_path, "owners.csv", "user,account,mail,slack\nalice,,alice@example.com,\n")

    assert load_owners(path) == (Entry(user="alice", mail="alice@example.com"),)


@pytest.mark.parametrize(
    ("user", "where", "fits"),
    [
        ("svc-backup", account(), True),
        ("SVC-backup", account(), True),
        ("alice", account(), False),
        ("svc-backup", account(id="444455556666", name="other"), False),
    ],
)
def test_a_line_speaks_of_users_by_pattern(user, where, fits):
    assert ALICE.speaks_of(where, user) is fits


def test_accounts_may_be_named():
    assert Entry(user="*", account="prod*", mail="a@example.com").speaks_of(account(), "x")


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        (
            "o.toml",
            "[[owner]]\nuser = 'a'\nmial = 'a@example.com'",
            "there is no setting 'mial'. Did you mean 'mail'?",
        ),
        ("o.toml", "[[owner]]\nuser = 'a'", "number 1: give mail or slack"),
        ("o.toml", "[[owner]]\nuser = 'a'\nmail = 'nobody'", "'nobody' is no mail address"),
        ("o.toml", "[[owner]]\nuser = 'a'\nslack = '#all'", "'#all' is no id of a Slack member"),
        ("o.toml", "owner = 3", "must hold [[owner]] tables"),
        ("o.toml", "[owners]\nx = 1", "must hold [[owner]] tables"),
        ("o.toml", "[[owner", "is not valid TOML"),
        ("o.csv", "user,mail\nalice,nobody\n", "line 2"),
        ("o.csv", "user,mail\nalice,a@example.com,more\n", "there is no setting ''"),
        ("o.csv", b"\xff\xfe", "is not UTF-8 text"),
    ],
)
def test_what_is_wrong_is_refused_with_its_place(tmp_path, name, text, said):
    with pytest.raises(SettingsError) as refused:
        load_owners(saved(tmp_path, name, text))

    assert said in str(refused.value)
    assert name in str(refused.value)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(SettingsError, match=r"could not be read.*owners_file"):
        load_owners(tmp_path / "none.toml")
