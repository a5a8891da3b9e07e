"""What can be set about rotation."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta


class RotateSettings(msgspec.Struct, frozen=True, kw_only=True):
    """`[rotate]`: where new keys go, and how patiently old ones are retired."""

    to: Annotated[
        str,
        Meta(
            description="Where new keys go: `secretsmanager:NAME`, `ssm:NAME`, `vault:MOUNT/PATH` or `age:FOLDER`;"
            " `{user}` and `{account_id}` are filled in."
        ),
    ] = "secretsmanager:iam-audit/{account_id}/{user}"
    shape: Annotated[
        Literal["sdk", "environment"],
        Meta(description="What is stored: JSON named as `credential_process` has it, or as the environment."),
    ] = "sdk"
    min_age_days: Annotated[
        int, Meta(ge=0, le=3650, description="Days before a key is rotated again, unless somebody insists.")
    ] = 60
    quiet_days: Annotated[
        int, Meta(ge=1, le=365, description="Days of silence after which an old key is deactivated.")
    ] = 7
    delete_days: Annotated[
        int,
        Meta(
            ge=0, le=3650, description="Days after which a deactivated key is deleted; 0 keeps it for ever."
        ),
    ] = 30
    tell_owner: Annotated[
        bool,
        Meta(description="Tell the owner where the new key is; the old one stays until that was delivered."),
    ] = True
    kms_key: Annotated[
        str | None, Meta(description="The KMS key for new secrets and parameters; unset, that of AWS.")
    ] = None
    recipients: Annotated[
        tuple[str, ...],
        Meta(
            description="Public age or SSH keys that files are encrypted for, or `file:PATH` with some;"
            " `{user}` and `{account_id}` are filled in."
        ),
    ] = ()
    vault_address: Annotated[
        str | None, Meta(description="The URL of HashiCorp Vault, such as https://vault.example.com:8200.")
    ] = None
    vault_token: Annotated[
        str,
        Meta(description="Where Vault's token is: `env:NAME`, `file:PATH`, `secretsmanager:...`, `ssm:...`."),
    ] = "env:VAULT_TOKEN"  # noqa: S105 - where it is, not what it is
    vault_namespace: Annotated[str, Meta(description="The namespace in Vault; empty: none.")] = ""
    vault_ca_file: Annotated[
        str | None, Meta(description="A file with the certificates that Vault's is checked against.")
    ] = None
