"""Contacts, analyzers, sessions of roles, providers and last uses: what is asked, kept and understood."""

from types import SimpleNamespace

import pytest
from botocore.exceptions import ClientError

from builders import ACCOUNT_ID, days_ago, snapshot, user
from iam_audit.collect.alternate_contacts import AlternateContacts
from iam_audit.collect.analyzers import Analyzers
from iam_audit.collect.asking import listed_by_token
from iam_audit.collect.contact_information import ContactInformation
from iam_audit.collect.login_profiles import LoginProfiles
from iam_audit.collect.oidc_providers import OidcProviders
from iam_audit.collect.organization_facts import OrganizationFacts
from iam_audit.collect.role_sessions import RoleSessions
from iam_audit.collect.roles_anywhere_profiles import RolesAnywhereProfiles
from iam_audit.collect.saml_providers import SamlProviders
from iam_audit.collect.server_certificates import ServerCertificates
from iam_audit.collect.service_last_accessed import ServiceLastAccessed
from iam_audit.collect.sso_instances import SsoInstances
from iam_audit.errors import InputError, NotReadError
from iam_audit.model import (
    Account,
    AlternateContact,
    AnalyzedRegion,
    Analyzer,
    ContactKind,
    LoginProfile,
    Organization,
    PrincipalUse,
    RolesAnywhereProfile,
    ServiceUse,
    SsoInstance,
)
from whole_roles import role

ACCOUNT = Account(id=ACCOUNT_ID, name="production")
ARN = "arn:aws:access-analyzer:us-east-1:123456789012:analyzer/outside"


class Told:
    """A client of the Region us-east-1, or another, that answers what it was told to."""

    def __init__(self, region: str = "us-east-1", **answers: object) -> None:
        self.meta = SimpleNamespace(region_name=region)
        self.asked: list[tuple[str, dict[str, object]]] = []
        self._answers = answers

    def __getattr__(self, operation: str) -> object:
        return lambda **parameters: self._answer(operation, parameters)

    def _answer(self, operation: str, parameters: dict[str, object]) -> object:
        self.asked.append((operation, parameters))
        answer = self._answers[operation]
        answer = answer(**parameters) if callable(answer) else answer
        answer = answer.pop(0) if isinstance(answer, list) else answer
        if isinstance(answer, Exception):
            raise answer
        return answer


def error(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "no"}}, "Operation")


def read(collector, client, *user_name):
    return collector.parse(collector.fetch(client, *user_name), ACCOUNT)


# Pages


def test_tokens_are_followed_to_the_last_page():
    client = Told(list_things=[{"Things": [1], "NextToken": "more"}, {"Things": [2]}])

    assert listed_by_token(client.list_things, "Things", Kind="x") == [1, 2]
    assert client.asked[1][1] == {"Kind": "x", "NextToken": "more"}


def test_a_page_without_its_list_is_broken_and_not_empty():
    with pytest.raises(InputError, match="no Things"):
        listed_by_token(Told(list_things={}).list_things, "Things")


# Contacts


def test_each_kind_of_contact_is_asked_for_and_names_of_people_are_left_out():
    def answer(AlternateContactType):  # noqa: N803
        if AlternateContactType != "BILLING":
            raise error("ResourceNotFoundException")
        person = {"Name": "Jo Doe", "Title": "CFO", "EmailAddress": "pay@example.com", "PhoneNumber": "1"}
        return {"AlternateContact": person}

    client = Told(get_alternate_contact=answer)
    fetched = AlternateContacts().fetch(client)

    assert [asked["AlternateContactType"] for _, asked in client.asked] == [
        "SECURITY",
        "BILLING",
        "OPERATIONS",
    ]
    assert "Jo Doe" not in str(fetched)
    assert AlternateContacts().parse(fetched, ACCOUNT) == (
        AlternateContact(kind=ContactKind.BILLING, email="pay@example.com", phone="1"),
    )


def test_a_refused_contact_is_no_missing_one():
    with pytest.raises(ClientError):
        AlternateContacts().fetch(Told(get_alternate_contact=error("AccessDeniedException")))


def test_of_an_address_only_the_filled_fields_are_kept():
    told = {"ContactInformation": {"FullName": "Jo Doe", "City": "Ulm", "CompanyName": ""}}
    fetched = ContactInformation().fetch(Told(get_contact_information=told))

    assert set(fetched.values()) == {"(given)"}
    assert ContactInformation().parse(fetched, ACCOUNT) == ("City", "FullName")


