"""What belongs to nobody in particular: the password policy, MFA devices, server certificates, permission sets."""

import dataclasses
import json
from datetime import timedelta

import pytest
from acting import act_and_look, changing, missed, only_refusal, only_step
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from builders import ACCOUNT_ID, NOW, account, days_ago, snapshot
from iam_audit.model import (
    Assignment,
    IdentityCenter,
    MfaDevice,
    MfaKind,
    Organization,
    PasswordPolicy,
    PermissionSet,
    Resource,
    Section,
    ServerCertificate,
    SsoGroup,
    SsoUser,
)
from iam_audit.remediate import Rule
from iam_audit.remediate.actions.delete_mfa_device import DeleteMfaDevice
from iam_audit.remediate.actions.delete_server_certificate import DeleteServerCertificate
from iam_audit.remediate.actions.password_policy import TightenPasswordPolicy
from iam_audit.remediate.actions.unassign_permission_set import UnassignPermissionSet

# The password policy


def of_policy(policy, **more):
    return changing(
        account().resource, snapshot(password_policy=policy, **more), "password-policy-min-length"
    )


WEAK = {"MinimumPasswordLength": 20, "RequireSymbols": False, "MaxPasswordAge": 60, "HardExpiry": True}
WEAK_READ = PasswordPolicy(
    custom=True, minimum_length=20, expire_passwords=True, max_age_days=60, hard_expiry=True
)


def test_an_account_gets_a_password_policy_and_has_none_again(door):
    action = TightenPasswordPolicy()

    before, after = act_and_look(action, only_step(action, of_policy(PasswordPolicy())), door)

    told = json.loads(after["password_policy"])
    assert before == {"password_policy": None}
    assert (told["MinimumPasswordLength"], told["PasswordReusePrevention"], told["MaxPasswordAge"]) == (
        14,
        24,
        0,
    )
    assert all(
        told[f"Require{kind}"]
        for kind in ("Symbols", "Numbers", "LowercaseCharacters", "UppercaseCharacters")
    )


def test_what_is_stricter_already_stays_and_comes_back(door):
    door("iam").update_account_password_policy(**WEAK)
    action = TightenPasswordPolicy(max_age_days=90)

    _, after = act_and_look(action, only_step(action, of_policy(WEAK_READ)), door)

    told = json.loads(after["password_policy"])
    assert (told["MinimumPasswordLength"], told["MaxPasswordAge"], told["HardExpiry"]) == (20, 60, True)
    assert told["RequireSymbols"] is True


def test_a_policy_that_somebody_changed_since_is_not_what_was_planned(door):
    action = TightenPasswordPolicy()
    step = only_step(action, of_policy(PasswordPolicy()))
    door("iam").update_account_password_policy(**WEAK)

    assert missed(step, action.observe(step.target, door)) == ["password_policy"]


@pytest.mark.parametrize(
    ("policy", "more", "rule"),
    [
        pytest.param(None, {}, Rule.UNREADABLE, id="nobody knows it"),
        pytest.param(
            PasswordPolicy(), {"gaps": (Section.PASSWORD_POLICY,)}, Rule.UNREADABLE, id="it was not read"
        ),
        pytest.param(
            PasswordPolicy(
                custom=True,
                minimum_length=14,
                require_lowercase=True,
                require_numbers=True,
                require_symbols=True,
                require_uppercase=True,
                allow_users_to_change=True,
                reuse_prevention=24,
            ),
            {},
            Rule.DONE,
            id="it is strict enough",
        ),
    ],
)
def test_a_password_policy_is_left_alone(policy, more, rule):
    assert only_refusal(TightenPasswordPolicy(), of_policy(policy, **more)).rule is rule


# MFA devices


def of_device(serial, *devices, **more):
    resource = Resource(type="mfa-device", id=serial, arn=serial, name=serial, account_id=ACCOUNT_ID)
    return changing(resource, snapshot(mfa_devices=devices, **more), "virtual-mfa-unassigned")


@pytest.fixture
def serial(door):
    made = door("iam").create_virtual_mfa_device(VirtualMFADeviceName="left-over")["VirtualMFADevice"]
    return made["SerialNumber"]


def test_a_device_that_belongs_to_nobody_is_deleted(door, serial):
    action = DeleteMfaDevice()
    device = MfaDevice(serial=serial, kind=MfaKind.VIRTUAL)

    before, after = act_and_look(action, only_step(action, of_device(serial, device)), door)

    assert before == {"mfa_device": serial, "mfa_user": None}
    assert after == {"mfa_device": None}


