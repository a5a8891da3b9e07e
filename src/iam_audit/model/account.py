"""An AWS account, and what we could not read of it."""

from enum import StrEnum

import msgspec

from iam_audit.model.resource import Resource


class Section(StrEnum):
    """A part of an account that is read, or not read, as a whole.

    The values are the names that reports, settings and `Check.needs` use. Each is also the name of a field of
    `Snapshot`, but for PASSWORDS and MFA, which are facts of the users, PERMISSIONS, which are the groups and
    policies of the users, ROLE_SESSIONS, which are facts of the roles, and VIRTUAL_MFA_DEVICES, which are some
    of the MFA devices.
    """

    USERS = "users"
    ACCESS_KEYS = "access_keys"
    PASSWORDS = "passwords"
    MFA = "mfa"
    ROOT = "root"
    PERMISSIONS = "permissions"
    GROUPS = "groups"
    ROLES = "roles"
    POLICIES = "policies"
    PASSWORD_POLICY = "password_policy"  # noqa: S105 - the name of a section
    ACCOUNT_SUMMARY = "account_summary"
    ACCOUNT_ALIASES = "account_aliases"
    ACCESS_KEY_IDS = "access_key_ids"
    MFA_DEVICES = "mfa_devices"
    SERVER_CERTIFICATES = "server_certificates"
    SAML_PROVIDERS = "saml_providers"
    OIDC_PROVIDERS = "oidc_providers"
    SSH_PUBLIC_KEYS = "ssh_public_keys"
    SERVICE_SPECIFIC_CREDENTIALS = "service_specific_credentials"
    VIRTUAL_MFA_DEVICES = "virtual_mfa_devices"
    LOGIN_PROFILES = "login_profiles"
    ROLE_SESSIONS = "role_sessions"
    ALTERNATE_CONTACTS = "alternate_contacts"
    CONTACT_INFORMATION = "contact_information"
    ANALYZERS = "analyzers"
    ROLES_ANYWHERE_PROFILES = "roles_anywhere_profiles"
    TRUST_ANCHORS = "trust_anchors"
    ORGANIZATION = "organization"
    ORGANIZATIONS_FEATURES = "organizations_features"
    DELEGATED_ADMINISTRATORS = "delegated_administrators"
    SERVICE_CONTROL_POLICIES = "service_control_policies"
    ORGANIZATION_TREE = "organization_tree"
    SSO_INSTANCES = "sso_instances"
    IDENTITY_CENTER = "identity_center"
    SERVICE_LAST_ACCESSED = "service_last_accessed"

    @property
    def words(self) -> str:
        """The name as people read it in a sentence."""
        return " ".join(SPELLED.get(word, word) for word in self.value.split("_"))


SPELLED = {"mfa": "MFA", "oidc": "OIDC", "saml": "SAML", "ssh": "SSH", "sso": "SSO"}
"""Words of section names that are not written in small letters."""


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """One AWS account."""

    id: str
    """Twelve digits."""
    name: str = ""
    """The name in AWS Organizations, else the account alias, else empty."""
    partition: str = "aws"
    """`aws`, `aws-cn`, `aws-us-gov`, `aws-iso`, ..."""
    management: bool | None = None
    """Whether this is the organization's management account; None when we do not know."""

    @property
    def arn(self) -> str:
        """The ARN of the account's root, the usual way to point at a whole account."""
        return f"arn:{self.partition}:iam::{self.id}:root"

    @property
    def resource(self) -> Resource:
        """What a finding about the account itself points at."""
        return Resource(
            type="account", id=self.id, arn=self.arn, name=self.name or self.id, account_id=self.id
        )


class Gap(msgspec.Struct, frozen=True, kw_only=True):
    """A section that could not be read, and why. A gap is never the same as an empty answer."""

    section: Section
    reason: str
    """One sentence for a person; it names the policy that denied the call when AWS says which."""
    code: str = ""
    """The AWS error code, such as `AccessDenied`; empty when there was none."""
    wanted: bool = True
    """Whether an audit counts on the section: always, or because somebody asked for it by name.

    Without the others it is whole all the same, and the checks that need them are not evaluated.
    """
