"""Services, and what channels are given in tests: a clock that stands, secrets, sleeps that take no time."""

import ssl
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
import trustme
from moto.server import ThreadedMotoServer

from builders import NOW
from http_services import JiraSite, Service, SlackWorkspace, serving
from iam_audit import alerts, aws
from iam_audit.alerts import Channel, Secrets, Surroundings
from mail_server import mail_server

ENVIRONMENT = {
    "SLACK_TOKEN": "xoxb-test",
    "SMTP_PASSWORD": "correct horse",
    "HOOK_SECRET": "hush-new",
    "HOOK_SECRET_BEFORE": "hush-old",
    "HEC_TOKEN": "11111111-2222-3333-4444-555555555555",
    "JIRA_TOKEN": "jira-token",
}
REGION = "us-east-1"
TEMPLATES = alerts.Templates()
"""Shared, as they are compiled once."""


def no_client(service: str, region: str | None) -> Any:
    raise AssertionError(f"nobody should ask for {service}")


@dataclass
class Given:
    """Makes channels, and remembers how long they slept."""

    environment: dict[str, str] = field(default_factory=lambda: dict(ENVIRONMENT))
    client: Callable[[str, str | None], Any] = no_client
    slept: list[float] = field(default_factory=list)
    resolve: Callable[[str, int], tuple[str, ...]] = lambda host, port: ("127.0.0.1",)
    templates: alerts.Templates = TEMPLATES

    @property
    def surroundings(self) -> Surroundings:
        return Surroundings(
            clock=lambda: NOW,
            secrets=Secrets(self.environment, self.client),
            templates=self.templates,
            client=self.client,
            sleep=self.slept.append,
            resolve=self.resolve,
        )

    def channel(self, kind: str, **settings: object) -> Channel[Any]:
        return alerts.configure({"test": {"kind": kind, **settings}}, self.surroundings)[0]


@pytest.fixture
def given():
    return Given()


@pytest.fixture
def service():
    with serving(Service()) as running:
        yield running


@pytest.fixture
def slack():
    with serving(SlackWorkspace()) as running:
        yield running


@pytest.fixture
def jira_site():
    with serving(JiraSite()) as running:
        yield running


@pytest.fixture(scope="session")
def authority():
    return trustme.CA()


@pytest.fixture(scope="session")
def ca_file(authority, tmp_path_factory):
    path = tmp_path_factory.mktemp("ca") / "ca.pem"
    authority.cert_pem.write_to_path(path)
    return str(path)


@pytest.fixture(scope="session")
def tls(authority):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1", "hooks.example.com").configure_cert(context)
    return context


@pytest.fixture
def mailbox(tls):
    with mail_server(tls) as running:
        yield running


@pytest.fixture(scope="session")
def moto_url():
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def moto(moto_url, monkeypatch):
    """Clients of an account with nothing in it yet."""
    for name, value in {
        "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_CONFIG_FILE": "/dev/null",
        "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_MAX_ATTEMPTS": "1",
    }.items():
        monkeypatch.setenv(name, value)
    urllib.request.urlopen(urllib.request.Request(f"{moto_url}/moto-api/reset", method="POST")).close()
    return aws.connect(region=REGION, endpoint_url=moto_url).client
