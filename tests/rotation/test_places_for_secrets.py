"""Where keys are kept: Secrets Manager and Parameter Store at moto's server, a simulated Vault, real age files."""

import json
import stat

import pyrage
import pytest

from builders import NOW
from http_services import serving
from iam_audit.errors import IamAuditError, UsageError
from iam_audit.rotation import NewKey, Places, Secret, VaultServer
from iam_audit.rotation.age_file import AgeFile, recipients_in
from iam_audit.rotation.base import PlaceError
from iam_audit.rotation.parameter_store import ParameterStore
from iam_audit.rotation.places import refuse_shared
from iam_audit.rotation.secret import read_back, sdk_value
from iam_audit.rotation.secrets_manager import SecretsManager
from iam_audit.rotation.vault import Vault
from rotation_desk import Door, Killer
from simulated_vault import VaultService

TEXT = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"


def new_key(id: str = "AKIAIOSFODNN7EXAMPLE", text: str = TEXT) -> NewKey:
    return NewKey(account_id="123456789012", user_name="deploy", id=id, secret=Secret(text), made_at=NOW)


KEY, LATER = new_key(), new_key("AKIAI44QH8DHBEXAMPLE", "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY")


@pytest.fixture
def vault_service():
    with serving(VaultService()) as running:
        yield running


def vault(service, path="secret/ci/deploy", token="s.token") -> Vault:
    return Vault(path, VaultServer(address=service.url, token=Secret(token)))


IDENTITY = pyrage.x25519.Identity.generate()


@pytest.fixture
def door(account):
    return Door(account, Killer())


@pytest.fixture(params=["secretsmanager", "ssm", "vault", "age"])
def place(request, tmp_path):
    match request.param:
        case "secretsmanager":
            return SecretsManager("ci/deploy", request.getfixturevalue("door"))
        case "ssm":
            return ParameterStore("/ci/deploy", request.getfixturevalue("door"))
        case "vault":
            return vault(request.getfixturevalue("vault_service"))
    return AgeFile(str(tmp_path / "keys"), "deploy", [str(IDENTITY.to_public())])


def test_a_place_is_proven_takes_a_key_and_says_that_it_has_it(place):
    assert not place.holds(KEY.id)
    place.prove("1")
    assert not place.holds(KEY.id)

    place.store(KEY, sdk_value(KEY))
    place.store(KEY, sdk_value(KEY))
    place.publish(KEY.id)
    place.publish(KEY.id)

    assert place.holds(KEY.id)
    assert not place.holds(LATER.id)
    assert place.fetch(LATER.id) is None
    if place.kind != "age":
        assert read_back(place.fetch(KEY.id)) == (KEY.id, KEY.secret)


def test_a_later_key_takes_the_place_of_the_one_before(place):
    for key in (KEY, LATER):
        place.prove(key.id)
        place.store(key, sdk_value(key))
        place.publish(key.id)

    assert place.holds(LATER.id)
    assert KEY.id not in place.how_to_read(LATER.id)
    assert TEXT not in place.where(LATER.id) + place.how_to_read(LATER.id)


def test_those_who_read_a_secret_see_neither_the_proof_nor_a_key_that_was_not_tried(account, door):
    place = SecretsManager("ci/deploy", door)
    place.prove("1")
    place.store(KEY, sdk_value(KEY))
    place.publish(KEY.id)

    place.prove("2")
    place.store(LATER, sdk_value(LATER))
    assert account.stored("ci/deploy")["AccessKeyId"] == KEY.id
    place.publish(LATER.id)
    assert account.stored("ci/deploy")["AccessKeyId"] == LATER.id


def test_a_secret_is_written_once_however_often_it_is_sent(account, door):
    place = SecretsManager("ci/deploy", door)
    place.prove("1")
    before = len(versions(account))
    place.store(KEY, sdk_value(KEY))
    place.store(KEY, sdk_value(KEY))

    assert len(versions(account)) == before + 1


def versions(account) -> dict:
    return account.aws.client("secretsmanager").describe_secret(SecretId="ci/deploy")["VersionIdsToStages"]


def test_a_parameter_that_is_not_encrypted_gets_no_key(account, door):
    account.aws.client("ssm").put_parameter(Name="/ci/deploy", Value="x", Type="String")

    with pytest.raises(PlaceError, match="is a String, not a SecureString"):
        ParameterStore("/ci/deploy", door).prove("1")


def test_the_proof_leaves_a_parameter_as_it_was(account, door):
    place = ParameterStore("/ci/deploy", door)
    place.prove("1")
    place.store(KEY, sdk_value(KEY))
    place.prove("2")

    assert place.holds(KEY.id)


@pytest.mark.parametrize(
    ("kind", "call"),
    [
        (SecretsManager, "describe_secret"),
        (SecretsManager, "create_secret"),
        (SecretsManager, "put_secret_value"),
        (ParameterStore, "put_parameter"),
    ],
)
def test_a_place_of_aws_that_refuses_is_not_proven(door, kind, call):
    door.denied[call] = "AccessDeniedException"

    with pytest.raises(PlaceError, match="ci/deploy cannot be used"):
        kind("ci/deploy", door).prove("1")


