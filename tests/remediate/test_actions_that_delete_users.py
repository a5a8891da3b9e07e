"""A user is deleted with all that AWS wants gone first, and only when nothing of the user works any more."""

from functools import cache

import msgspec
import pytest
from acting import act_and_look, changing, only_refusal, only_step
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from builders import NOW, access_key, days_ago, password, policy, snapshot, unknown_use, user
from iam_audit.errors import ChangeError
from iam_audit.model import MfaDevice, MfaKind, ServiceSpecificCredential, SigningCertificate, SshPublicKey
from iam_audit.remediate import Rule
from iam_audit.remediate.actions.delete_user import DeleteUser
from iam_audit.remediate.inventory import inline_of

OFF = {"age_days": 300, "used_days_ago": 200, "active": False, "rotated_at": days_ago(150)}


def about(one, **account):
    return changing(one.resource, snapshot(users=(one,), **account), "user-no-credentials")


@pytest.mark.parametrize(
    ("fields", "account", "rule"),
    [
        pytest.param({}, {"access_keys": (access_key(),)}, Rule.WAITING, id="a key is active"),
        pytest.param(
            {}, {"access_keys": (access_key(**OFF | {"active": None}),)}, Rule.WAITING, id="a key may be"
        ),
        pytest.param(
            {},
            {"access_keys": (access_key(**OFF | {"used_days_ago": 90}),)},
            Rule.IN_USE,
            id="a key was used",
        ),
        pytest.param(
            {},
            {"access_keys": (access_key(**OFF, last_used=unknown_use()),)},
            Rule.USE_UNKNOWN,
            id="a key may have been",
        ),
        pytest.param({"password": password(used_days_ago=3)}, {}, Rule.IN_USE, id="the password was used"),
        pytest.param(
            {"password": password(enabled=None, used_days_ago=3)}, {}, Rule.IN_USE, id="it may have been"
        ),
        pytest.param({"age_days": 90}, {}, Rule.IN_USE, id="the user is new"),
        pytest.param({"created_at": None}, {}, Rule.USE_UNKNOWN, id="the user may be new"),
        pytest.param(
            {"signing_certificates": (SigningCertificate(slot=1, active=True),)},
            {},
            Rule.WAITING,
            id="a certificate",
        ),
        pytest.param(
            {},
            {"ssh_public_keys": (SshPublicKey(user_name="alice", id="APKAEXAMPLE", active=True),)},
            Rule.WAITING,
            id="SSH",
        ),
        pytest.param(
            {},
            {
                "service_specific_credentials": (
                    ServiceSpecificCredential(
                        user_name="alice", id="ACCAEXAMPLE123EXAMPLE", service="bedrock", active=True
                    ),
                )
            },
            Rule.WAITING,
            id="a credential for a service",
        ),
    ],
)
def test_nobody_is_deleted_who_may_be_there(fields, account, rule):
    assert only_refusal(DeleteUser(), about(user(**fields), **account)).rule is rule


def test_somebody_who_is_long_gone_is_deleted():
    one = user(password=password(used_days_ago=91, changed_days_ago=300))

    step = only_step(DeleteUser(), about(one, access_keys=(access_key(**OFF),)))

    assert step.expects == {
        "user": "alice",
        "active_credentials": [],
        "password": True,
        "virtual_mfa_devices": [],
    }
    assert (step.idle_days, step.undo) == (90, None)


@cache
def certificate() -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "alice")])
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, days_ago(10), NOW)
    return made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode()


@cache
def ssh_key() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()
    return key.public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH).decode()


@pytest.fixture
def alice(door, front):
    """A user with one of everything, all of it switched off; returns the serial number of the MFA device."""
    iam = door("iam")
    iam.create_user(UserName="alice")
    iam.create_login_profile(UserName="alice", Password="correct-Horse-7")
    for _ in range(2):
        key_id = iam.create_access_key(UserName="alice")["AccessKey"]["AccessKeyId"]
        iam.update_access_key(UserName="alice", AccessKeyId=key_id, Status="Inactive")
    made = iam.upload_signing_certificate(UserName="alice", CertificateBody=certificate())["Certificate"]
    iam.update_signing_certificate(UserName="alice", CertificateId=made["CertificateId"], Status="Inactive")
    uploaded = iam.upload_ssh_public_key(UserName="alice", SSHPublicKeyBody=ssh_key())["SSHPublicKey"]
    iam.update_ssh_public_key(UserName="alice", SSHPublicKeyId=uploaded["SSHPublicKeyId"], Status="Inactive")
    front.service_credentials["alice"] = {"ACCAEXAMPLE123EXAMPLE": "Inactive"}
    front.boundaries["alice"] = "arn:aws:iam::123456789012:policy/limits"
    serial = iam.create_virtual_mfa_device(VirtualMFADeviceName="alice")["VirtualMFADevice"]["SerialNumber"]
    iam.enable_mfa_device(
        UserName="alice", SerialNumber=serial, AuthenticationCode1="123456", AuthenticationCode2="654321"
    )
    iam.create_group(GroupName="readers")
    iam.add_user_to_group(GroupName="readers", UserName="alice")
    iam.put_user_policy(UserName="alice", PolicyName="own", PolicyDocument=policy().document)
    managed = iam.create_policy(PolicyName="Managed", PolicyDocument=policy().document)["Policy"]["Arn"]
    iam.attach_user_policy(UserName="alice", PolicyArn=managed)
    return serial


