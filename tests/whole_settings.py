"""What belongs to the invented accounts beside users, groups, roles and policies: settings, providers, organization."""

import msgspec

from builders import ACCOUNT_ID, NOW, account, days_ago, password, root, snapshot, user
from iam_audit.model import (
    AccountSummary,
    AnalyzedRegion,
    AttachedPolicy,
    ContactKind,
    LoginProfile,
    ManagedPolicy,
    MfaDevice,
    MfaKind,
    PolicyVersion,
    Section,
    Snapshot,
)
from setting_builders import (
    MANAGER,
    REGION,
    analyzer,
    contact,
    delegated_administrator,
    oidc_provider,
    organization,
    roles_anywhere_profile,
    saml_provider,
    server_certificate,
    service_credential,
    signing_certificate,
    ssh_key,
    sso_instance,
    trust_anchor,
    virtual_device,
)
from whole_organization import OF_THE_ORGANIZATION, bad_center, guardrail
from whole_roles import OWNED, SAML, SIGN_IN, STRANGER, document, role, trusting

ML_DSA_65 = "2.16.840.1.101.3.4.3.18"
RSA = "1.2.840.113549.1.1.1"


def with_clean_settings(whole: Snapshot) -> Snapshot:
    """A member of an organization, in good order."""
    helpers = tuple(
        role(
            name,
            trusting({"Federated": SAML}, "AssumeRoleWithSAML", StringEquals={"SAML:aud": SIGN_IN}),
            attached=(*_attached(whole), _of_aws(policy)),
            tags=OWNED,
        )
        for name, policy in (("helpdesk", "AWSSupportAccess"), ("inspector", "SecurityAudit"))
    )
    roles = tuple(msgspec.structs.replace(one, max_session_seconds=3600) for one in (*whole.roles, *helpers))
    return msgspec.structs.replace(
        whole,
        account=msgspec.structs.replace(whole.account, management=False),
        roles=roles,
        policies=(*whole.policies, *(_policy_of_aws(one) for one in ("AWSSupportAccess", "SecurityAudit"))),
        mfa_devices=_good_devices(),
        login_profiles=(LoginProfile(user_name="alice", created_at=days_ago(300), reset_required=False),),
        server_certificates=(server_certificate("www", 300, OWNED),),
        saml_providers=(saml_provider(300, "Required", OWNED),),
        oidc_providers=(oidc_provider("sts.amazonaws.com", OWNED),),
        ssh_public_keys=(ssh_key("alice", 20),),
        service_specific_credentials=(
            service_credential("alice", "cassandra.amazonaws.com", 20),
            service_credential("alice", "bedrock.amazonaws.com", 40, ends=-1),
        ),
        alternate_contacts=tuple(contact(kind, f"{kind.lower()}@example.com") for kind in ContactKind),
        contact_information=("City", "FullName", "PhoneNumber"),
        analyzers=(
            AnalyzedRegion(
                name=REGION,
                account_id=ACCOUNT_ID,
                analyzers=(
                    analyzer("external", "ACCOUNT", OWNED),
                    analyzer("unused", "ACCOUNT_UNUSED_ACCESS", OWNED, unused_access_age=90),
                ),
            ),
        ),
        roles_anywhere_profiles=(
            roles_anywhere_profile("workers", session_policy='{"Statement":[],"Version":"2012-10-17"}'),
        ),
        trust_anchors=(trust_anchor("authority", ML_DSA_65),),
        organization=organization(MANAGER),
        sso_instances=(sso_instance(MANAGER),),
        elsewhere=OF_THE_ORGANIZATION,
    )


