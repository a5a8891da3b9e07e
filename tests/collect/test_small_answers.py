"""The collectors that take a call or two."""

import pytest
from recorded import ACCOUNT, RecordedIam, arn, denied, refused

from builders import days_ago
from iam_audit.collect.account_aliases import AccountAliases
from iam_audit.collect.account_summary import AccountSummaryCounts
from iam_audit.collect.login_profiles import LoginProfiles
from iam_audit.collect.mfa_devices import VirtualMfaDevices
from iam_audit.collect.mfa_shapes import kind_of
from iam_audit.collect.oidc_providers import OidcProviders
from iam_audit.collect.password_policy import AccountPasswordPolicy
from iam_audit.collect.saml_providers import SamlProviders
from iam_audit.collect.server_certificates import ServerCertificates
from iam_audit.collect.service_specific_credentials import ServiceSpecificCredentials
from iam_audit.collect.ssh_public_keys import SshPublicKeys
from iam_audit.collect.user_mfa_devices import UserMfaDevices
from iam_audit.errors import InputError
from iam_audit.model import (
    ROOT_NAME,
    AccountSummary,
    LoginProfile,
    MfaDevice,
    MfaKind,
    OidcProvider,
    PasswordPolicy,
    SamlProvider,
    ServerCertificate,
    ServiceSpecificCredential,
    SshPublicKey,
)

BASE = "arn:aws:iam::123456789012"
TAGS = [{"Key": "team", "Value": "x"}]


def read(collector, iam, *user):
    return collector.parse(collector.fetch(iam, *user), ACCOUNT)


def test_the_summary_tells_of_root():
    iam = RecordedIam(
        get_account_summary={
            "SummaryMap": {
                "AccountMFAEnabled": 1,
                "AccountAccessKeysPresent": 0,
                "AccountPasswordPresent": 1,
                "AccountSigningCertificatesPresent": 2,
                "Users": 7,
            }
        }
    )

    assert read(AccountSummaryCounts(), iam) == AccountSummary(
        root_mfa_enabled=True,
        root_access_keys_present=False,
        root_password_present=True,
        root_signing_certificates_present=True,
        users=7,
    )


def test_a_count_that_is_left_out_is_unknown():
    assert AccountSummaryCounts().parse({}, ACCOUNT) == AccountSummary()


POLICY = {
    "MinimumPasswordLength": 14,
    "RequireSymbols": True,
    "RequireNumbers": True,
    "RequireUppercaseCharacters": True,
    "RequireLowercaseCharacters": False,
    "AllowUsersToChangePassword": True,
    "ExpirePasswords": True,
    "MaxPasswordAge": 90,
    "PasswordReusePrevention": 24,
    "HardExpiry": True,
}


def test_a_password_policy_is_read_in_full():
    assert read(
        AccountPasswordPolicy(), RecordedIam(get_account_password_policy={"PasswordPolicy": POLICY})
    ) == PasswordPolicy(
        custom=True,
        minimum_length=14,
        require_symbols=True,
        require_numbers=True,
        require_uppercase=True,
        require_lowercase=False,
        allow_users_to_change=True,
        expire_passwords=True,
        max_age_days=90,
        reuse_prevention=24,
        hard_expiry=True,
    )


def test_an_account_without_a_policy_has_the_default_of_aws():
    assert read(AccountPasswordPolicy(), RecordedIam()) == PasswordPolicy(custom=False)


@pytest.mark.parametrize(
    "error", [denied("GetAccountPasswordPolicy"), refused("GetAccountPasswordPolicy", "ServiceFailure")]
)
def test_a_policy_that_could_not_be_read_is_not_the_default(error):
    with pytest.raises(type(error)):
        read(AccountPasswordPolicy(), RecordedIam(get_account_password_policy=error))


def test_a_policy_that_lacks_a_setting_is_refused():
    with pytest.raises(InputError, match=r"^password-policy.json: .*missing required field"):
        AccountPasswordPolicy().parse({"MinimumPasswordLength": 8}, ACCOUNT)


def test_aliases_are_names():
    assert read(AccountAliases(), RecordedIam(list_account_aliases={"AccountAliases": ["acme"]})) == ("acme",)


