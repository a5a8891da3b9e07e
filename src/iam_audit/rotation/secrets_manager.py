"""AWS Secrets Manager: a new key waits as AWSPENDING until it was tried, then becomes AWSCURRENT."""

import hashlib
import re
import shlex

from iam_audit.errors import UsageError
from iam_audit.rotation.base import Client, Clients, PlaceError, SecretStore, region_in
from iam_audit.rotation.hushing import Untold, told
from iam_audit.rotation.secret import NewKey, Secret

ABSENT = "ResourceNotFoundException"
CURRENT, PENDING, PROBE = "AWSCURRENT", "AWSPENDING", "IAM_AUDIT_PROBE"
NAME = re.compile(r"[A-Za-z0-9/_+=.@-]{1,512}")
NOTHING = '{"probe":"iam-audit"}'


class SecretsManager(SecretStore):
    """A secret of AWS Secrets Manager; made if there is none of that name."""

    kind = "secretsmanager"
    staged = True
    permissions = (
        "secretsmanager:CreateSecret",
        "secretsmanager:DescribeSecret",
        "secretsmanager:GetSecretValue",
        "secretsmanager:PutSecretValue",
        "secretsmanager:UpdateSecretVersionStage",
    )

    def __init__(self, name: str, clients: Clients, kms_key: str | None = None) -> None:
        if not name.startswith("arn:") and not NAME.fullmatch(name):
            raise UsageError(f"No secret can be called {name!r}: letters, digits and /_+=.@- may be in it.")
        self.place = f"{self.kind}:{name}"
        self._name = name
        self._clients = clients
        self._kms_key = kms_key

    def prove(self, nonce: str) -> None:
        """Write a version that nobody reads: only AWSCURRENT is read by those who name no version."""
        found = told(lambda: self._client.describe_secret(SecretId=self._name))
        if isinstance(found, Untold):
            if found.code != ABSENT:
                raise self._failed(found)
            self._make()
        elif found.get("DeletedDate"):
            raise PlaceError(f"The secret {self._name} is about to be deleted: restore it, or name another.")
        elif found.get("OwningService"):
            raise PlaceError(f"The secret {self._name} belongs to {found['OwningService']}: name another.")
        self._put(NOTHING, f"probe of {nonce}", PROBE)

    def store(self, key: NewKey, value: Secret) -> None:
        """Add a version that waits."""
        self._put(value.reveal(), key.id, PENDING)

    def publish(self, key_id: str) -> None:
        """Make the version the current one; the one before it stays as AWSPREVIOUS."""
        version, versions = _version(key_id), self._versions()
        current = next((one for one, stages in versions.items() if CURRENT in stages), None)
        if current == version:
            return
        moved = {"RemoveFromVersionId": current} if current else {}
        answer = told(
            lambda: self._client.update_secret_version_stage(
                SecretId=self._name, VersionStage=CURRENT, MoveToVersionId=version, **moved
            )
        )
        if isinstance(answer, Untold):
            raise self._failed(answer)

    def holds(self, key_id: str) -> bool:
        """Look for the version; its value is not asked for."""
        return _version(key_id) in self._versions()

    def fetch(self, key_id: str) -> Secret | None:
        """Ask for the value of that version."""
        answer = told(
            lambda: Secret(
                self._client.get_secret_value(SecretId=self._name, VersionId=_version(key_id))["SecretString"]
            )
        )
        if isinstance(answer, Untold):
            if answer.code == ABSENT:
                return None
            raise self._failed(answer)
        return answer

    def how_to_read(self, key_id: str) -> str:  # noqa: ARG002
        """Return the command of the AWS CLI."""
        name = shlex.quote(self._name)
        return f"aws secretsmanager get-secret-value --secret-id {name} --query SecretString --output text"

    @property
    def _client(self) -> Client:
        return self._clients("secretsmanager", region_in(self._name))

    def _make(self) -> None:
        if self._name.startswith("arn:"):
            raise PlaceError(f"There is no secret {self._name}: make it, or give a name in place of the ARN.")
        more = {"KmsKeyId": self._kms_key} if self._kms_key else {}
        answer = told(
            lambda: self._client.create_secret(
                Name=self._name, Description="An access key that iam-audit rotates", **more
            )
        )
        if isinstance(answer, Untold):
            raise self._failed(answer)

    def _put(self, text: str, what: str, stage: str) -> None:
        answer = told(
            lambda: self._client.put_secret_value(
                SecretId=self._name,
                ClientRequestToken=_version(what),
                SecretString=text,
                VersionStages=[stage],
            )
        )
        if isinstance(answer, Untold):
            raise self._failed(answer)

    def _versions(self) -> dict[str, list[str]]:
        found = told(lambda: self._client.describe_secret(SecretId=self._name))
        if isinstance(found, Untold):
            if found.code == ABSENT:
                return {}
            raise self._failed(found)
        return dict(found.get("VersionIdsToStages") or {})

    def _failed(self, untold: Untold) -> PlaceError:
        return PlaceError(f"The secret {self._name} cannot be used: {untold.error}", lost=untold.lost)


def _version(what: str) -> str:
    """Return the token of a write, which becomes the id of the version: a write done twice is one version."""
    return hashlib.sha256(f"iam-audit {what}".encode()).hexdigest()
