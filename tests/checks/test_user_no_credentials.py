import pytest

from builders import NOW, access_key, password, snapshot, user
from iam_audit.checks.user_no_credentials import UserNoCredentials
from iam_audit.model import (
    Finding,
    Section,
    ServiceSpecificCredential,
    SigningCertificate,
    SshPublicKey,
    Status,
    User,
)


def judge(one: User, **fields: object) -> list[Finding]:
    return list(UserNoCredentials().run(snapshot(users=(one,), **fields), NOW))


def ssh(active: bool | None = True, name: str = "alice") -> SshPublicKey:
    return SshPublicKey(user_name=name, id="APKAEXAMPLE", active=active)


def service(active: bool | None = True) -> ServiceSpecificCredential:
    return ServiceSpecificCredential(
        user_name="alice", id="ACCAEXAMPLE", service="codecommit.amazonaws.com", active=active
    )


def certified(active: bool | None) -> User:
    return user(signing_certificates=(SigningCertificate(slot=1, active=active),))


@pytest.mark.parametrize(
    ("one", "fields"),
    [
        pytest.param(user(password=password()), {}, id="a password"),
        pytest.param(user(), {"access_keys": (access_key(),)}, id="an access key"),
        pytest.param(certified(active=True), {}, id="a certificate"),
        pytest.param(user(), {"ssh_public_keys": (ssh(),)}, id="an SSH key"),
        pytest.param(user(), {"service_specific_credentials": (service(),)}, id="a credential of a service"),
    ],
)
def test_one_active_credential_of_any_kind_passes(one, fields):
    assert judge(one, **fields) == []


@pytest.mark.parametrize(
    ("one", "fields"),
    [
        pytest.param(user(), {}, id="none"),
        pytest.param(user(), {"access_keys": (access_key(active=False),)}, id="an inactive key"),
        pytest.param(certified(active=False), {}, id="an inactive certificate"),
        pytest.param(
            user(),
            {"ssh_public_keys": (ssh(active=False), ssh(name="bob"))},
            id="an inactive SSH key, and one of somebody else",
        ),
        pytest.param(
            user(), {"service_specific_credentials": (service(active=False),)}, id="an inactive one"
        ),
    ],
)
def test_inactive_credentials_are_none(one, fields):
    assert [finding.status for finding in judge(one, **fields)] == [Status.FAIL]


@pytest.mark.parametrize(
    ("one", "fields", "named"),
    [
        pytest.param(user(password=password(enabled=None)), {}, "password", id="the password"),
        pytest.param(user(), {"access_keys": (access_key(active=None),)}, "access keys", id="a key"),
        pytest.param(user(), {"gaps": (Section.SSH_PUBLIC_KEYS,)}, "SSH public keys", id="SSH keys not read"),
        pytest.param(
            user(),
            {"gaps": (Section.SERVICE_SPECIFIC_CREDENTIALS,)},
            "service specific credentials",
            id="credentials of services not read",
        ),
    ],
)
def test_what_is_not_known_leaves_it_open(one, fields, named):
    finding = judge(one, **fields)[0]

    assert finding.status is Status.NOT_EVALUATED
    assert named in finding.message


def test_what_was_not_read_does_not_matter_where_another_credential_is_active():
    gaps = (Section.SSH_PUBLIC_KEYS, Section.SERVICE_SPECIFIC_CREDENTIALS)

    assert judge(user(password=password()), gaps=gaps) == []