def test_a_device_that_somebody_was_given_since_is_not_what_was_planned(door, serial):
    iam = door("iam")
    action = DeleteMfaDevice()
    step = only_step(action, of_device(serial, MfaDevice(serial=serial, kind=MfaKind.VIRTUAL)))
    iam.create_user(UserName="alice")
    iam.enable_mfa_device(
        UserName="alice", SerialNumber=serial, AuthenticationCode1="123456", AuthenticationCode2="654321"
    )

    assert missed(step, action.observe(step.target, door)) == ["mfa_user"]


@pytest.mark.parametrize(
    ("devices", "more", "rule"),
    [
        pytest.param(
            (MfaDevice(serial="S", kind=MfaKind.VIRTUAL, user_name="alice"),), {}, Rule.IN_USE, id="assigned"
        ),
        pytest.param((), {}, Rule.UNSUITABLE, id="gone"),
        pytest.param((), {"gaps": (Section.VIRTUAL_MFA_DEVICES,)}, Rule.UNREADABLE, id="not read"),
    ],
)
def test_a_device_is_left_alone(devices, more, rule):
    assert only_refusal(DeleteMfaDevice(), of_device("S", *devices, **more)).rule is rule


# Server certificates


def certificate(expires_at, **fields):
    arn = f"arn:aws:iam::{ACCOUNT_ID}:server-certificate/shop"
    values = {"name": "shop", "arn": arn, "account_id": ACCOUNT_ID, "id": "ASCAEXAMPLE123EXAMPLE"}
    return ServerCertificate(**(values | fields), expires_at=expires_at)


def of_certificate(one, **more):
    return changing(one.resource, snapshot(server_certificates=(one,), **more), "server-certificate-expired")


@pytest.mark.parametrize(
    ("expires_at", "rule"),
    [
        pytest.param(NOW + timedelta(seconds=1), Rule.IN_USE, id="valid"),
        pytest.param(None, Rule.UNREADABLE, id="unknown"),
    ],
)
def test_a_certificate_that_may_be_valid_stays(expires_at, rule):
    assert only_refusal(DeleteServerCertificate(), of_certificate(certificate(expires_at))).rule is rule


