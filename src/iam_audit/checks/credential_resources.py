"""SSH keys and service-specific credentials as findings point at them."""

from iam_audit.checks.populations import Thing
from iam_audit.model import Resource, ServiceSpecificCredential, Snapshot, SshPublicKey


def ssh_key_thing(key: SshPublicKey, snapshot: Snapshot) -> Thing:
    """Return what a finding about an SSH key points at: its id, under its user's name."""
    return _thing("ssh-public-key", key.id, key.user_name, snapshot)


def credential_thing(credential: ServiceSpecificCredential, snapshot: Snapshot) -> Thing:
    """Return what a finding about a service-specific credential points at."""
    return _thing("service-specific-credential", credential.id, credential.user_name, snapshot)


def _thing(kind: str, own_id: str, user_name: str, snapshot: Snapshot) -> Thing:
    user = snapshot.users_by_name.get(user_name)
    arn = user.arn if user else ""
    return Thing(Resource(type=kind, id=own_id, arn=arn, name=user_name, account_id=snapshot.account.id))
