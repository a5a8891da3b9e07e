"""Settings, providers and what an organization lays down, for tests: say only what the test is about."""

from builders import ACCOUNT_ID, days_ago
from iam_audit.model import (
    AlternateContact,
    Analyzer,
    Assignment,
    ContactKind,
    DelegatedAdministrator,
    MfaDevice,
    MfaKind,
    OidcProvider,
    Organization,
    PermissionSet,
    RolesAnywhereProfile,
    SamlProvider,
    ServerCertificate,
    ServiceSpecificCredential,
    SigningCertificate,
    SshPublicKey,
    SsoApplication,
    SsoInstance,
    TrustAnchor,
    TrustedTokenIssuer,
)
from whole_roles import GITHUB, GITHUB_ARN, SAML

MANAGER = "111122223333"
REGION = "eu-west-1"
INSTANCE = "arn:aws:sso:::instance/ssoins-7223example"


def virtual_device(name: str, owner: str | None) -> MfaDevice:
    serial = f"arn:aws:iam::{ACCOUNT_ID}:mfa/{name}"
    return MfaDevice(serial=serial, kind=MfaKind.VIRTUAL, user_name=owner)


def signing_certificate(age: int) -> SigningCertificate:
    return SigningCertificate(slot=1, active=True, rotated_at=days_ago(age))


def server_certificate(name: str, days_left: int, tags: dict[str, str]) -> ServerCertificate:
    return ServerCertificate(
        name=name,
        arn=f"arn:aws:iam::{ACCOUNT_ID}:server-certificate/{name}",
        account_id=ACCOUNT_ID,
        id=f"ASCAEXAMPLE{name.upper()}",
        uploaded_at=days_ago(100),
        expires_at=days_ago(-days_left),
        tags=tags,
    )


def saml_provider(days_left: int, mode: str, tags: dict[str, str]) -> SamlProvider:
    return SamlProvider(
        arn=SAML,
        account_id=ACCOUNT_ID,
        valid_until=days_ago(-days_left),
        assertion_encryption=mode,
        tags=tags,
    )


def oidc_provider(client_id: str, tags: dict[str, str], issuer: str = GITHUB) -> OidcProvider:
    arn = GITHUB_ARN if issuer == GITHUB else f"arn:aws:iam::{ACCOUNT_ID}:oidc-provider/{issuer}"
    return OidcProvider(arn=arn, account_id=ACCOUNT_ID, url=issuer, client_ids=(client_id,), tags=tags)


def ssh_key(user_name: str, age: int) -> SshPublicKey:
    return SshPublicKey(
        user_name=user_name, id=f"APKAEXAMPLE{user_name.upper()}", active=True, uploaded_at=days_ago(age)
    )


def service_credential(
    user_name: str, service: str, age: int, ends: int | None = None
) -> ServiceSpecificCredential:
    return ServiceSpecificCredential(
        user_name=user_name,
        id=f"ACCAEXAMPLE{service.partition('.')[0].upper()}",
        service=service,
        active=True,
        created_at=days_ago(age),
        expires_at=None if ends is None else days_ago(-ends),
    )


def contact(kind: ContactKind, email: str) -> AlternateContact:
    return AlternateContact(kind=kind, email=email, phone="+49 731 1")


def analyzer(name: str, kind: str, tags: dict[str, str], **more: int) -> Analyzer:
    return Analyzer(
        name=name,
        arn=f"arn:aws:access-analyzer:{REGION}:{ACCOUNT_ID}:analyzer/{name}",
        account_id=ACCOUNT_ID,
        region=REGION,
        type=kind,
        status="ACTIVE",
        tags=tags,
        **({"active_findings": 0} | more),
    )


def roles_anywhere_profile(name: str, **more: str) -> RolesAnywhereProfile:
    return RolesAnywhereProfile(
        id=f"profile-{name}",
        name=name,
        arn=f"arn:aws:rolesanywhere:{REGION}:{ACCOUNT_ID}:profile/{name}",
        account_id=ACCOUNT_ID,
        region=REGION,
        enabled=True,
        roles=(f"arn:aws:iam::{ACCOUNT_ID}:role/worker",),
        **more,
    )


def trust_anchor(name: str, algorithm: str) -> TrustAnchor:
    return TrustAnchor(
        id=f"anchor-{name}",
        name=name,
        arn=f"arn:aws:rolesanywhere:{REGION}:{ACCOUNT_ID}:trust-anchor/{name}",
        account_id=ACCOUNT_ID,
        region=REGION,
        enabled=True,
        source="CERTIFICATE_BUNDLE",
        key_algorithms=(algorithm,),
    )


def organization(manager: str) -> Organization:
    return Organization(
        id="o-exampleorgid",
        arn=f"arn:aws:organizations::{manager}:organization/o-exampleorgid",
        account_id=ACCOUNT_ID,
        management_account_id=manager,
        feature_set="ALL",
    )


def delegated_administrator(service: str, who: str = MANAGER) -> DelegatedAdministrator:
    return DelegatedAdministrator(
        id=who,
        arn=f"arn:aws:organizations::{ACCOUNT_ID}:account/o-exampleorgid/{who}",
        account_id=ACCOUNT_ID,
        name="security",
        services=(service,),
    )


def sso_instance(owner: str) -> SsoInstance:
    return SsoInstance(
        arn=INSTANCE,
        account_id=ACCOUNT_ID,
        owner_account_id=owner,
        identity_store_id="d-1234567890",
        name="people",
        status="ACTIVE",
    )


def permission_set(name: str, **fields: object) -> PermissionSet:
    values = {
        "name": name,
        "arn": f"arn:aws:sso:::permissionSet/ssoins-7223example/ps-{name}",
        "account_id": ACCOUNT_ID,
        "session_duration": "PT1H",
        "accounts": (ACCOUNT_ID,),
    }
    return PermissionSet(**(values | fields))


def assignment(kind: str, principal: str, where: str = MANAGER) -> Assignment:
    return Assignment(account_id=where, principal_kind=kind, principal_id=principal)


def application(*, required: bool) -> SsoApplication:
    arn = f"arn:aws:sso::{ACCOUNT_ID}:application/ssoins-7223example/apl-wiki"
    return SsoApplication(arn=arn, name="wiki", account_id=ACCOUNT_ID, assignment_required=required)


def token_issuer(name: str) -> TrustedTokenIssuer:
    arn = f"arn:aws:sso::{ACCOUNT_ID}:trustedTokenIssuer/ssoins-7223example/tti-{name}"
    return TrustedTokenIssuer(arn=arn, name=name, account_id=ACCOUNT_ID)