@pytest.mark.parametrize(
    ("serial", "kind"),
    [
        (f"{BASE}:mfa/alice", MfaKind.VIRTUAL),
        (f"{BASE}:mfa/root-account-mfa-device", MfaKind.VIRTUAL),
        (f"{BASE}:u2f/user/alice/key-ABC", MfaKind.PASSKEY),
        (f"{BASE}:sms-mfa/alice", MfaKind.SMS),
        ("GAHT12345678", MfaKind.HARDWARE),
        (f"{BASE}:hologram/alice", MfaKind.UNKNOWN),
    ],
)
def test_the_serial_number_tells_the_kind_of_device(serial, kind):
    assert kind_of(serial) is kind


def test_virtual_devices_belong_to_users_to_root_or_to_nobody():
    devices = [
        {
            "SerialNumber": f"{BASE}:mfa/a",
            "EnableDate": days_ago(1),
            "User": {"UserName": "alice", "Arn": arn("alice")},
        },
        {"SerialNumber": f"{BASE}:mfa/b", "User": {"Arn": f"{BASE}:root"}},
        {"SerialNumber": f"{BASE}:mfa/c"},
        {"SerialNumber": f"{BASE}:mfa/d", "User": {"UserName": "root", "Arn": arn("root")}},
        {"SerialNumber": f"{BASE}:mfa/e", "User": {"Arn": f"{BASE}:user/dept/bob"}},
    ]
    iam = RecordedIam(list_virtual_mfa_devices={"VirtualMFADevices": devices})

    told = read(VirtualMfaDevices(), iam)

    assert [device.user_name for device in told] == ["alice", ROOT_NAME, None, "root", "bob"]
    assert told[0] == MfaDevice(
        serial=f"{BASE}:mfa/a", kind=MfaKind.VIRTUAL, user_name="alice", enabled_at=days_ago(1)
    )
    assert iam.parameters[0][1]["AssignmentStatus"] == "Any"


def test_devices_of_one_user():
    device = {"UserName": "alice", "SerialNumber": "GAHT1", "EnableDate": days_ago(1)}

    assert read(UserMfaDevices(), RecordedIam(list_mfa_devices={"MFADevices": [device]}), "alice") == (
        MfaDevice(serial="GAHT1", kind=MfaKind.HARDWARE, user_name="alice", enabled_at=days_ago(1)),
    )


CERTIFICATE = {
    "ServerCertificateName": "www",
    "ServerCertificateId": "ASCAEXAMPLE",
    "Arn": f"{BASE}:server-certificate/www",
    "UploadDate": days_ago(10),
    "Expiration": days_ago(-10),
}


def test_server_certificates_have_the_tags_of_each():
    iam = RecordedIam(
        list_server_certificates={"ServerCertificateMetadataList": [CERTIFICATE]},
        list_server_certificate_tags={"Tags": TAGS},
    )

    assert read(ServerCertificates(), iam) == (
        ServerCertificate(
            name="www",
            arn=f"{BASE}:server-certificate/www",
            account_id=ACCOUNT.id,
            id="ASCAEXAMPLE",
            uploaded_at=days_ago(10),
            expires_at=days_ago(-10),
            tags={"team": "x"},
        ),
    )
    assert iam.parameters[-1] == ("list_server_certificate_tags", {"ServerCertificateName": "www"})


def test_the_tags_of_a_server_certificate_are_unknown_where_they_are_refused():
    iam = RecordedIam(
        list_server_certificates={"ServerCertificateMetadataList": [CERTIFICATE]},
        list_server_certificate_tags=denied("ListServerCertificateTags"),
    )

    assert read(ServerCertificates(), iam)[0].tags is None


SAML_ARN = f"{BASE}:saml-provider/corp"


def test_saml_providers_have_the_details_of_each_but_not_their_metadata():
    iam = RecordedIam(
        list_saml_providers={"SAMLProviderList": [{"Arn": SAML_ARN, "CreateDate": days_ago(10)}]},
        get_saml_provider={
            "SAMLMetadataDocument": "<xml/>",
            "ValidUntil": days_ago(-5),
            "CreateDate": days_ago(10),
            "AssertionEncryptionMode": "Required",
            "Tags": TAGS,
        },
    )

    answer = SamlProviders().fetch(iam)

    assert SamlProviders().parse(answer, ACCOUNT) == (
        SamlProvider(
            arn=SAML_ARN,
            account_id=ACCOUNT.id,
            created_at=days_ago(10),
            valid_until=days_ago(-5),
            assertion_encryption="Required",
            tags={"team": "x"},
        ),
    )
    assert "SAMLMetadataDocument" not in answer[0]


