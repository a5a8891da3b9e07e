"""What the invented account holds beside its users and keys: all of it as an auditor would like to see it."""

from datetime import datetime, timedelta

from iam_audit.model import (
    Account,
    AlternateContact,
    AnalyzedRegion,
    Analyzer,
    AttachedPolicy,
    ContactKind,
    Group,
    ManagedPolicy,
    Organization,
    Password,
    PasswordPolicy,
    PolicyVersion,
    Role,
    Root,
    SsoInstance,
    Used,
)

ACCOUNT = Account(id="123456789012", name="mock", management=False)
MANAGEMENT_ACCOUNT = "111122223333"
AGE = timedelta(days=1500)
ROOT_IDLE = timedelta(days=700)

GROUP = "engineers"
POLICY_ARN = f"arn:aws:iam::{ACCOUNT.id}:policy/read-example-bucket"
READ_ONE_BUCKET = (
    '{"Statement":[{"Action":["s3:GetObject","s3:ListBucket"],'
    '"Condition":{"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}},"Effect":"Allow",'
    '"Resource":["arn:aws:s3:::example-bucket","arn:aws:s3:::example-bucket/*"]}],"Version":"2012-10-17"}'
)
LOOK_AND_ASK = (
    '{"Statement":[{"Action":["iam:List*","support:*"],"Effect":"Allow","Resource":"*"}],'
    '"Version":"2012-10-17"}'
)
OWN_PEOPLE_WITH_MFA = (
    '{"Statement":[{"Action":"sts:AssumeRole","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}},'
    f'"Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::{ACCOUNT.id}:root"}}}}],"Version":"2012-10-17"}}'
)
AWS_POLICIES = ("AWSSupportAccess", "SecurityAudit")

REGION = "us-east-1"
ORGANIZATION = Organization(
    id="o-exampleorgid",
    arn=f"arn:aws:organizations::{MANAGEMENT_ACCOUNT}:organization/o-exampleorgid",
    account_id=ACCOUNT.id,
    management_account_id=MANAGEMENT_ACCOUNT,
    feature_set="ALL",
)
SSO_INSTANCE = SsoInstance(
    arn="arn:aws:sso:::instance/ssoins-1111111111111111",
    account_id=ACCOUNT.id,
    owner_account_id=MANAGEMENT_ACCOUNT,
    identity_store_id="d-1111111111",
    status="ACTIVE",
)
CONTACTS = tuple(AlternateContact(kind=kind, email=f"{kind.lower()}@example.com") for kind in ContactKind)
CONTACT_FIELDS = ("AddressLine1", "City", "CountryCode", "FullName", "PhoneNumber", "PostalCode")

PASSWORD_POLICY = PasswordPolicy(
    custom=True,
    minimum_length=16,
    require_uppercase=True,
    require_lowercase=True,
    require_numbers=True,
    require_symbols=True,
    allow_users_to_change=True,
    expire_passwords=True,
    max_age_days=90,
    reuse_prevention=24,
)


def root(now: datetime) -> Root:
    """Return a root whose MFA is on and, as no virtual device is its own, a hardware token or a passkey."""
    return Root(
        arn=ACCOUNT.arn,
        account_id=ACCOUNT.id,
        created_at=now - AGE,
        password=Password(enabled=True, last_used=Used(at=now - ROOT_IDLE)),
        mfa_active=True,
    )


def group(now: datetime) -> Group:
    """Return the group of everybody; it may read one bucket, from the office."""
    return Group(
        name=GROUP,
        arn=f"arn:aws:iam::{ACCOUNT.id}:group/{GROUP}",
        account_id=ACCOUNT.id,
        created_at=now - AGE,
        attached=(AttachedPolicy(name="read-example-bucket", arn=POLICY_ARN),),
    )


def role(now: datetime) -> Role:
    """Return the role of those who handle incidents."""
    attached = (AttachedPolicy(name=name, arn=f"arn:aws:iam::aws:policy/{name}") for name in AWS_POLICIES)
    return Role(
        name="incident-response",
        arn=f"arn:aws:iam::{ACCOUNT.id}:role/incident-response",
        account_id=ACCOUNT.id,
        created_at=now - AGE,
        trust=OWN_PEOPLE_WITH_MFA,
        attached=tuple(attached),
        last_used=Used(at=now - timedelta(days=12), region=REGION),
        max_session_seconds=3600,
        tags={},
    )


def policies(now: datetime) -> tuple[ManagedPolicy, ...]:
    """Return the documents of what is attached; those of AWS in a few words."""
    own = _policy("read-example-bucket", POLICY_ARN, READ_ONE_BUCKET, now)
    return (
        own,
        *(_policy(name, f"arn:aws:iam::aws:policy/{name}", LOOK_AND_ASK, now) for name in AWS_POLICIES),
    )


def analyzers() -> tuple[AnalyzedRegion, ...]:
    """Return the home Region with an analyzer of external and one of unused access, and nothing found."""
    return (
        AnalyzedRegion(
            name=REGION,
            account_id=ACCOUNT.id,
            analyzers=(
                _analyzer("external-access", "ACCOUNT"),
                _analyzer("unused-access", "ACCOUNT_UNUSED_ACCESS"),
            ),
        ),
    )


def _policy(name: str, arn: str, document: str, now: datetime) -> ManagedPolicy:
    version = PolicyVersion(id="v1", default=True, document=document, created_at=now - AGE)
    return ManagedPolicy(name=name, arn=arn, account_id=ACCOUNT.id, attachment_count=1, versions=(version,))


def _analyzer(name: str, kind: str) -> Analyzer:
    return Analyzer(
        name=name,
        arn=f"arn:aws:access-analyzer:{REGION}:{ACCOUNT.id}:analyzer/{name}",
        account_id=ACCOUNT.id,
        region=REGION,
        type=kind,
        status="ACTIVE",
        unused_access_age=90 if kind.endswith("_UNUSED_ACCESS") else None,
        active_findings=0,
    )
