"""SSH public keys for CodeCommit."""

from collections.abc import Sequence

import msgspec

from iam_audit.collect.asking import PAGE, listed
from iam_audit.collect.base import Answer, Client, PerUserCollector
from iam_audit.collect.shapes import Moment, read_shape
from iam_audit.model import Account, Section, Snapshot, SshPublicKey


class RawKey(msgspec.Struct, rename="pascal"):
    """An entry of ListSSHPublicKeys."""

    user_name: str
    ssh_public_key_id: str = msgspec.field(name="SSHPublicKeyId")
    status: str
    upload_date: Moment | None = None


class SshPublicKeys(PerUserCollector[tuple[SshPublicKey, ...]]):
    """Asks about every user, on request only."""

    section = Section.SSH_PUBLIC_KEYS
    file = "ssh-public-keys.json"
    key = "SSHPublicKeys"
    permissions = ("iam:ListSSHPublicKeys",)
    on_request = True
    essential = False

    def users_on_request(self, snapshot: Snapshot) -> Sequence[str]:
        """Return everybody: nothing tells beforehand who has one."""
        return [user.name for user in snapshot.users]

    def fetch(self, client: Client, user_name: str) -> Sequence[Answer]:
        """Return the keys of one user."""
        return listed(client.list_ssh_public_keys, "SSHPublicKeys", UserName=user_name, MaxItems=PAGE)

    def parse(self, answer: Answer, account: Account) -> tuple[SshPublicKey, ...]:  # noqa: ARG002
        """Shape the list."""
        return tuple(
            SshPublicKey(
                user_name=raw.user_name,
                id=raw.ssh_public_key_id,
                active=raw.status == "Active",
                uploaded_at=raw.upload_date,
            )
            for raw in read_shape(answer, list[RawKey], self.file)
        )