def test_an_account_may_have_no_contact_at_all():
    client = Told(get_contact_information=error("ResourceNotFoundException"))

    assert read(ContactInformation(), client) == ()


# Access Analyzer


def one_analyzer(**fields):
    entry = {"arn": ARN, "name": "outside", "type": "ACCOUNT", "status": "ACTIVE", "tags": {"team": "x"}}
    return {"analyzers": [entry | fields]}


def test_active_findings_are_counted_on_one_page():
    client = Told(
        list_analyzers=one_analyzer(configuration={"unusedAccess": {"unusedAccessAge": 60}}),
        list_findings_v2={"findings": [{}, {}], "nextToken": "more"},
    )

    found = Analyzers().parse(Analyzers().ask(lambda _service, _region=None: client), ACCOUNT)

    assert found == (
        AnalyzedRegion(
            name="us-east-1",
            account_id=ACCOUNT_ID,
            analyzers=(
                Analyzer(
                    name="outside",
                    arn=ARN,
                    account_id=ACCOUNT_ID,
                    region="us-east-1",
                    type="ACCOUNT",
                    status="ACTIVE",
                    tags={"team": "x"},
                    unused_access_age=60,
                    active_findings=2,
                ),
            ),
        ),
    )
    assert client.asked[1][1]["filter"] == {"status": {"eq": ["ACTIVE"]}}


@pytest.mark.parametrize(
    ("fields", "calls"),
    [pytest.param({}, 2, id="refused"), pytest.param({"status": "DISABLED"}, 1, id="not at work")],
)
def test_findings_that_were_not_counted_are_unknown(fields, calls):
    client = Told(list_analyzers=one_analyzer(**fields), list_findings_v2=error("AccessDeniedException"))

    found = Analyzers().parse([{"Region": "us-east-1", **Analyzers().fetch(client)}], ACCOUNT)

    assert found[0].analyzers[0].active_findings is None
    assert len(client.asked) == calls


def test_every_region_that_is_named_is_asked_once():
    clients = {
        region: Told(region, list_analyzers={"analyzers": []}) for region in ("us-east-1", "eu-west-1")
    }

    answer = Analyzers(("eu-west-1", "us-east-1", "eu-west-1")).ask(
        lambda _service, region=None: clients[region or "us-east-1"]
    )

    assert [one["Region"] for one in answer] == ["us-east-1", "eu-west-1"]
    assert [len(client.asked) for client in clients.values()] == [1, 1]


# Roles Anywhere


def test_profiles_are_shaped_with_what_narrows_them():
    entry = {
        "profileId": "p-1",
        "name": "workers",
        "profileArn": "arn:p",
        "enabled": True,
        "sessionPolicy": "",
        "managedPolicyArns": ["arn:m"],
        "roleArns": ["arn:r"],
    }
    answer = [
        {"Region": "eu-west-1", **RolesAnywhereProfiles().fetch(Told(list_profiles={"profiles": [entry]}))}
    ]

    assert RolesAnywhereProfiles().parse(answer, ACCOUNT) == (
        RolesAnywhereProfile(
            id="p-1",
            name="workers",
            arn="arn:p",
            account_id=ACCOUNT_ID,
            region="eu-west-1",
            enabled=True,
            session_policy=None,
            managed_policies=("arn:m",),
            roles=("arn:r",),
        ),
    )


# Roles, passwords, providers, certificates


def test_of_the_roles_only_the_length_of_sessions_is_kept():
    entry = {
        "RoleName": "web",
        "Arn": "arn:web",
        "MaxSessionDuration": 7200,
        "AssumeRolePolicyDocument": "{}",
    }
    client = Told(
        list_roles=[
            {"Roles": [entry], "IsTruncated": True, "Marker": "m"},
            {"Roles": [{"RoleName": "old", "Arn": "arn:old"}], "IsTruncated": False},
        ]
    )
    fetched = RoleSessions().fetch(client)

    assert "AssumeRolePolicyDocument" not in fetched[0]
    assert RoleSessions().parse(fetched, ACCOUNT) == {"arn:web": 7200, "arn:old": None}


def test_a_login_profile_tells_who_must_change_the_password():
    profile = {"UserName": "alice", "CreateDate": days_ago(3), "PasswordResetRequired": True}

    assert read(LoginProfiles(), Told(get_login_profile={"LoginProfile": profile}), "alice") == (
        LoginProfile(user_name="alice", created_at=days_ago(3), reset_required=True),
    )


