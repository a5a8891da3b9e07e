"""Secrets: where they are looked up, and that they are shown nowhere."""

import pytest

from iam_audit import alerts
from iam_audit.alerts import Secrets
from iam_audit.errors import SettingsError


def nobody(service, region):
    raise AssertionError("AWS is not asked")


def test_a_secret_of_the_environment(given):
    assert Secrets({"A": "hush"}, nobody).look_up("env:A") == "hush"


def test_a_secret_of_a_file_without_its_line_end(tmp_path):
    (tmp_path / "token").write_text("hush\n", encoding="utf-8")

    assert Secrets({}, nobody).look_up(f"file:{tmp_path}/token") == "hush"


def test_a_secret_of_secrets_manager_by_arn_in_its_own_region(moto):
    regions = []

    def client(service, region):
        regions.append(region)
        return moto(service, region)

    arn = moto("secretsmanager", "eu-west-1").create_secret(Name="slack", SecretString="hush")["ARN"]

    assert Secrets({}, client).look_up(f"secretsmanager:{arn}") == "hush"
    assert regions == ["eu-west-1"]


class Parameters:
    """The client of the Parameter Store; moto's takes seconds to load the public parameters of AWS."""

    def get_parameter(self, **asked):
        assert asked == {"Name": "/iam-audit/slack", "WithDecryption": True}
        return {"Parameter": {"Value": "hush"}}


def test_a_secret_of_the_parameter_store():
    secrets = Secrets({}, lambda service, region: {"ssm": Parameters()}[service])

    assert secrets.look_up("ssm:/iam-audit/slack") == "hush"


def test_a_secret_is_looked_up_once():
    environment = {"A": "hush"}
    secrets = Secrets(environment, nobody)
    secrets.look_up("env:A")
    environment["A"] = "changed"

    assert secrets.look_up("env:A") == "hush"


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ("env:MISSING", "there is no such variable"),
        ("env:EMPTY", "is empty"),
        ("file:/nowhere/token", "No such file"),
        ("hush", "must be given as env:NAME"),
    ],
)
def test_a_secret_that_cannot_be_had_is_told_by_its_name(reference, said):
    with pytest.raises(SettingsError, match=said):
        Secrets({"EMPTY": " "}, nobody).look_up(reference)


def test_a_secret_that_aws_does_not_have_is_told_with_awss_reason(moto):
    with pytest.raises(
        SettingsError, match=r"secretsmanager:slack cannot be read: ResourceNotFoundException"
    ):
        Secrets({}, moto).look_up("secretsmanager:slack")


def test_no_secret_is_in_what_a_channel_or_its_surroundings_print(given):
    channel = given.channel("splunk", url="https://hec.example.com", token="env:HEC_TOKEN")
    channel.surroundings.secrets.look_up("env:HEC_TOKEN")

    assert given.environment["HEC_TOKEN"] not in repr(channel)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        pytest.param({"kind": "slak"}, "no kind of channel 'slak'. Did you mean 'slack'", id="kind"),
        pytest.param({"kind": "pigeon"}, "no kind of channel 'pigeon'. Known: eventbridge", id="unlike any"),
        pytest.param({}, "lacks 'kind'", id="no kind"),
        pytest.param({"kind": "slack", "webhok": "env:A"}, "Did you mean 'webhook'", id="setting"),
        pytest.param({"kind": "teams", "url": "https://x.example/hush"}, "url is a secret", id="in clear"),
        pytest.param(
            {"kind": "webhook", "url": "https://x.example", "headers": {"A": "hush"}},
            "headers is",
            id="header",
        ),
        pytest.param({"kind": "slack", "token": ["hush"]}, "token is a secret", id="list"),
    ],
)
def test_what_is_wrong_in_the_settings_is_refused_with_its_place_and_without_secrets(given, table, said):
    with pytest.raises(SettingsError, match=said) as caught:
        alerts.configure({"team": table}, given.surroundings, "iam-audit.toml")

    assert str(caught.value).startswith("iam-audit.toml: [channels.team]: ")
    assert "hush" not in str(caught.value)


def test_several_of_one_kind_keep_their_own_settings(given):
    one, other = alerts.configure(
        {
            "team": {"kind": "sns", "topic": "arn:aws:sns:eu-west-1:123456789012:team"},
            "audit": {"kind": "sns", "topic": "arn:aws:sns:eu-west-1:123456789012:audit"},
        },
        given.surroundings,
    )

    assert (one.name, other.name) == ("team", "audit")
    assert one.settings.topic != other.settings.topic