def test_a_saml_provider_whose_details_are_refused_keeps_what_the_list_says():
    iam = RecordedIam(
        list_saml_providers={"SAMLProviderList": [{"Arn": SAML_ARN, "ValidUntil": days_ago(-5)}]},
        get_saml_provider=denied("GetSAMLProvider"),
    )

    (told,) = read(SamlProviders(), iam)
    assert (told.valid_until, told.tags) == (days_ago(-5), None)


OIDC_ARN = f"{BASE}:oidc-provider/token.example.com"


def test_oidc_providers_have_the_details_of_each():
    iam = RecordedIam(
        list_open_id_connect_providers={"OpenIDConnectProviderList": [{"Arn": OIDC_ARN}]},
        get_open_id_connect_provider={
            "Url": "token.example.com",
            "ClientIDList": ["sts.amazonaws.com"],
            "CreateDate": days_ago(3),
            "ResponseMetadata": {},
        },
    )

    assert read(OidcProviders(), iam) == (
        OidcProvider(
            arn=OIDC_ARN,
            account_id=ACCOUNT.id,
            url="token.example.com",
            client_ids=("sts.amazonaws.com",),
            created_at=days_ago(3),
            tags={},
        ),
    )


def test_an_oidc_provider_whose_details_are_refused_is_known_by_its_arn_alone():
    iam = RecordedIam(
        list_open_id_connect_providers={"OpenIDConnectProviderList": [{"Arn": OIDC_ARN}]},
        get_open_id_connect_provider=denied("GetOpenIDConnectProvider"),
    )

    assert read(OidcProviders(), iam) == (OidcProvider(arn=OIDC_ARN, account_id=ACCOUNT.id),)


def credential(name, status):
    return {
        "UserName": name,
        "ServiceSpecificCredentialId": "ACCAEXAMPLE",
        "ServiceName": "codecommit.amazonaws.com",
        "Status": status,
        "CreateDate": days_ago(9),
        "ExpirationDate": days_ago(-9),
    }


def test_service_specific_credentials_of_all_users_come_page_by_page():
    pages = [
        {"ServiceSpecificCredentials": [credential("alice", "Active")], "IsTruncated": True, "Marker": "m"},
        {"ServiceSpecificCredentials": [credential("bob", "Expired")], "IsTruncated": False},
    ]
    iam = RecordedIam(list_service_specific_credentials=pages)

    told = read(ServiceSpecificCredentials(), iam)

    assert [(one.user_name, one.active) for one in told] == [("alice", True), ("bob", False)]
    assert told[0] == ServiceSpecificCredential(
        user_name="alice",
        id="ACCAEXAMPLE",
        service="codecommit.amazonaws.com",
        active=True,
        created_at=days_ago(9),
        expires_at=days_ago(-9),
    )
    assert [parameters.get("AllUsers") for _, parameters in iam.parameters] == [True, True]


def test_ssh_public_keys():
    raw = {
        "UserName": "alice",
        "SSHPublicKeyId": "APKAEXAMPLE",
        "Status": "Inactive",
        "UploadDate": days_ago(9),
    }

    assert read(SshPublicKeys(), RecordedIam(list_ssh_public_keys={"SSHPublicKeys": [raw]}), "alice") == (
        SshPublicKey(user_name="alice", id="APKAEXAMPLE", active=False, uploaded_at=days_ago(9)),
    )


def test_a_login_profile_is_a_password_and_none_is_no_password():
    profile = {
        "LoginProfile": {"UserName": "alice", "CreateDate": days_ago(3), "PasswordResetRequired": False}
    }

    assert read(LoginProfiles(), RecordedIam(get_login_profile=profile), "alice") == (
        LoginProfile(user_name="alice", created_at=days_ago(3), reset_required=False),
    )
    assert read(LoginProfiles(), RecordedIam(), "alice") == ()
