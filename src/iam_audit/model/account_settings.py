"""What an account has set or stored beside its users: password policy, counts, certificates, identity providers."""

from datetime import datetime

import msgspec

from iam_audit.model.resource import Resource


class PasswordPolicy(msgspec.Struct, frozen=True, kw_only=True):
    """The account's password policy. The defaults are AWS's own for an account that has set none.

    Source: "Set an account password policy for IAM users" in the IAM User Guide.
    """

    custom: bool = False
    """False when the account has no policy of its own and AWS's default applies."""
    minimum_length: int = 8
    require_uppercase: bool = False
    require_lowercase: bool = False
    require_numbers: bool = False
    require_symbols: bool = False
    allow_users_to_change: bool = False
    expire_passwords: bool = False
    max_age_days: int | None = None
    reuse_prevention: int | None = None
    """How many earlier passwords are refused; None when none are."""
    hard_expiry: bool = False


class AccountSummary(msgspec.Struct, frozen=True, kw_only=True):
    """The counts of GetAccountSummary that say something about root. None where AWS left one out."""

    root_mfa_enabled: bool | None = None
    root_access_keys_present: bool | None = None
    root_password_present: bool | None = None
    root_signing_certificates_present: bool | None = None
    users: int | None = None


class ServerCertificate(msgspec.Struct, frozen=True, kw_only=True):
    """A TLS certificate stored in IAM."""

    name: str
    arn: str
    account_id: str
    id: str
    uploaded_at: datetime | None = None
    expires_at: datetime | None = None
    tags: dict[str, str] | None = None
    """None when they could not be read."""

    @property
    def resource(self) -> Resource:
        """What a finding about this certificate points at."""
        return Resource(
            type="server-certificate", id=self.name, arn=self.arn, name=self.name, account_id=self.account_id
        )


class SamlProvider(msgspec.Struct, frozen=True, kw_only=True):
    """A SAML identity provider."""

    arn: str
    account_id: str
    created_at: datetime | None = None
    valid_until: datetime | None = None
    assertion_encryption: str | None = None
    """`Required` or `Allowed`; None when AWS does not say, or its details could not be read."""
    tags: dict[str, str] | None = None
    """None when its details could not be read."""

    @property
    def name(self) -> str:
        """The part of the ARN after `saml-provider/`."""
        return self.arn.partition("/")[2]

    @property
    def resource(self) -> Resource:
        """What a finding about this provider points at."""
        return Resource(
            type="saml-provider", id=self.name, arn=self.arn, name=self.name, account_id=self.account_id
        )


class OidcProvider(msgspec.Struct, frozen=True, kw_only=True):
    """An OpenID Connect identity provider."""

    arn: str
    account_id: str
    url: str | None = None
    """None when its details could not be read."""
    client_ids: tuple[str, ...] | None = None
    created_at: datetime | None = None
    tags: dict[str, str] | None = None

    @property
    def name(self) -> str:
        """The part of the ARN after `oidc-provider/`: the issuer without its scheme."""
        return self.arn.partition("/")[2]

    @property
    def resource(self) -> Resource:
        """What a finding about this provider points at."""
        return Resource(
            type="oidc-provider", id=self.name, arn=self.arn, name=self.name, account_id=self.account_id
        )
