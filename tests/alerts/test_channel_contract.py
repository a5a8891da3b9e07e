"""What is true of every channel, also of those that nobody has written yet."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import messages
import msgspec
import pytest

from http_services import reply
from iam_audit import alerts
from iam_audit.alerts import Channel, Reach, Receipt, Recipient
from iam_audit.alerts.message import MessageKind
from iam_audit.alerts.secret_references import fields_of, references_in
from iam_audit.errors import DeliveryError, RecipientUnknownError, SettingsError

KINDS = alerts.kinds()
ALICE = Recipient(name="Alice", mail="alice@example.com")
LOOPBACK = ["127.0.0.0/8"]
every_kind = pytest.mark.parametrize("kind", KINDS)
every_message = pytest.mark.parametrize("message_kind", MessageKind)


@dataclass
class Rig:
    channel: Channel[Any]
    breaks: Callable[[], None]
    """Makes the service fail from now on."""

    def send(self, message=None) -> Receipt:
        to = None if self.channel.reaches is Reach.SHARED else ALICE
        return self.channel.send(message or messages.message(), to)


def http_rig(kind: str, running: str, **settings: object):
    def make(given, request) -> Rig:
        service = request.getfixturevalue(running)
        given.environment["URL"] = f"{service.url}/services/T0/very-secret"
        own = {name: value.format(url=service.url) for name, value in settings.items()}
        more = {} if kind.startswith("slack") else {"allow_networks": LOOPBACK}

        def breaks() -> None:
            service.usual = lambda asked: reply(500)

        return Rig(given.channel(kind, **own, **more), breaks)

    return make


def mail_rig(kind: str, **settings: object):
    def make(given, request) -> Rig:
        mailbox = request.getfixturevalue("mailbox")
        own = {
            "host": "127.0.0.1",
            "port": mailbox.port,
            "username": "auditor",
            "password": "env:SMTP_PASSWORD",
            "sender": "iam-audit@example.com",
            "ca_file": request.getfixturevalue("ca_file"),
        }

        def breaks() -> None:
            mailbox.after_data = "451 Try later"

        return Rig(given.channel(kind, **own, **settings), breaks)

    return make


class Service:
    """Clients of three AWS services in one; takes everything until it is broken."""

    broken = False
    meta = type("Meta", (), {"region_name": "us-east-1"})

    def publish(self, **values):
        return self._said({"MessageId": "1"})

    def put_events(self, **values):
        return self._said({"Entries": [{"EventId": "1"}] * len(values["Entries"])})

    def batch_import_findings(self, **values):
        return self._said({"FailedFindings": []})

    def _said(self, answer):
        if self.broken:
            raise OSError("the network is down")
        return answer


def aws_rig(kind: str, **settings: object):
    def make(given, request) -> Rig:
        service = Service()
        given.client = lambda name, region: service

        def breaks() -> None:
            service.broken = True

        return Rig(given.channel(kind, **settings), breaks)

    return make


RIGS = {
    "slack": http_rig("slack", "slack", token="env:SLACK_TOKEN", channel="C0TEAM", api_url="{url}/api/"),
    "slack-owner": http_rig("slack-owner", "slack", token="env:SLACK_TOKEN", api_url="{url}/api/"),
    "mail": mail_rig("mail", to=["security@example.com"]),
    "mail-owner": mail_rig("mail-owner"),
    "webhook": http_rig("webhook", "service", url="{url}", secret="env:HOOK_SECRET"),
    "sns": aws_rig("sns", topic="arn:aws:sns:eu-west-1:123456789012:alerts"),
    "eventbridge": aws_rig("eventbridge"),
    "security-hub": aws_rig("security-hub"),
    "splunk": http_rig("splunk", "service", url="{url}", token="env:HEC_TOKEN"),
    "teams": http_rig("teams", "service", url="env:URL"),
    "jira": http_rig("jira", "jira_site", url="{url}", user="a@b.c", token="env:JIRA_TOKEN", project="SEC"),
}


@pytest.fixture
def rig(kind, given, request) -> Rig:
    return RIGS[kind](given, request)


def test_knowing_the_kinds_loads_no_client_of_any_service():
    heavy = "('boto3', 'botocore', 'httpx', 'jinja2', 'slack_sdk')"
    code = f"import sys; from iam_audit import alerts; alerts.kinds(); print([x for x in {heavy} if x in sys.modules])"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert said.stdout.strip() == "[]"


def test_every_kind_has_its_place_here():
    assert set(RIGS) == set(KINDS)


@every_message
@every_kind
def test_every_kind_of_message_is_taken(rig, message_kind):
    receipt = rig.send(messages.message(message_kind))

    assert receipt.channel == "test"
    assert receipt.to


@every_kind
def test_the_same_message_can_be_sent_again(rig):
    rig.send()

    assert rig.send().channel == "test"


@every_kind
def test_a_service_that_fails_is_a_delivery_error_worth_another_attempt_and_without_secrets(rig, given):
    rig.breaks()

    with pytest.raises(DeliveryError) as caught:
        rig.send()

    assert not caught.value.permanent
    assert not [
        secret for secret in (*given.environment.values(), "very-secret") if secret in str(caught.value)
    ]
    assert str(caught.value).endswith(".")


@every_kind
def test_what_was_refused_once_is_taken_when_the_service_works_again(kind, given, request, rig):
    rig.breaks()
    with pytest.raises(DeliveryError):
        rig.send()

    mended = RIGS[kind](given, request)
    if kind in ("mail", "mail-owner"):
        request.getfixturevalue("mailbox").after_data = ""
    running = {"slack": "slack", "slack-owner": "slack", "jira": "jira_site"}.get(kind)
    if running:
        service = request.getfixturevalue(running)
        service.usual = service._usual
    elif kind in ("webhook", "splunk", "teams"):
        request.getfixturevalue("service").usual = lambda asked: reply(200)

    assert mended.send().channel == "test"


@every_kind
def test_a_shared_channel_reaches_nobody_in_particular_and_a_personal_one_refuses_nobody(rig):
    if rig.channel.reaches is Reach.SHARED:
        assert not rig.channel.can_reach(ALICE)
        return
    assert rig.channel.can_reach(ALICE)
    for nobody in (None, Recipient(name="Eve")):
        with pytest.raises(RecipientUnknownError):
            rig.channel.send(messages.message(), nobody)


@every_kind
def test_an_unknown_setting_is_refused_with_the_nearest(kind, given):
    name = msgspec.structs.fields(KINDS[kind].settings_type)[0].name

    with pytest.raises(SettingsError, match=rf"Did you mean '{name}'"):
        given.channel(kind, **{f"{name}x": 1})


@every_kind
def test_every_setting_says_what_it_is_for(kind):
    settings_type = KINDS[kind].settings_type
    hints = fields_of(settings_type)

    for field in msgspec.structs.fields(settings_type):
        says = next(meta.description for meta in hints[field.name].__metadata__ if meta.description)
        assert says.endswith(".")


@every_kind
def test_before_anything_is_sent_it_is_known_which_secrets_are_missing(rig, given):
    assert rig.channel.preflight() == ()

    given.environment.clear()
    complaints = type(rig.channel)(
        name="test", settings=rig.channel.settings, surroundings=given.surroundings
    ).preflight()

    assert len(complaints) == len([*references_in(rig.channel.settings)])
    assert all("cannot be read" in one for one in complaints)


@every_kind
def test_a_channel_says_what_it_does(kind):
    assert not (KINDS[kind].__doc__ or "").startswith(f"{KINDS[kind].__name__}(")


@every_kind
def test_every_action_that_is_called_is_declared(kind):
    actions = {"sns": "sns:Publish", "eventbridge": "events:PutEvents"}
    wanted = {**actions, "security-hub": "securityhub:BatchImportFindings"}.get(kind)

    assert KINDS[kind].permissions == ((wanted,) if wanted else ())