def test_a_secret_that_is_about_to_go_is_not_used(account, door):
    SecretsManager("ci/deploy", door).prove("1")
    account.aws.client("secretsmanager").delete_secret(SecretId="ci/deploy")

    with pytest.raises(PlaceError, match="about to be deleted"):
        SecretsManager("ci/deploy", door).prove("2")


def test_a_vault_that_would_refuse_is_not_proven(vault_service):
    with pytest.raises(IamAuditError, match="the token is not valid"):
        vault(vault_service, token="s.other").prove("1")
    vault_service.may = ["read"]
    with pytest.raises(PlaceError, match="it may: read"):
        vault(vault_service).prove("1")
    vault_service.may, vault_service.engine = ["root"], "1"
    with pytest.raises(PlaceError, match="no key-value engine of version 2"):
        vault(vault_service).prove("1")


def test_a_write_that_vault_took_without_an_answer_is_not_written_again(vault_service):
    vault_service.lose = 1
    vault(vault_service).store(KEY, sdk_value(KEY))

    assert len(vault_service.versions["secret/data/ci/deploy"]) == 1
    assert vault_service.versions["secret/data/ci/deploy"][0]["AccessKeyId"] == KEY.id


def test_a_vault_that_does_not_take_the_key_is_an_error_without_the_key(vault_service):
    vault_service.may = []

    with pytest.raises(PlaceError) as caught:
        vault(vault_service).store(KEY, sdk_value(KEY))
    assert not caught.value.lost
    assert TEXT not in str(caught.value)


def test_a_vault_that_is_not_there_has_taken_nothing():
    with pytest.raises(PlaceError, match="cannot be reached") as caught:
        Vault("secret/x", VaultServer(address="http://127.0.0.1:9", token=Secret("t"))).store(
            KEY, sdk_value(KEY)
        )
    assert not caught.value.lost


@pytest.mark.parametrize("address", ["http://vault.example.com", "vault", "https://a@b", "ftp://x"])
def test_a_token_goes_over_no_network_in_clear(address):
    with pytest.raises(UsageError, match="Vault must be at a URL"):
        VaultServer(address=address, token=Secret("t"))


@pytest.mark.parametrize("path", ["secret", "secret/../x", "/secret/x", "secret/a b"])
def test_what_is_no_path_in_vault_is_refused(path):
    with pytest.raises(UsageError, match="no path in Vault"):
        Vault(path, VaultServer(address="https://vault.example.com", token=Secret("t")))


def test_only_the_owner_can_open_the_file(tmp_path):
    place = AgeFile(str(tmp_path), "deploy", [str(IDENTITY.to_public())])
    place.prove("1")
    place.store(KEY, sdk_value(KEY))

    (path,) = tmp_path.iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.name == f"deploy-{KEY.id}.age"
    assert TEXT.encode() not in path.read_bytes()
    assert json.loads(pyrage.decrypt(path.read_bytes(), [IDENTITY]))["SecretAccessKey"] == TEXT
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(path.read_bytes(), [pyrage.x25519.Identity.generate()])


def test_an_ssh_key_from_a_file_will_do(tmp_path):
    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes(form.Encoding.OpenSSH, form.PublicFormat.OpenSSH)
    (tmp_path / "dana.pub").write_bytes(b"# of Dana\n" + public + b" dana@example.com\n")
    place = AgeFile(str(tmp_path / "keys"), "deploy", recipients_in(["file:dana.pub"], tmp_path))
    place.store(KEY, sdk_value(KEY))

    text = private.private_bytes(form.Encoding.PEM, form.PrivateFormat.OpenSSH, form.NoEncryption())
    identity = pyrage.ssh.Identity.from_buffer(text)
    sealed = (tmp_path / "keys" / f"deploy-{KEY.id}.age").read_bytes()
    assert TEXT.encode() in pyrage.decrypt(sealed, [identity])


def test_a_folder_that_cannot_be_written_to_is_not_proven(tmp_path):
    (tmp_path / "keys").write_text("a file")

    with pytest.raises(PlaceError, match="could not be written"):
        AgeFile(str(tmp_path / "keys"), "deploy", [str(IDENTITY.to_public())]).prove("1")


def test_places_are_opened_by_name_with_whose_key_it_is_filled_in(door):
    places = Places(
        clients=door, vault=lambda: VaultServer(address="https://v.example.com", token=Secret("t"))
    )

    assert places.open("ssm:/keys/{account_id}/{user}", "deploy", "123456789012").place == (
        "ssm:/keys/123456789012/deploy"
    )
    assert (
        places.open("vault:secret/{user}", "deploy", "1").how_to_read("x")
        == "vault kv get -mount=secret deploy"
    )
    with pytest.raises(UsageError, match="No parameter can be called"):
        places.open("ssm:/keys/{user}", "dana@example.com", "1")
    with pytest.raises(UsageError, match="No secret can be called"):
        places.open("secretsmanager:{user}", "a,b", "1")


def test_two_users_do_not_take_each_others_place():
    refuse_shared("ssm:x", ["a"])
    refuse_shared("ssm:{user}", ["a", "b"])
    refuse_shared("age:keys", ["a", "b"])
    with pytest.raises(UsageError, match="2 users cannot share"):
        refuse_shared("ssm:x", ["a", "b"])
