"""AWS Systems Manager Parameter Store: a SecureString, whose description tells which key it holds."""

import re
import shlex
from typing import Any

from iam_audit.errors import UsageError
from iam_audit.rotation.base import Client, Clients, PlaceError, SecretStore, region_in
from iam_audit.rotation.hushing import Untold, told
from iam_audit.rotation.secret import NewKey, Secret

SECURE = "SecureString"
EXISTS = "ParameterAlreadyExists"
NAME = re.compile(r"/?[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*")
NOTHING = "no key yet"


class ParameterStore(SecretStore):
    """A parameter of the Parameter Store; made if there is none of that name."""

    kind = "ssm"
    permissions = ("ssm:DescribeParameters", "ssm:GetParameter", "ssm:PutParameter")

    def __init__(self, name: str, clients: Clients, kms_key: str | None = None) -> None:
        if not name.startswith("arn:") and not NAME.fullmatch(name):
            raise UsageError(f"No parameter can be called {name!r}: letters, digits and /_.- may be in it.")
        self.place = f"{self.kind}:{name}"
        self._name = name
        self._clients = clients
        self._kms_key = kms_key

    def prove(self, nonce: str) -> None:  # noqa: ARG002
        """Make the parameter, without a key in it yet. Where there is one, being told so is proof enough.

        AWS looks at permissions before it looks for the name, so what is there need not be touched.
        """
        answer = self._put(NOTHING, "waits for an access key", overwrite=False)
        if isinstance(answer, Untold):
            if answer.code != EXISTS:
                raise self._failed(answer)
            if (found := self._described()).get("Type") != SECURE:
                raise PlaceError(f"The parameter {self._name} is a {found.get('Type')}, not a {SECURE}.")

    def store(self, key: NewKey, value: Secret) -> None:
        """Write the value over the one before; the Parameter Store keeps that in its history."""
        answer = self._put(value.reveal(), _description(key.id), overwrite=True)
        if isinstance(answer, Untold):
            raise self._failed(answer)

    def holds(self, key_id: str) -> bool:
        """Look at the description; the value is not asked for."""
        return self._described().get("Description") == _description(key_id)

    def fetch(self, key_id: str) -> Secret | None:
        """Ask for the value, if it is that of the key."""
        if not self.holds(key_id):
            return None
        answer = told(
            lambda: Secret(
                self._client.get_parameter(Name=self._name, WithDecryption=True)["Parameter"]["Value"]
            )
        )
        if isinstance(answer, Untold):
            raise self._failed(answer)
        return answer

    def how_to_read(self, key_id: str) -> str:  # noqa: ARG002
        """Return the command of the AWS CLI."""
        name = shlex.quote(self._name)
        return f"aws ssm get-parameter --name {name} --with-decryption --query Parameter.Value --output text"

    @property
    def _client(self) -> Client:
        return self._clients("ssm", region_in(self._name))

    def _put(self, text: str, description: str, *, overwrite: bool) -> object:
        more = {"KeyId": self._kms_key} if self._kms_key else {}
        return told(
            lambda: self._client.put_parameter(
                Name=self._name,
                Value=text,
                Description=description,
                Type=SECURE,
                Overwrite=overwrite,
                **more,
            )
        )

    def _described(self) -> dict[str, Any]:
        name = self._name.partition(":parameter")[2] or self._name
        asked = [{"Key": "Name", "Option": "Equals", "Values": [name]}]
        answer = told(lambda: self._client.describe_parameters(ParameterFilters=asked))
        if isinstance(answer, Untold):
            raise self._failed(answer)
        return next(iter(answer["Parameters"]), {})

    def _failed(self, untold: Untold) -> PlaceError:
        return PlaceError(f"The parameter {self._name} cannot be used: {untold.error}", lost=untold.lost)


def _description(key_id: str) -> str:
    return f"access key {key_id}, stored by iam-audit"
