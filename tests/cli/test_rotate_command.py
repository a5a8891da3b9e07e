"""`iam-audit rotate` from its front, against moto's server, a real SQLite file and a real mail server."""

import json
import logging
import sqlite3
from datetime import UTC, datetime, timedelta

import pyrage
import pytest
from front import cli, process

from http_services import serving
from mail_server import mail_server
from rotation_desk import ACCOUNT, ENVIRONMENT, moto_server, new_account
from simulated_vault import VaultService

SETTINGS = """
[store]
url = "sqlite:///{folder}/store.sqlite"
[remediate]
armed = [{armed}]
[alerts]
allowed_domains = ["example.com"]
[channels.post]
kind = "mail-owner"
host = "127.0.0.1"
port = {port}
security = "none"
sender = "iam-audit@example.com"
"""


@pytest.fixture(scope="module")
def moto_url():
    with moto_server() as url:
        yield url


@pytest.fixture
def account(moto_url, monkeypatch):
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    return new_account(moto_url)


@pytest.fixture
def mailbox():
    with mail_server() as running:
        yield running


@pytest.fixture
def settings(mailbox, tmp_path):
    def write(armed: str = f'"{ACCOUNT}"', more: str = "") -> None:
        text = SETTINGS.format(folder=tmp_path, port=mailbox.port, armed=armed)
        tmp_path.joinpath("iam-audit.toml").write_text(text + more)

    write()
    return write


@pytest.fixture
def rotate(account, settings):
    """Runs the command some days from now."""

    def run(*args: str, days: float = 0, runner=cli):
        now = (datetime.now(UTC) + timedelta(days=days)).isoformat()
        return runner("rotate", *args, "--now", now, env=ENVIRONMENT | {"AWS_ENDPOINT_URL": account.url})

    return run


def test_a_rotation_is_shown_then_done_then_followed_to_its_end(rotate, account, mailbox):
    shown = rotate("--user", "deploy")
    assert (shown.code, shown.err) == (0, "")
    assert "would make a second key" in shown.out
    assert shown.out.endswith("Nothing was changed. Add --apply to do it.\n")
    assert list(account.keys()) == [account.old]

    begun = rotate("--user", "deploy", "--apply")
    new = account.new()
    assert begun.code == 0
    assert f"done: key {new} was made" in begun.out
    assert "done: dana@example.com was told" in begun.out

    (mail,) = mailbox.mails
    text = mail.get_body(("plain",)).get_content()
    assert mail["Subject"] == "A new access key is ready for deploy"
    assert "--secret-id iam-audit/123456789012/deploy" in text
    assert "Audited" not in text

    account.use(new, datetime.now(UTC) + timedelta(days=2))
    assert "waits until" in rotate("--apply", days=3).out
    assert f"{account.old} was deactivated" in rotate("--apply", days=9).out
    assert "the old key is inactive since" in rotate("--status").out
    assert f"{account.old} was deleted" in rotate("--apply", days=40).out
    assert account.keys() == {new: "Active"}
    assert "No rotation is under way" in rotate("--apply", days=41).out


def test_the_same_for_programs(rotate, account):
    shown = json.loads(rotate("--user", "deploy", "--format", "json").out)

    assert shown["applied"] is False
    assert shown["outcomes"][0]["standing"] == "would"
    assert json.loads(rotate("--status", "--format", "json").out) == []


def test_two_keys_are_a_question_and_exit_code_1(rotate, account):
    account.add_key()

    ended = rotate("--user", "deploy", "--apply")

    assert ended.code == 1
    assert "two keys" in ended.out
    assert "  proposal: " in ended.out


def test_what_is_under_way_needs_nobody_to_encrypt_for(rotate, account, tmp_path):
    tmp_path.joinpath("dana.pub").write_text(str(pyrage.x25519.Identity.generate().to_public()))
    rotate("--user", "deploy", "--to", "age:keys", "--recipient", "file:dana.pub", "--apply")

    assert [path.name for path in tmp_path.joinpath("keys").iterdir()] == [f"deploy-{account.new()}.age"]
    account.use(account.new(), datetime.now(UTC))
    assert f"{account.old} was deactivated" in rotate("--apply", days=9).out


def test_a_user_who_is_not_there_is_exit_code_3_and_stops_no_other(rotate, account):
    ended = rotate("--user", "nobody,deploy", "--apply")

    assert ended.code == 3
    assert "nobody in 123456789012: failed: There is no user nobody." in ended.out
    assert "dana@example.com was told" in ended.out


def test_an_account_that_is_not_armed_is_only_looked_at(rotate, account, settings):
    settings(armed="")

    assert "With --apply it is refused: Account 123456789012 is not armed" in rotate("--user", "deploy").out
    ended = rotate("--user", "deploy", "--apply")
    assert (ended.code, list(account.keys())) == (1, [account.old])


