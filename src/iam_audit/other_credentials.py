"""Gathers the long-lived credentials of an account that are not access keys."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from iam_audit.inactivity import Limits, rate_use
from iam_audit.model import (
    ROOT_NAME,
    Bounds,
    CredentialType,
    Kind,
    OtherCredential,
    Principal,
    Root,
    ServiceSpecificCredential,
    Snapshot,
    SshPublicKey,
    Tier,
    User,
)

ADMIN = Bounds(lower=Tier.ADMIN, upper=Tier.ADMIN)


@dataclass(frozen=True, kw_only=True)
class Judged:
    """What was worked out of the account before."""

    principals: Sequence[Principal]
    kinds: Mapping[str, Kind]
    limits: Limits


def other_credentials(snapshot: Snapshot, judged: Judged, now: datetime) -> tuple[OtherCredential, ...]:
    """Return the passwords, certificates, SSH keys and credentials for single services."""
    bounds = {
        one.arn: Bounds(lower=one.privilege.lower, upper=one.privilege.upper) for one in judged.principals
    }
    found: list[OtherCredential] = []
    for user in snapshot.users:
        kind = judged.kinds.get(user.name, Kind.UNKNOWN)
        if user.password.enabled:
            found.append(_password(user, user.name, kind, bounds.get(user.arn), judged.limits, now))
        found += _certificates(user, user.name, kind)
    if snapshot.root:
        # Root has a password unless the report says that it has none.
        if snapshot.root.password.enabled is not False:
            root = snapshot.root
            found.append(_password(root, ROOT_NAME, Kind.UNKNOWN, ADMIN, judged.limits, now))
        found += _certificates(snapshot.root, ROOT_NAME, Kind.UNKNOWN)
    return (*found, *_named(snapshot, judged.kinds))


def _password(
    who: User | Root, name: str, kind: Kind, bounds: Bounds | None, limits: Limits, now: datetime
) -> OtherCredential:
    password = who.password
    since = password.changed_at or who.created_at
    return OtherCredential(
        type=CredentialType.PASSWORD,
        id=name,
        user_name=name,
        user_arn=who.arn,
        account_id=who.account_id,
        active=password.enabled,
        created_at=since,
        last_used=password.last_used,
        risk_level=rate_use(since, password.last_used, now, limits),
        kind=kind,
        privilege=bounds,
    )


def _certificates(who: User | Root, name: str, kind: Kind) -> Iterator[OtherCredential]:
    for one in who.signing_certificates:
        yield OtherCredential(
            type=CredentialType.SIGNING_CERTIFICATE,
            id=f"{name}/{one.slot}",
            user_name=name,
            user_arn=who.arn,
            account_id=who.account_id,
            active=one.active,
            created_at=one.rotated_at,
            kind=kind,
        )


def _named(snapshot: Snapshot, kinds: Mapping[str, Kind]) -> Iterator[OtherCredential]:
    """Yield what AWS gives ids: SSH keys, and credentials for single services."""
    dated: list[tuple[CredentialType, SshPublicKey | ServiceSpecificCredential, datetime | None]] = [
        *((CredentialType.SSH_PUBLIC_KEY, key, key.uploaded_at) for key in snapshot.ssh_public_keys),
        *(
            (CredentialType.SERVICE_SPECIFIC, held, held.created_at)
            for held in snapshot.service_specific_credentials
        ),
    ]
    for kind_of, one, since in dated:
        user = snapshot.users_by_name.get(one.user_name)
        yield OtherCredential(
            type=kind_of,
            id=one.id,
            user_name=one.user_name,
            user_arn=user.arn if user else "",
            account_id=snapshot.account.id,
            active=one.active,
            created_at=since,
            kind=kinds.get(one.user_name, Kind.UNKNOWN),
        )
