import os
import subprocess
import sys
import time

import pytest

from iam_audit.aws import connect, explain, patience
from iam_audit.collect.organization import organization_accounts
from iam_audit.errors import AccountError, CredentialsError, UsageError
from simulated_aws import SimulatedAws

ROLE = "arn:aws:iam::111122223333:role/security/reader"


@pytest.fixture(autouse=True)
def no_aws_settings(monkeypatch):
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch):
    monkeypatch.setattr(patience, "PAUSES", (0, 0, 0))


@pytest.fixture
def lead_to(monkeypatch):
    def lead(server):
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        return connect(run_id="r1")

    return lead


def files(monkeypatch, tmp_path, config, credentials=""):
    (tmp_path / "config").write_text(config)
    (tmp_path / "credentials").write_text(credentials)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))


def credentials(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "simulated")


def test_importing_the_room_loads_no_sdk():
    code = "import sys, iam_audit.aws, iam_audit.workflows; sys.exit('botocore' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_says_who_we_are_with_one_call(lead_to):
    with SimulatedAws() as server:
        aws = lead_to(server)
        first, second = aws.identity(), aws.identity()

    assert (first.account_id, first.partition, second) == ("123456789012", "aws", first)
    assert aws.calls.by_operation == {"sts:GetCallerIdentity": 1}


def test_every_request_carries_the_run_id(lead_to):
    with SimulatedAws() as server:
        lead_to(server).client("iam").list_users()

    assert "iam-audit/" in server.requests[0][2]
    assert server.requests[0][2].endswith("run/r1")


def test_without_a_run_id_the_user_agent_names_none(lead_to):
    with SimulatedAws() as server:
        lead_to(server)
        connect().client("iam").list_users()

    assert "run/" not in server.requests[0][2]


def test_a_client_is_made_once(lead_to):
    with SimulatedAws() as server:
        aws = lead_to(server)

        assert aws.client("iam") is aws.client("iam")
        assert aws.client("iam") is not aws.client("iam", "eu-west-1")


@pytest.mark.parametrize("fault", ["500", "cut", "garbage", "Throttling"])
def test_a_passing_fault_is_only_a_further_call(lead_to, fault):
    with SimulatedAws(users=3, fault={"ListUsers": (fault,)}) as server:
        aws = lead_to(server)
        users = aws.client("iam").list_users()["Users"]

    assert len(users) == 3
    assert (aws.calls.total, server.calls.total()) == (2, 2)


@pytest.mark.parametrize("fault", ["cut", "garbage"])
def test_half_a_json_answer_is_never_an_organization_without_accounts(lead_to, fault):
    with SimulatedAws(accounts=3, fault={"ListAccounts": (fault, fault)}) as server:
        accounts = organization_accounts(lead_to(server).client("organizations"))

    assert len(accounts) == 3


@pytest.mark.parametrize("fault", ["cut*", "garbage*"])
def test_an_answer_that_stays_unreadable_is_given_up_on(lead_to, fault):
    with SimulatedAws(fault={"ListUsers": (fault,)}) as server:
        aws = lead_to(server)
        with pytest.raises(patience.MalformedAnswerError) as caught:
            aws.client("iam").list_users()

    assert aws.calls.total == 4
    assert explain(caught.value)[1].startswith("AWS's answer was cut off or garbled")


def test_the_user_decides_how_often_to_try(lead_to, monkeypatch):
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "2")
    with SimulatedAws(fault={"ListUsers": ("500*",)}) as server:
        aws = lead_to(server)
        with pytest.raises(Exception, match=r"InternalFailure") as caught:
            aws.client("iam").list_users()

    assert aws.calls.total == 2
    assert explain(caught.value) == (
        "InternalFailure",
        "AWS failed 2 times to answer ListUsers (InternalFailure): run again later.",
    )


def test_throttling_that_does_not_end_is_said_to_be_that(lead_to, monkeypatch):
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "2")
    with SimulatedAws(fault={"GetCallerIdentity": ("Throttling*",)}) as server:
        aws = lead_to(server)
        with pytest.raises(AccountError, match=r"AWS throttled GetCallerIdentity on every one of 2 attempts"):
            aws.identity()


def test_a_role_leads_into_its_account(lead_to):
    with SimulatedAws(accounts=2) as server:
        aws = lead_to(server)
        inside = aws.assume(ROLE, external_id="x-1", duration=900)
        answer = inside.client("sts").get_caller_identity()

    request = next(request for action, request, _ in server.requests if action == "AssumeRole")
    assert (answer["Account"], inside.identity().account_id) == ("111122223333", "111122223333")
    assert inside.identity().arn == "arn:aws:sts::111122223333:assumed-role/reader/iam-audit-r1"
    assert (request["RoleSessionName"], request["ExternalId"], request["DurationSeconds"]) == (
        "iam-audit-r1",
        "x-1",
        "900",
    )
    assert inside.calls.total == aws.calls.total == 2


def test_a_session_name_is_made_to_fit(lead_to):
    with SimulatedAws(accounts=2) as server:
        lead_to(server).assume(ROLE, session_name="who? " + "x" * 80)

    assert server.requests[0][1]["RoleSessionName"] == "who--" + "x" * 59


def test_a_role_that_may_not_be_assumed_says_so(lead_to):
    with SimulatedAws(accounts=2, deny_account=("111122223333",)) as server:
        aws = lead_to(server)
        with pytest.raises(
            AccountError, match=rf"{ROLE} could not be assumed: sts:AssumeRole is denied: there is no"
        ):
            aws.assume(ROLE)


def test_a_role_that_the_sdk_refuses_says_so(lead_to):
    with SimulatedAws() as server:
        aws = lead_to(server)
        with pytest.raises(
            AccountError, match=r"could not be assumed: AWS's SDK refuses the request: .*RoleArn"
        ):
            aws.assume("arn:x:y:z:1:r", external_id="x")


def test_credentials_of_a_role_are_renewed_before_they_expire(lead_to):
    with SimulatedAws(accounts=2, users=1, token_lifetime=1.5) as server:
        client = lead_to(server).assume(ROLE, duration=900).client("iam")
        client.list_users()
        time.sleep(1.6)
        client.list_users()

    assert server.calls[("111122223333", "ListUsers")] == 2
    assert server.calls[("123456789012", "AssumeRole")] > 1


def test_credentials_with_time_left_are_not_renewed(lead_to):
    with SimulatedAws(accounts=2, token_lifetime=900) as server:
        client = lead_to(server).assume(ROLE, duration=900).client("iam")
        client.list_users()
        client.list_users()

    assert server.calls[("123456789012", "AssumeRole")] == 1


def test_after_stop_nothing_is_sent_in_any_account(lead_to):
    with SimulatedAws(accounts=2) as server:
        aws = lead_to(server)
        inside = aws.assume(ROLE)
        aws.stop()
        with pytest.raises(AccountError, match=r"interrupted"):
            inside.client("iam").list_users()

    assert inside.stopped
    assert server.calls.total() == aws.calls.total == 1


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
        UsageError, match=r"Invalid endpoint: nonsense. Check --endpoint-url, AWS_ENDPOINT_URL"
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