@pytest.fixture
def shop(door):
    """An expired certificate, as an audit reads it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "shop.example.com")])
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, days_ago(400), days_ago(3))
    body = made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode()
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    told = door("iam").upload_server_certificate(
        ServerCertificateName="shop", CertificateBody=body, PrivateKey=secret.decode()
    )["ServerCertificateMetadata"]
    live = door("iam").get_server_certificate(ServerCertificateName="shop")["ServerCertificate"]
    metadata = live["ServerCertificateMetadata"]
    return certificate(
        arn=told["Arn"],
        id=metadata["ServerCertificateId"],
        expires_at=metadata.get("Expiration") or days_ago(3),
    )


def test_an_expired_certificate_that_nothing_uses_is_deleted(door, shop):
    action = DeleteServerCertificate()
    step = only_step(action, expired(shop))

    before, after = act_and_look(action, step, door)

    assert (before["in_use_by"], after) == ([], {"certificate": None})


def expired(one):
    """What to plan with a day after it expired: moto gives certificates a date of its own."""
    return dataclasses.replace(of_certificate(one), now=max(NOW, one.expires_at + timedelta(days=1)))


def test_a_certificate_of_a_load_balancer_is_in_use_in_whatever_region(door, shop):
    door("elb", "eu-west-1").create_load_balancer(
        LoadBalancerName="front",
        Listeners=[
            {"Protocol": "HTTPS", "LoadBalancerPort": 443, "InstancePort": 80, "SSLCertificateId": shop.arn}
        ],
        AvailabilityZones=["eu-west-1a"],
    )
    action = DeleteServerCertificate()
    step = only_step(action, expired(shop))

    seen = action.observe(step.target, door)

    assert seen["in_use_by"] == ["load balancer front in eu-west-1"]
    assert missed(step, seen) == ["in_use_by"]


def test_who_uses_a_certificate_is_not_known_while_a_load_balancer_cannot_be_asked(door, front, shop):
    front.refused["DescribeLoadBalancers"] = "AccessDenied"
    action = DeleteServerCertificate()
    step = only_step(action, expired(shop))

    seen = action.observe(step.target, door)

    assert missed(step, seen) == ["in_use_by"]
    assert "denied" in seen["unread"]["in_use_by"]


# Permission sets

INSTANCE = "arn:aws:sso:::instance/ssoins-1111111111111111"
ADMIN = "arn:aws:sso:::permissionSet/ssoins-1111111111111111/ps-1111111111111111"
ALICE = "11111111-2222-3333-4444-555555555555"
ADMINS = "99999999-2222-3333-4444-555555555555"


def center(*assignments, members=(ALICE,)):
    one = PermissionSet(name="Admin", arn=ADMIN, account_id=ACCOUNT_ID, assignments=assignments)
    group = SsoGroup(id=ADMINS, name="admins", account_id=ACCOUNT_ID, members=members)
    person = SsoUser(id=ALICE, name="alice", account_id=ACCOUNT_ID, enabled=False)
    return IdentityCenter(instance_arn=INSTANCE, permission_sets=(one,), users=(person,), groups=(group,))


def assigned(kind, to, into=ACCOUNT_ID):
    return Assignment(account_id=into, principal_kind=kind, principal_id=to)


def of_set(found, check_id, resource=None, **more):
    resource = resource or found.permission_sets[0].resource
    return changing(resource, snapshot(identity_center=(found,), **more), check_id)


def test_who_has_it_directly_and_by_a_group_keeps_it_by_the_group():
    given = of_set(center(assigned("USER", ALICE), assigned("GROUP", ADMINS)), "sso-user-direct-assignment")

    step = only_step(UnassignPermissionSet(), given)

    assert step.target.details["principal_id"] == ALICE


@pytest.mark.parametrize("members", [(), None], ids=["not a member", "members were not read"])
def test_who_has_it_only_directly_keeps_it(members):
    found = center(assigned("USER", ALICE), assigned("GROUP", ADMINS), members=members)

    refused = only_refusal(UnassignPermissionSet(), of_set(found, "sso-user-direct-assignment"))

    assert refused.rule is Rule.UNSUITABLE


def test_of_the_ways_into_accounts_only_those_into_the_management_account_are_taken():
    found = center(assigned("GROUP", ADMINS, "111122223333"), assigned("GROUP", ADMINS))
    organization = Organization(
        id="o-exampleorgid", arn="", account_id=ACCOUNT_ID, management_account_id="111122223333"
    )

    step = only_step(
        UnassignPermissionSet(), of_set(found, "sso-management-account-assignment", organization=organization)
    )

    assert step.target.details["into"] == "111122223333"


def test_who_was_disabled_loses_every_way_in():
    found = center(
        assigned("USER", ALICE), assigned("USER", ALICE, "111122223333"), assigned("GROUP", ADMINS)
    )
    given = of_set(found, "sso-user-disabled-with-access", found.users[0].resource)

    steps = list(UnassignPermissionSet().plan(given))

    assert [step.target.details["into"] for step in steps] == [ACCOUNT_ID, "111122223333"]


def test_who_has_it_by_groups_alone_is_named_and_left():
    found = center(assigned("GROUP", ADMINS))
    given = of_set(found, "sso-user-disabled-with-access", found.users[0].resource)

    assert "groups" in only_refusal(UnassignPermissionSet(), given).why


def test_what_was_not_read_is_not_taken_away():
    given = of_set(center(), "sso-user-direct-assignment", gaps=(Section.IDENTITY_CENTER,))

    assert only_refusal(UnassignPermissionSet(), given).rule is Rule.UNREADABLE


@pytest.fixture
def assignment_step(door):
    """The step that takes an assignment that moto knows of from alice."""
    door("sso-admin").create_account_assignment(
        InstanceArn=INSTANCE,
        TargetId=ACCOUNT_ID,
        TargetType="AWS_ACCOUNT",
        PermissionSetArn=ADMIN,
        PrincipalType="USER",
        PrincipalId=ALICE,
    )
    found = center(assigned("USER", ALICE))
    return only_step(
        UnassignPermissionSet(), of_set(found, "sso-user-disabled-with-access", found.users[0].resource)
    )


def test_a_permission_set_is_taken_away_and_given_back(door, assignment_step):
    _, after = act_and_look(UnassignPermissionSet(), assignment_step, door)

    assert after["assigned"] is False


def test_while_identity_center_works_on_it_nobody_knows_the_outcome(door, front, assignment_step):
    action = UnassignPermissionSet()
    mine = {
        "TargetId": ACCOUNT_ID,
        "TargetType": "AWS_ACCOUNT",
        "PermissionSetArn": ADMIN,
        "PrincipalType": "USER",
        "PrincipalId": ALICE,
    }
    front.under_way["Deletion"] = [mine | {"PrincipalId": ADMINS}]
    assert action.done(assignment_step, action.observe(assignment_step.target, door)) is False

    front.under_way["Deletion"].append(mine)
    seen = action.observe(assignment_step.target, door)

    assert action.done(assignment_step, seen) is None
    assert missed(assignment_step, seen) == ["being_deleted"]


def test_whether_it_is_assigned_again_is_not_known_while_identity_center_works_on_it():
    action, step = UnassignPermissionSet(), None
    seen = {"assigned": False, "being_created": True, "being_deleted": False}

    assert action.undone(step, {}, seen) is None
    assert action.undone(step, {}, seen | {"being_created": False}) is False