def test_a_young_key_waits_unless_somebody_insists(rotate, account):
    account.backdate(account.old, days=20)

    assert "keys are rotated after 60 days" in rotate("--user", "deploy", "--apply").out
    assert "was told" in rotate("--user", "deploy", "--apply", "--anyway").out


@pytest.mark.parametrize(
    ("args", "said"),
    [
        pytest.param(("--to", "safe:x"), "there is no kind of place 'safe'", id="an unknown kind"),
        pytest.param(("--to", "ssm:"), "is no place for a key", id="no name"),
        pytest.param(("--to", "vault:secret/x"), "vault_address in [rotate]", id="no Vault"),
        pytest.param(("--to", "age:keys"), "name a public key with --recipient", id="nobody to encrypt for"),
        pytest.param(
            ("--to", "age:keys", "--recipient", "age1x"), "no public key that age", id="no public key"
        ),
        pytest.param(("--user", "other", "--to", "ssm:x"), "write {user} in it", id="one place for two"),
    ],
)
def test_what_cannot_be_right_is_refused_before_a_key_is_made(rotate, account, args, said):
    ended = rotate("--user", "deploy", *args, "--apply")

    assert ended.code == 2
    assert said in ended.err
    assert list(account.keys()) == [account.old]


def test_a_place_that_holds_the_key_of_another_user_is_refused(rotate, account):
    account.iam.create_user(UserName="other")
    account.iam.create_access_key(UserName="other")
    rotate("--user", "deploy", "--to", "ssm:shared", "--apply")

    ended = rotate("--user", "other", "--to", "ssm:shared", "--apply", "--anyway")

    assert (ended.code, "ssm:shared holds the key of deploy" in ended.err) == (2, True)
    ended = rotate("--user", "deploy", "--to", "ssm:elsewhere", "--apply")
    assert (ended.code, "stores the key in ssm:shared" in ended.err) == (2, True)


def test_an_owner_whom_no_channel_reaches_is_no_reason_to_begin(rotate, account, settings, tmp_path):
    path = tmp_path / "iam-audit.toml"
    path.write_text(path.read_text().partition("[channels")[0])

    ended = rotate("--user", "deploy", "--apply")

    assert ended.code == 2
    assert "tell_owner = false" in ended.err
    assert list(account.keys()) == [account.old]
    path.write_text(path.read_text() + "[rotate]\ntell_owner = false\n")
    assert rotate("--user", "deploy", "--apply").code == 0


def test_nothing_that_is_written_anywhere_holds_the_secret(rotate, account, mailbox, tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    for name in ("botocore", "urllib3", "httpx", "sqlalchemy"):
        caplog.set_level(logging.DEBUG, logger=name)
    said = [
        rotate("--user", "deploy", "--apply", "-vv"),
        rotate("--apply", "-vv", days=20),
        rotate("--status"),
    ]
    logged = caplog.text
    secret = account.stored("iam-audit/123456789012/deploy")["SecretAccessKey"]
    assert secret == account.secret(account.new())

    places = [
        *(one.out + one.err for one in said),
        *(mail.as_string() for mail in mailbox.mails),
        logged,
        *tables(tmp_path / "store.sqlite"),
        *(path.read_bytes().decode("latin-1") for path in tmp_path.rglob("*") if path.is_file()),
    ]
    assert account.new() in "".join(places)
    assert not [text for text in places if secret in text]


def tables(path) -> list[str]:
    with sqlite3.connect(path) as database:
        names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = [str(database.execute(f"SELECT * FROM {name}").fetchall()) for name in names]
    database.close()
    return rows


def test_a_key_in_vault_is_told_of_and_neither_it_nor_the_token_is_shown(
    rotate, account, settings, mailbox, monkeypatch, caplog
):
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("VAULT_TOKEN", "s.token")
    with serving(VaultService()) as vault:
        settings(more=f'[rotate]\nto = "vault:secret/aws/{{user}}"\nvault_address = "{vault.url}"\n')
        ended = rotate("--user", "deploy", "--apply", "-vv")
        (stored,) = vault.versions["secret/data/aws/deploy"]

    assert ended.code == 0, ended
    assert stored["SecretAccessKey"] == account.secret(account.new())
    text = mailbox.mails[0].get_body(("plain",)).get_content()
    assert "vault kv get -mount=secret aws/deploy" in text
    written = ended.out + ended.err + mailbox.mails[0].as_string() + caplog.text
    assert stored["SecretAccessKey"] not in written
    assert "s.token" not in written


def test_a_process_of_its_own_says_the_same(rotate, account, tmp_path):
    ended = rotate(
        "--user", "deploy", "--apply", "-vv", runner=lambda *a, env: process(*a, env=env, cwd=tmp_path)
    )

    assert ended.code == 0, ended
    assert account.secret(account.new()) not in ended.out + ended.err