def step_for(serial):
    one = user(password=password(used_days_ago=91, changed_days_ago=300))
    device = MfaDevice(serial=serial, kind=MfaKind.VIRTUAL, user_name="alice")
    return only_step(DeleteUser(), about(one, mfa_devices=(device,)))


def test_a_user_goes_with_everything(door, front, alice):
    action = DeleteUser()

    before, after = act_and_look(action, step_for(alice), door)

    assert [len(before[name]) for name in ("keys", "certificates", "ssh_keys", "service_credentials")] == [
        2,
        1,
        1,
        1,
    ]
    assert after == {"user": None}
    assert front.service_credentials["alice"] == {}
    assert door("iam").list_virtual_mfa_devices()["VirtualMFADevices"] == []
    assert set(action.writes) == {f"iam:{call}" for call in front.called if f"iam:{call}" in action.writes}


def test_a_device_that_a_crash_left_to_nobody_is_not_left_behind(door, alice):
    door("iam").deactivate_mfa_device(UserName="alice", SerialNumber=alice)

    DeleteUser().act(step_for(alice), door)

    assert door("iam").list_virtual_mfa_devices()["VirtualMFADevices"] == []


@pytest.mark.parametrize(
    "call", ["DeleteLoginProfile", "DeactivateMFADevice", "DetachUserPolicy", "DeleteUser"]
)
def test_what_broke_off_in_the_middle_is_finished_by_asking_again(door, front, alice, call):
    action, step = DeleteUser(), step_for(alice)
    front.refused[call] = "ServiceFailure"
    with pytest.raises(ChangeError):
        action.act(step, door)
    assert action.done(step, action.observe(step.target, door)) is False
    del front.refused[call]

    action.act(step, door)

    assert action.done(step, action.observe(step.target, door)) is True


def test_a_key_that_was_switched_on_since_keeps_everything_in_place(door, front, alice):
    iam = door("iam")
    key_id = iam.list_access_keys(UserName="alice")["AccessKeyMetadata"][1]["AccessKeyId"]
    iam.update_access_key(UserName="alice", AccessKeyId=key_id, Status="Active")
    action, step = DeleteUser(), step_for(alice)

    with pytest.raises(ChangeError, match=f"the access key {key_id} is active"):
        action.act(step, door)

    seen = action.observe(step.target, door)
    assert seen["active_credentials"] == [f"access key {key_id}"]
    assert (seen["password"], len(seen["keys"]), seen["user_groups"]) == (True, 2, ["readers"])


@pytest.mark.parametrize(
    "call",
    ["ListAccessKeys", "ListSigningCertificates", "ListSSHPublicKeys", "ListServiceSpecificCredentials"],
)
def test_nothing_is_deleted_while_one_kind_of_credential_cannot_be_read(door, front, alice, call):
    front.refused[call] = "AccessDenied"
    action, step = DeleteUser(), step_for(alice)

    with pytest.raises(ChangeError, match=f"iam:{call} is denied"):
        action.act(step, door)

    seen = action.observe(step.target, door)
    assert "active_credentials" not in seen
    assert (seen["user"], seen["password"]) == ("alice", True)


class TwoPages:
    """Lists the policies of a user on two pages."""

    def list_user_policies(self, **asked):
        if "Marker" not in asked:
            return {"PolicyNames": ["b"], "IsTruncated": True, "Marker": "more"}
        return {"PolicyNames": ["a"], "IsTruncated": False}


def test_lists_are_read_to_their_end():
    assert inline_of(TwoPages(), "alice") == ["a", "b"]


def test_the_last_use_of_a_user_is_that_of_any_credential(door, alice):
    step = step_for(alice)

    seen = DeleteUser().observe(step.target, door)

    newest = max(
        key["CreateDate"] for key in door("iam").list_access_keys(UserName="alice")["AccessKeyMetadata"]
    )
    assert seen["last_used_at"] is None
    assert seen["idle_since"] == newest.replace(microsecond=0).isoformat()
    assert msgspec.json.encode(seen)
