"""Lists all that a user has and is in: what AWS wants gone before it deletes a user."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from iam_audit.collect.asking import PAGE, field, listed, unless_absent
from iam_audit.model import LastUse, NeverUsed
from iam_audit.remediate.nouns import Facts
from iam_audit.remediate.observing import (
    OF_USE,
    LiveUser,
    Looking,
    key_use,
    keys_of,
    note_password,
    note_use,
    password_use,
)

Client: TypeAlias = Any

SWITCHED_ON = "Active"
SMALL_PAGE = 100
"""What each of the lists of credentials allows."""


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of credential that can be switched off."""

    fact: str
    words: str
    call: str
    """The method that lists them, and where in the answer they are."""
    key: str
    id: str
    """How AWS calls the id of one, in the list and when it is deleted."""
    delete: str


KINDS = (
    Kind(
        fact="keys",
        words="access key",
        call="list_access_keys",
        key="AccessKeyMetadata",
        id="AccessKeyId",
        delete="delete_access_key",
    ),
    Kind(
        fact="certificates",
        words="signing certificate",
        call="list_signing_certificates",
        key="Certificates",
        id="CertificateId",
        delete="delete_signing_certificate",
    ),
    Kind(
        fact="ssh_keys",
        words="SSH key",
        call="list_ssh_public_keys",
        key="SSHPublicKeys",
        id="SSHPublicKeyId",
        delete="delete_ssh_public_key",
    ),
    Kind(
        fact="service_credentials",
        words="credential for a service",
        call="list_service_specific_credentials",
        key="ServiceSpecificCredentials",
        id="ServiceSpecificCredentialId",
        delete="delete_service_specific_credential",
    ),
)
"""All that a user can hold besides password and second factors."""

READS = (
    "iam:ListAccessKeys",
    "iam:ListSigningCertificates",
    "iam:ListSSHPublicKeys",
    "iam:ListServiceSpecificCredentials",
    "iam:ListMFADevices",
    "iam:ListUserPolicies",
    "iam:ListAttachedUserPolicies",
)


def look_at_all(looking: Looking, iam: Client, user: LiveUser) -> None:
    """Ask for all credentials of a user, which of them are switched on, and when the last of them was used."""
    name = user.user_name
    for kind in KINDS:
        looking.fact(kind.fact, lambda: statuses_of(iam, name, kind))  # noqa: B023 - it is asked at once
    looking.fact("virtual_mfa_devices", lambda: virtual(mfa_of(iam, name)))
    looking.fact("user_inline", lambda: inline_of(iam, name))
    looking.fact("user_attached", lambda: attached_of(iam, name))
    _look_at_use(looking, iam, user)
    seen = looking.facts()
    if all(kind.fact in seen for kind in KINDS):
        looking.note({"active_credentials": switched_on(seen)})


def switched_on(seen: Facts) -> list[str]:
    """Return the credentials that can be switched off and are not, in words and sorted."""
    found: list[str] = []
    for kind in KINDS:
        statuses = seen[kind.fact]
        if isinstance(statuses, dict):
            found += [f"{kind.words} {one}" for one, status in statuses.items() if status == SWITCHED_ON]
    return sorted(found)


def statuses_of(iam: Client, user: str, kind: Kind) -> dict[str, str]:
    """Return the status of each credential of a kind, by id."""
    found = listed(getattr(iam, kind.call), kind.key, UserName=user, MaxItems=SMALL_PAGE)
    return {field(one, kind.id): field(one, "Status") for one in found}


def mfa_of(iam: Client, user: str) -> list[str]:
    """Return the serial numbers of the second factors of a user, sorted."""
    return _names(iam.list_mfa_devices, "MFADevices", "SerialNumber", user)


def virtual(serials: Iterable[str]) -> list[str]:
    """Return those serial numbers that are of virtual devices, sorted: the others belong to things made of matter."""
    return sorted(serial for serial in serials if ":mfa/" in serial)


def inline_of(iam: Client, user: str) -> list[str]:
    """Return the names of the inline policies of a user, sorted."""
    return sorted(listed(iam.list_user_policies, "PolicyNames", UserName=user, MaxItems=PAGE))


def attached_of(iam: Client, user: str) -> list[str]:
    """Return the ARNs of the policies attached to a user, sorted."""
    return _names(iam.list_attached_user_policies, "AttachedPolicies", "PolicyArn", user)


def attached_to_group(iam: Client, group: str) -> list[str] | None:
    """Return the ARNs of the policies attached to a group, sorted; None when there is no such group."""
    return unless_absent(
        lambda: sorted(
            field(policy, "PolicyArn")
            for policy in listed(
                iam.list_attached_group_policies, "AttachedPolicies", GroupName=group, MaxItems=PAGE
            )
        )
    )


def inline_of_group(iam: Client, group: str) -> list[str] | None:
    """Return the names of the inline policies of a group, sorted; None when there is no such group."""
    return unless_absent(
        lambda: sorted(listed(iam.list_group_policies, "PolicyNames", GroupName=group, MaxItems=PAGE))
    )


def _look_at_use(looking: Looking, iam: Client, user: LiveUser) -> None:
    uses: list[tuple[datetime | None, LastUse | None]] = [
        (user.create_date, NeverUsed()),
        (note_password(looking, iam, user), password_use(user)),
    ]
    keys = looking.ask(lambda: keys_of(iam, user.user_name), *OF_USE)
    uses += [(key.created_at, looking.ask(lambda: key_use(iam, key), *OF_USE)) for key in keys or ()]  # noqa: B023
    if keys is not None:
        note_use(looking, *uses)


def _names(call: Callable[..., Any], key: str, name: str, user: str) -> list[str]:
    return sorted(field(one, name) for one in listed(call, key, UserName=user, MaxItems=PAGE))