@pytest.mark.parametrize(
    ("details", "mode", "tags"),
    [
        (
            {"AssertionEncryptionMode": "Required", "Tags": [{"Key": "a", "Value": "b"}]},
            "Required",
            {"a": "b"},
        ),
        ({}, None, {}),
        (error("AccessDenied"), None, None),
    ],
)
def test_a_saml_provider_without_details_is_not_one_without_tags(details, mode, tags):
    client = Told(list_saml_providers={"SAMLProviderList": [{"Arn": "arn:idp"}]}, get_saml_provider=details)
    found = read(SamlProviders(), client)[0]

    assert (found.assertion_encryption, found.tags) == (mode, tags)


@pytest.mark.parametrize(("details", "tags"), [({"Tags": []}, {}), (error("AccessDenied"), None)])
def test_an_oidc_provider_without_details_is_not_one_without_tags(details, tags):
    client = Told(
        list_open_id_connect_providers={"OpenIDConnectProviderList": [{"Arn": "arn:idp"}]},
        get_open_id_connect_provider=details,
    )

    assert read(OidcProviders(), client)[0].tags == tags


@pytest.mark.parametrize(
    ("answer", "tags"),
    [({"Tags": [{"Key": "a", "Value": "b"}]}, {"a": "b"}), (error("AccessDenied"), None)],
)
def test_tags_of_server_certificates_are_asked_one_by_one(answer, tags):
    entry = {"ServerCertificateName": "www", "ServerCertificateId": "ASCA", "Arn": "arn:www"}
    client = Told(
        list_server_certificates={"ServerCertificateMetadataList": [entry]},
        list_server_certificate_tags=answer,
    )

    assert read(ServerCertificates(), client)[0].tags == tags


# The organization and Identity Center


def test_the_organization_of_an_account():
    raw = {"Id": "o-1", "Arn": "arn:o", "MasterAccountId": "111122223333", "FeatureSet": "ALL"}

    assert read(OrganizationFacts(), Told(describe_organization={"Organization": raw})) == Organization(
        id="o-1",
        arn="arn:o",
        account_id=ACCOUNT_ID,
        management_account_id="111122223333",
        feature_set="ALL",
    )


def test_no_organization_is_an_answer_and_a_refusal_is_none():
    alone = Told(describe_organization=error("AWSOrganizationsNotInUseException"))

    assert read(OrganizationFacts(), alone) is None
    with pytest.raises(ClientError):
        read(OrganizationFacts(), Told(describe_organization=error("AccessDeniedException")))


def test_instances_of_identity_center():
    raw = {"InstanceArn": "arn:i", "OwnerAccountId": "111122223333", "Status": "ACTIVE"}

    assert read(SsoInstances(), Told(list_instances={"Instances": [raw]})) == (
        SsoInstance(arn="arn:i", account_id=ACCOUNT_ID, owner_account_id="111122223333", status="ACTIVE"),
    )


# Last use of services


def job(*pages):
    return Told(
        generate_service_last_accessed_details={"JobId": "job"}, get_service_last_accessed_details=list(pages)
    )


def test_users_and_own_roles_are_asked_about():
    of_aws = role("AWSServiceRoleForX", path="/aws-service-role/x.amazonaws.com/")
    read_so_far = snapshot(users=(user(),), roles=(role("web"), of_aws))

    asked = ServiceLastAccessed().users_on_request(read_so_far)

    assert asked == [user().arn, role("web").arn]


def test_a_job_is_waited_for_and_all_its_pages_are_read():
    service = {"ServiceName": "S3", "ServiceNamespace": "s3", "LastAuthenticated": days_ago(1)}
    waits: list[float] = []
    client = job(
        {"JobStatus": "IN_PROGRESS"},
        {"JobStatus": "COMPLETED", "ServicesLastAccessed": [service], "IsTruncated": True, "Marker": "m"},
        {"JobStatus": "COMPLETED", "ServicesLastAccessed": [{"ServiceNamespace": "ec2"}]},
    )

    assert read(ServiceLastAccessed(waits.append), client, "arn:alice") == (
        PrincipalUse(
            arn="arn:alice",
            services=(ServiceUse(service="s3", last_at=days_ago(1)), ServiceUse(service="ec2")),
        ),
    )
    assert waits == [0.5]


@pytest.mark.parametrize("states", [["FAILED"], ["IN_PROGRESS"] * 11])
def test_a_job_that_fails_or_never_ends_is_no_answer(states):
    client = job(*({"JobStatus": state} for state in states))

    with pytest.raises(NotReadError, match=states[-1]):
        ServiceLastAccessed(lambda _seconds: None).fetch(client, "arn:alice")
