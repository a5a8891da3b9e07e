"""The account, its organization and what else holds credentials."""

from msgspec.structs import replace

from agreement.scenario import FAIL, MANUAL, PASS, Scenario, Table, both, table
from builders import ACCOUNT_ID, snapshot
from iam_audit.model import (
    AnalyzedRegion,
    Analyzer,
    AttachedPolicy,
    ContactKind,
    PolicyTarget,
    ServiceControlPolicy,
    Snapshot,
)
from setting_builders import (
    MANAGER,
    REGION,
    analyzer,
    contact,
    delegated_administrator,
    organization,
    roles_anywhere_profile,
    saml_provider,
    server_certificate,
    service_credential,
    sso_instance,
    trust_anchor,
)
from whole_roles import STRANGER, document, role

BEDROCK = "bedrock.amazonaws.com"
EXTERNAL = analyzer("external", "ACCOUNT", {})
ROOT = (PolicyTarget(id="r-exam", kind="ROOT", name="Root"),)
BY_HAND = "There is an API that answers, so nobody has to look."


def contacts(security: str, billing: str, operations: str) -> Snapshot:
    given = zip(
        (ContactKind.SECURITY, ContactKind.BILLING, ContactKind.OPERATIONS),
        (security, billing, operations),
        strict=True,
    )
    return snapshot(alternate_contacts=tuple(contact(kind, mail) for kind, mail in given if mail))


def region(*analyzers: Analyzer) -> Snapshot:
    return snapshot(analyzers=(AnalyzedRegion(name=REGION, account_id=ACCOUNT_ID, analyzers=analyzers),))


def found(count: int, kind: str = "ACCOUNT") -> Snapshot:
    return region(replace(analyzer("one", kind, {}), active_findings=count))


def governed(**condition: object) -> Snapshot:
    """An organization with one service control policy on its root."""
    text = document({"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": condition})
    policy = ServiceControlPolicy(
        id="p-guard", arn="arn:guard", account_id=ACCOUNT_ID, name="guard", document=text, targets=ROOT
    )
    return snapshot(
        organization=organization(ACCOUNT_ID), service_control_policies=(policy,) if condition else ()
    )


def holding(name: str) -> Snapshot:
    """A role with a policy of AWS."""
    held = AttachedPolicy(name=name, arn=f"arn:aws:iam::aws:policy/{name}")
    return snapshot(roles=(role("ops", attached=(held,)),))


def stored(days_left: int) -> Snapshot:
    return snapshot(server_certificates=(server_certificate("www", days_left, {}),))


def api_key(ends: int | None = None, service: str = BEDROCK, **fields: object) -> Snapshot:
    made = replace(service_credential("alice", service, 1, ends), **fields)
    return snapshot(service_specific_credentials=(made,))


def profile(**fields: object) -> Snapshot:
    return snapshot(roles_anywhere_profiles=(replace(roles_anywhere_profile("workers"), **fields),))


DELEGATED = snapshot(
    organization=organization(ACCOUNT_ID),
    delegated_administrators=(delegated_administrator("sso.amazonaws.com"),),
)

TABLES: tuple[Table, ...] = (
    table(
        "account-contact-details",
        both("there are some", snapshot(contact_information=("FullName",)), MANUAL),
        Scenario("there are none", snapshot(), MANUAL, FAIL, BY_HAND),
    ),
    table(
        "account-distinct-contacts",
        both("three addresses", contacts("a@x.example", "b@x.example", "c@x.example"), PASS),
        both("one address thrice", contacts("a@x.example", "a@x.example", "a@x.example"), FAIL),
        both("no contacts", snapshot(), FAIL),
    ),
    table(
        "account-security-contact",
        Scenario("there is one", contacts("a@x.example", "", ""), MANUAL, PASS, BY_HAND),
        Scenario("there is none", contacts("", "b@x.example", ""), MANUAL, FAIL, BY_HAND),
    ),
    table("account-security-questions", both("any account", snapshot(), MANUAL)),
    table(
        "account-in-organization",
        both("a member", snapshot(organization=organization(MANAGER)), PASS),
        both("alone", snapshot(), FAIL),
    ),
    table(
        "org-delegated-admins",
        both("on the list", DELEGATED, PASS),
        both("nobody", snapshot(organization=organization(ACCOUNT_ID)), PASS),
        trusted=[MANAGER],
    ),
    table("org-delegated-admins", both("not on the list", DELEGATED, FAIL), trusted=[STRANGER]),
    table(
        "org-scp-region-deny",
        both(
            "a policy denies other Regions",
            governed(StringNotEquals={"aws:RequestedRegion": ["eu-west-1"]}),
            PASS,
        ),
        both("no policy does", governed(), FAIL),
        both("no organization", snapshot(), PASS),
    ),
    table(
        "analyzer-external-enabled",
        both("one of the account", region(EXTERNAL), PASS),
        both("none", region(), FAIL),
        both("switched off", region(replace(EXTERNAL, status="DISABLED")), FAIL),
        Scenario(
            "one of unused access only",
            region(analyzer("unused", "ACCOUNT_UNUSED_ACCESS", {})),
            PASS,
            FAIL,
            "It does not look for access from outside, which this check is about.",
        ),
    ),
    table(
        "analyzer-active-findings",
        both("no findings", found(0), PASS),
        both("a finding of external access", found(1), FAIL),
        Scenario(
            "a finding of unused access",
            found(1, "ACCOUNT_UNUSED_ACCESS"),
            PASS,
            FAIL,
            "Findings of every type count; the older API that Prowler asks does not return these.",
        ),
        Scenario(
            "no analyzer", region(), FAIL, PASS, "One fault, one finding: analyzer-external-enabled has it."
        ),
    ),
    table(
        "saml-provider-exists",
        both("a SAML provider", snapshot(saml_providers=(saml_provider(300, "Required", {}),)), PASS),
        both("neither it nor Identity Center", snapshot(), FAIL),
        Scenario(
            "Identity Center",
            snapshot(sso_instances=(sso_instance(MANAGER),)),
            FAIL,
            PASS,
            "People come in through Identity Center as federated as through a provider of the account.",
        ),
    ),
    table(
        "server-certificate-expired",
        both("a day left", stored(1), PASS),
        both("expires this moment", stored(0), FAIL),
        both("expired yesterday", stored(-1), FAIL),
        both("no certificates", snapshot(), PASS),
    ),
    table(
        "support-role-present",
        both("a role has AWSSupportAccess", holding("AWSSupportAccess"), PASS),
        both("nobody has", snapshot(), FAIL),
    ),
    table(
        "security-audit-role-present",
        both("a role has SecurityAudit", holding("SecurityAudit"), PASS),
        both("no role has", snapshot(), FAIL),
    ),
    table(
        "bedrock-api-key-long-term",
        both("never expires", api_key(), FAIL),
        both("expires in a month", api_key(30), FAIL),
        both("has expired", api_key(0), PASS),
        both("of another service", api_key(service="codecommit.amazonaws.com"), PASS),
    ),
    table(
        "rolesanywhere-profile-session-policy",
        both("no limit", profile(), FAIL),
        both("a session policy", profile(session_policy="{}"), PASS),
    ),
    table(
        "rolesanywhere-trust-anchor-pqc",
        both("an RSA key", snapshot(trust_anchors=(trust_anchor("ca", "1.2.840.113549.1.1.1"),)), FAIL),
        both("an ML-DSA key", snapshot(trust_anchors=(trust_anchor("ca", "2.16.840.1.101.3.4.3.18"),)), PASS),
    ),
)
