import time

import pytest

from iam_audit.aws import connect
from iam_audit.errors import AccountError, CredentialsError, UsageError
from simulated_aws import SimulatedAws


def files(monkeypatch, tmp_path, config, credentials=""):
    (tmp_path / "config").write_text(config)
    (tmp_path / "credentials").write_text(credentials)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))


def credentials(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "simulated")


@pytest.mark.parametrize(
    ("region", "service", "endpoint"),
    [
        pytest.param("us-east-1", "iam", "https://iam.amazonaws.com", id="the first region"),
        pytest.param("eu-west-1", "iam", "https://iam.amazonaws.com", id="another region"),
        pytest.param("cn-northwest-1", "iam", "https://iam.cn-north-1.amazonaws.com.cn", id="China"),
        pytest.param("us-gov-east-1", "iam", "https://iam.us-gov.amazonaws.com", id="GovCloud"),
        pytest.param("us-iso-west-1", "iam", "https://iam.us-iso-east-1.c2s.ic.gov", id="iso"),
        pytest.param("us-gov-east-1", "sts", "https://sts.us-gov-east-1.amazonaws.com", id="regional sts"),
        pytest.param(None, "organizations", "https://organizations.us-east-1.amazonaws.com", id="no region"),
    ],
)
def test_global_services_are_asked_where_their_partition_keeps_them(monkeypatch, region, service, endpoint):
    credentials(monkeypatch)

    assert connect(region=region).client(service).meta.endpoint_url == endpoint


def test_the_region_may_come_from_the_profile(monkeypatch, tmp_path):
    files(monkeypatch, tmp_path, "[profile china]\nregion = cn-north-1\n")
    credentials(monkeypatch)

    assert connect(profile="china").client("iam").meta.partition == "aws-cn"


@pytest.mark.parametrize(
    ("environment", "partition"),
    [
        ({"AWS_REGION": "cn-north-1"}, "aws-cn"),
        ({"AWS_DEFAULT_REGION": "us-gov-west-1"}, "aws-us-gov"),
        ({"AWS_REGION": "cn-north-1", "AWS_DEFAULT_REGION": "us-gov-west-1"}, "aws-cn"),
        ({}, "aws"),
    ],
)
def test_the_region_may_come_from_the_environment(monkeypatch, environment, partition):
    credentials(monkeypatch)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    assert connect().client("iam").meta.partition == partition


def test_an_endpoint_may_be_given(monkeypatch):
    credentials(monkeypatch)

    assert (
        connect(endpoint_url="http://127.0.0.1:5000").client("iam").meta.endpoint_url
        == "http://127.0.0.1:5000"
    )


@pytest.mark.parametrize(
    "url", ["localhost:5000", "ftp://localhost", "http://me:secret@localhost", "http://a b"]
)
def test_an_endpoint_that_is_no_plain_url_is_refused_unseen(url):
    with pytest.raises(UsageError, match=r"--endpoint-url must be a URL") as caught:
        connect(endpoint_url=url)

    assert "secret" not in str(caught.value)


def test_an_endpoint_in_the_environment_that_is_no_url_is_refused(monkeypatch):
    credentials(monkeypatch)
    monkeypatch.setenv("AWS_ENDPOINT_URL", "nonsense")

    with pytest.raises(
        UsageError, match=r"Invalid endpoint: nonsense. Check --endpoint-url, --region and the AWS_ variables"
    ):
        connect().identity()


def test_a_region_that_is_nowhere_is_refused():
    with pytest.raises(UsageError, match=r"There is no AWS Region 'mars-1'"):
        connect(region="mars-1")


def test_no_credentials_says_where_to_put_them():
    with pytest.raises(
        CredentialsError, match=r"There are no AWS credentials: choose a profile with --profile"
    ):
        connect(region="us-east-1").identity()


def test_half_a_pair_of_credentials_says_which_half_is_missing(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")

    with pytest.raises(CredentialsError, match=r"lack AWS_SECRET_ACCESS_KEY"):
        connect(region="us-east-1").identity()


def test_an_unknown_profile_lists_the_known_ones(monkeypatch, tmp_path):
    files(monkeypatch, tmp_path, "[profile audit]\nregion = us-east-1\n[default]\n")

    with pytest.raises(CredentialsError, match=r"no AWS profile 'audti'. Known profiles: audit, default."):
        connect(profile="audti")


def test_an_unknown_profile_of_the_environment_is_refused_too(monkeypatch):
    monkeypatch.setenv("AWS_PROFILE", "audti")

    with pytest.raises(
        CredentialsError, match=r"no AWS profile 'audti'. Known profiles: none; `aws configure`"
    ):
        connect()


def test_a_broken_configuration_file_is_named(monkeypatch, tmp_path):
    files(monkeypatch, tmp_path, "[profile audit\nnonsense")

    with pytest.raises(CredentialsError, match=r"The AWS configuration file .*config cannot be read"):
        connect(profile="audit")


def test_an_sso_session_that_is_not_there_says_how_to_log_in(monkeypatch, tmp_path):
    sso = "sso_start_url = https://example.awsapps.com/start\nsso_region = us-east-1\n"
    files(
        monkeypatch,
        tmp_path,
        f"[profile audit]\nregion = us-east-1\n{sso}sso_account_id = 123456789012\nsso_role_name = reader\n",
    )
    monkeypatch.setenv("HOME", str(tmp_path))

    with pytest.raises(CredentialsError, match=r"run `aws sso login --profile audit`"):
        connect(profile="audit").identity()


def test_an_endpoint_that_nobody_listens_at_is_told_soon(monkeypatch):
    credentials(monkeypatch)
    began = time.monotonic()

    with pytest.raises(AccountError, match=r"http://127.0.0.1:9/ cannot be reached. Check the network"):
        connect(endpoint_url="http://127.0.0.1:9").identity()

    assert time.monotonic() - began < 10


def test_a_certificate_that_is_not_trusted_names_the_setting(monkeypatch):
    credentials(monkeypatch)
    with SimulatedAws() as server, pytest.raises(AccountError, match=r"TLS certificate .* AWS_CA_BUNDLE"):
        connect(endpoint_url=server.url.replace("http:", "https:")).identity()


def test_a_proxy_that_is_not_there_is_named(monkeypatch):
    credentials(monkeypatch)
    monkeypatch.setenv("HTTP_PROXY", "http://me:secret@127.0.0.1:9")

    with pytest.raises(AccountError, match=r"The proxy http://.*127.0.0.1:9 cannot be reached") as caught:
        connect(endpoint_url="http://198.51.100.1").identity()

    assert "secret" not in str(caught.value)


def test_expired_credentials_say_what_to_do(lead_to):
    with (
        SimulatedAws(fault={"GetCallerIdentity": ("ExpiredToken*",)}) as server,
        pytest.raises(CredentialsError, match=r"credentials have expired: get new ones"),
    ):
        lead_to(server).identity()


def test_a_service_that_does_not_exist_is_one_of_our_errors(monkeypatch):
    credentials(monkeypatch)

    with pytest.raises(AccountError, match=r"UnknownServiceError: Unknown service: 'nonsense'"):
        connect().client("nonsense")


def test_a_number_of_attempts_that_is_none_is_refused(monkeypatch):
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "many")

    with pytest.raises(UsageError, match=r"'many'. Check --endpoint-url, --region and the AWS_ variables"):
        connect()