def with_bad_settings(whole: Snapshot) -> Snapshot:
    """A management account in which nothing is in order."""
    summary = msgspec.structs.replace(whole.account_summary, root_signing_certificates_present=True)
    gina = user("gina", password=password(), mfa_active=True)
    henry = user("henry", mfa_active=True, signing_certificates=(signing_certificate(400),))
    return msgspec.structs.replace(
        whole,
        account=msgspec.structs.replace(whole.account, management=True),
        users=(*whole.users, gina, henry),
        account_summary=summary,
        root=msgspec.structs.replace(whole.root, signing_certificates=(signing_certificate(900),)),
        roles=tuple(msgspec.structs.replace(one, max_session_seconds=43200) for one in whole.roles),
        mfa_devices=(
            MfaDevice(serial="GAHT12345678", kind=MfaKind.HARDWARE, user_name="henry"),
            virtual_device("gina", "gina"),
            virtual_device("left-over", None),
        ),
        login_profiles=(LoginProfile(user_name="dave", created_at=days_ago(400), reset_required=True),),
        server_certificates=(server_certificate("old", -3, {}), server_certificate("soon", 20, {})),
        saml_providers=(saml_provider(10, "Allowed", {}),),
        oidc_providers=(
            oidc_provider("somebody-else", {}),
            oidc_provider("sts.amazonaws.com", {}, "oidc.example.com"),
        ),
        ssh_public_keys=(ssh_key("dave", 400),),
        service_specific_credentials=(
            service_credential("dave", "codecommit.amazonaws.com", 200),
            service_credential("dave", "bedrock.amazonaws.com", 20),
        ),
        analyzers=(
            AnalyzedRegion(
                name=REGION,
                account_id=ACCOUNT_ID,
                analyzers=(analyzer("internal", "ACCOUNT_INTERNAL_ACCESS", {}, active_findings=3),),
            ),
        ),
        roles_anywhere_profiles=(roles_anywhere_profile("anything"),),
        trust_anchors=(trust_anchor("classical", RSA),),
        organization=msgspec.structs.replace(organization(ACCOUNT_ID), feature_set="CONSOLIDATED_BILLING"),
        organizations_features=("RootSessions",),
        delegated_administrators=(delegated_administrator("guardduty.amazonaws.com", STRANGER),),
        service_control_policies=(guardrail("full", {"Effect": "Allow", "Action": "*", "Resource": "*"}),),
        sso_instances=(sso_instance(ACCOUNT_ID),),
        identity_center=(bad_center(),),
    )


def with_locked_out_settings(whole: Snapshot) -> Snapshot:
    """A member that keeps its root, runs Identity Center by itself, and whose root has an app for MFA."""
    device = MfaDevice(
        serial=f"arn:aws:iam::{ACCOUNT_ID}:mfa/root-account-mfa-device",
        kind=MfaKind.VIRTUAL,
        user_name="<root_account>",
    )
    return msgspec.structs.replace(
        whole,
        account=msgspec.structs.replace(whole.account, management=False),
        account_summary=AccountSummary(
            root_mfa_enabled=True,
            root_access_keys_present=False,
            root_password_present=True,
            root_signing_certificates_present=False,
        ),
        mfa_devices=(device,),
        organization=organization(MANAGER),
        organizations_features=("RootCredentialsManagement",),
        sso_instances=(sso_instance(ACCOUNT_ID),),
        contact_information=(),
        elsewhere=tuple(one for one in OF_THE_ORGANIZATION if one is not Section.ORGANIZATIONS_FEATURES),
    )


def alone() -> Snapshot:
    """An account outside any organization, without federation and without contacts."""
    return snapshot(
        account=account(name="alone", management=False),
        credential_report_generated_at=NOW,
        root=root(),
        alternate_contacts=(contact(ContactKind.BILLING, "everything@example.com"),),
        elsewhere=OF_THE_ORGANIZATION,
    )


def _attached(whole: Snapshot) -> tuple[AttachedPolicy, ...]:
    return whole.roles[0].attached[:1]


def _of_aws(name: str) -> AttachedPolicy:
    return AttachedPolicy(name=name, arn=f"arn:aws:iam::aws:policy/{name}")


def _policy_of_aws(name: str) -> ManagedPolicy:
    text = document({"Effect": "Allow", "Action": "support:Describe*", "Resource": "*"})
    version = PolicyVersion(id="v1", default=True, document=text, created_at=days_ago(900))
    return ManagedPolicy(
        name=name, arn=_of_aws(name).arn, account_id=ACCOUNT_ID, attachment_count=1, versions=(version,)
    )


def _good_devices() -> tuple[MfaDevice, ...]:
    keys = tuple(
        MfaDevice(
            serial=f"arn:aws:iam::{ACCOUNT_ID}:u2f/user/alice/{name}", kind=MfaKind.PASSKEY, user_name="alice"
        )
        for name in ("desk", "safe")
    )
    return (
        *keys,
        virtual_device("backup", "backup"),
        MfaDevice(serial="GAHT87654321", kind=MfaKind.HARDWARE, user_name="backup"),
    )
