"""The generic webhook: signature, patience, and where it will not go."""

import hashlib
import hmac
import sys
import threading
import time

import messages
import pytest

from builders import NOW
from http_services import Service, proxying, reply, serving
from iam_audit.alerts.targets import addresses_of, forbidden
from iam_audit.errors import DeliveryError, SettingsError

LOOPBACK = ["127.0.0.0/8"]


def checked(asked, secret: str) -> bool:
    """What the docs tell a receiver to do."""
    timestamp = asked.headers["X-Iam-Audit-Timestamp"]
    own = hmac.new(secret.encode(), f"{timestamp}.".encode() + asked.body, hashlib.sha256).hexdigest()
    sent = asked.headers["X-Iam-Audit-Signature"].split(",")
    return any(hmac.compare_digest(f"v1={own}", one) for one in sent)


@pytest.fixture
def hook(given, service):
    return given.channel(
        "webhook", url=f"{service.url}/hook", allow_networks=LOOPBACK, secret="env:HOOK_SECRET", timeout=5
    )


def test_the_body_is_the_message_as_json(hook, service):
    hook.send(messages.message())

    data = service.asked[0].json
    assert data["schema_version"] == "1.0"
    assert data["items"][0]["commands"][0] == "aws iam create-access-key --user-name alice"


def test_a_receiver_can_check_the_signature(hook, service):
    hook.send(messages.message())

    assert checked(service.asked[0], "hush-new")
    assert service.asked[0].headers["X-Iam-Audit-Timestamp"] == str(int(NOW.timestamp()))


def test_a_body_that_was_changed_has_another_signature(hook, service):
    hook.send(messages.message())

    asked = service.asked[0]
    assert not checked(type(asked)(asked.method, asked.path, asked.headers, asked.body + b" "), "hush-new")


def test_both_secrets_sign_while_they_are_changed_over(given, service):
    given.channel(
        "webhook",
        url=service.url,
        allow_networks=LOOPBACK,
        secret="env:HOOK_SECRET",
        previous_secret="env:HOOK_SECRET_BEFORE",
    ).send(messages.message())

    assert checked(service.asked[0], "hush-new")
    assert checked(service.asked[0], "hush-old")


def test_without_a_secret_nothing_is_signed_and_own_headers_are_sent(given, service):
    channel = given.channel(
        "webhook", url=service.url, allow_networks=LOOPBACK, headers={"Authorization": "env:HEC_TOKEN"}
    )
    channel.send(messages.message())

    assert "X-Iam-Audit-Signature" not in service.asked[0].headers
    assert service.asked[0].headers["Authorization"] == given.environment["HEC_TOKEN"]


def test_a_repetition_has_the_same_idempotency_key_and_another_message_another(hook, service):
    hook.send(messages.message())
    hook.send(messages.message())
    hook.send(messages.message(key="another"))

    first, second, third = (one.headers["Idempotency-Key"] for one in service.asked)
    assert first == second != third


def test_an_error_of_the_server_is_tried_again(hook, service, given):
    service.script = [reply(500), reply(503)]

    hook.send(messages.message())

    assert len(service.asked) == 3
    assert given.slept == [1.0, 4.0]


def test_after_three_errors_it_is_left_to_the_next_run(hook, service):
    service.script = [reply(500)] * 3

    with pytest.raises(DeliveryError, match=r"127.0.0.1 answered with status 500") as caught:
        hook.send(messages.message())

    assert not caught.value.permanent


def test_retry_after_is_honoured(hook, service, given):
    service.script = [reply(429, Retry_After="7")]

    hook.send(messages.message())

    assert given.slept == [7.0]


def test_retry_after_may_be_a_moment(hook, service, given):
    service.script = [reply(503, Retry_After="Thu, 19 Mar 2026 12:00:20 GMT")]

    hook.send(messages.message())

    assert given.slept == [20.0]


@pytest.mark.parametrize("said", ["soon", "Thu, 19 Mar 2026 11:00:00 GMT", ""])
def test_a_retry_after_that_says_nothing_is_not_waited_for(hook, service, given, said):
    service.script = [reply(429, Retry_After=said)]

    hook.send(messages.message())

    assert given.slept == [1.0]


def test_who_asks_to_wait_for_too_long_is_left_to_the_next_run(hook, service, given):
    service.script = [reply(429, Retry_After="3600")]

    with pytest.raises(DeliveryError) as caught:
        hook.send(messages.message())

    assert caught.value.retry_after == 3600
    assert given.slept == []


def test_a_redirect_is_not_followed(hook, service):
    service.script = [reply(302, Location=f"{service.url}/elsewhere")]

    with pytest.raises(DeliveryError, match="redirects"):
        hook.send(messages.message())

    assert [one.path for one in service.asked] == ["/hook"]


@pytest.mark.parametrize(("status", "permanent"), [(422, True), (400, True), (401, False), (404, False)])
def test_only_what_is_wrong_with_the_message_is_refused_for_good(hook, service, status, permanent):
    service.script = [reply(status)]

    with pytest.raises(DeliveryError) as caught:
        hook.send(messages.message())

    assert caught.value.permanent is permanent
    assert len(service.asked) == 1


def test_a_service_that_hangs_is_given_up_and_not_asked_twice(given, service):
    service.held = threading.Event()
    channel = given.channel("webhook", url=service.url, allow_networks=LOOPBACK, timeout=0.5)

    with pytest.raises(DeliveryError, match="ReadTimeout"):
        channel.send(messages.message())

    assert len(service.asked) == 1


def test_an_endless_answer_is_not_read_to_its_end(hook, service):
    service.script = [reply(200, b"x" * 1_000_000)]

    assert hook.send(messages.message()).id == messages.message().key


def test_an_answer_that_trickles_in_is_not_waited_for_beyond_the_time(given, service):
    service.pause = 0.05
    service.script = [reply(200, b"x" * 400)]
    channel = given.channel("webhook", url=service.url, allow_networks=LOOPBACK, timeout=1)
    began = time.monotonic()

    channel.send(messages.message())

    assert time.monotonic() - began < 10


def test_nobody_listening_is_tried_again_and_told(given, service):
    with serving(Service()) as gone:
        pass
    channel = given.channel("webhook", url=gone.url, allow_networks=LOOPBACK)

    with pytest.raises(DeliveryError, match=r"127.0.0.1 cannot be reached"):
        channel.send(messages.message())

    assert given.slept == [1.0, 4.0]


@pytest.mark.parametrize(
    "error",
    [OSError(-2, "Name or service not known"), UnicodeError("label too long")],
    ids=["unknown", "no name at all"],
)
def test_a_name_that_does_not_resolve_is_told(given, error):
    def nothing(host, port):
        raise error

    given.resolve = nothing
    channel = given.channel("webhook", url="https://hooks.example.com")

    with pytest.raises(DeliveryError, match="does not resolve"):
        channel.send(messages.message())


def test_a_header_that_http_cannot_carry_is_told_without_it(given, service):
    given.environment["TOKEN"] = "tökén"
    channel = given.channel(
        "webhook", url=service.url, allow_networks=LOOPBACK, headers={"Authorization": "env:TOKEN"}
    )

    with pytest.raises(SettingsError, match="holds more than ASCII") as caught:
        channel.send(messages.message())

    assert "tökén" not in str(caught.value)


def test_a_header_that_would_begin_another_is_not_sent(given, service):
    given.environment["TOKEN"] = "one\r\nX-Other: two"
    channel = given.channel(
        "webhook", url=service.url, allow_networks=LOOPBACK, headers={"Authorization": "env:TOKEN"}
    )

    with pytest.raises(DeliveryError) as caught:
        channel.send(messages.message())

    assert service.asked == []
    assert "X-Other" not in str(caught.value)


# Where it goes


def test_tls_is_checked_against_the_name_though_the_address_is_pinned(given, tls, ca_file):
    with serving(Service(), tls) as secure:
        port = secure.url.rpartition(":")[2]
        channel = given.channel(
            "webhook", url=f"https://hooks.example.com:{port}/x", allow_networks=LOOPBACK, ca_file=ca_file
        )
        channel.send(messages.message())

    assert secure.asked[0].headers["Host"] == f"hooks.example.com:{port}"


def no_look_up(host, port):
    raise AssertionError("the proxy looks names up")


def test_a_proxy_looks_the_name_up_and_the_certificate_is_still_checked_against_it(given, tls, ca_file):
    given.resolve = no_look_up
    with serving(Service(), tls) as secure, proxying(int(secure.url.rpartition(":")[2])) as proxy:
        url = "https://hooks.example.com/x"
        through = f"http://127.0.0.1:{proxy.port}"
        given.channel("webhook", url=url, proxy=through, ca_file=ca_file).send(messages.message())
        other = given.channel("webhook", url="https://a.example", proxy=through, ca_file=ca_file)
        with pytest.raises(DeliveryError, match="certificate"):
            other.send(messages.message())

    assert proxy.asked[0] == "CONNECT hooks.example.com:443 HTTP/1.1"
    assert [one.headers["Host"] for one in secure.asked] == ["hooks.example.com"]


@pytest.mark.parametrize(
    ("url", "said"), [("http://hooks.example.com", "by https"), ("https://169.254.169.254", "not public")]
)
def test_a_proxy_opens_no_other_way_round_the_rules(given, url, said):
    given.resolve = no_look_up
    channel = given.channel("webhook", url=url, proxy="http://127.0.0.1:1")

    with pytest.raises(DeliveryError, match=said):
        channel.send(messages.message())


def test_a_certificate_for_another_name_is_refused(given, tls, ca_file):
    with serving(Service(), tls) as secure:
        url = secure.url.replace("127.0.0.1", "other.example.com")
        channel = given.channel("webhook", url=url, allow_networks=LOOPBACK, ca_file=ca_file)

        with pytest.raises(DeliveryError, match="certificate"):
            channel.send(messages.message())

    assert secure.asked == []


def test_a_name_that_changes_its_mind_after_the_look_gains_nothing(given, service):
    """DNS rebinding: the name is asked once, and what was judged is what is connected to."""
    answers = [("127.0.0.1",), ("169.254.169.254",)]
    given.resolve = lambda host, port: answers.pop(0)
    url = service.url.replace("127.0.0.1", "hooks.example.com")
    given.channel("webhook", url=url, allow_networks=LOOPBACK).send(messages.message())

    assert len(answers) == 1
    assert service.asked[0].headers["Host"].startswith("hooks.example.com:")


def test_the_next_address_is_tried_when_one_takes_no_connection(given, service):
    given.resolve = lambda host, port: ("127.0.0.2", "127.0.0.1")
    url = service.url.replace("127.0.0.1", "hooks.example.com")
    given.channel("webhook", url=url, allow_networks=LOOPBACK).send(messages.message())

    assert len(service.asked) == 1


@pytest.mark.parametrize(
    "addresses",
    [
        pytest.param(("127.0.0.1",), id="loopback"),
        pytest.param(("169.254.169.254",), id="the metadata service"),
        pytest.param(("10.1.2.3",), id="private"),
        pytest.param(("100.64.0.1",), id="carrier-grade NAT"),
        pytest.param(("224.0.0.1",), id="multicast"),
        pytest.param(("::1",), id="loopback, IPv6"),
        pytest.param(("fe80::1%eth0",), id="link-local, IPv6"),
        pytest.param(("fd00::1",), id="private, IPv6"),
        pytest.param(("::ffff:10.0.0.1",), id="private, mapped"),
        pytest.param(("64:ff9b::a00:1",), id="private, by NAT64"),
        pytest.param(("2002:a00:1::",), id="private, by 6to4"),
        pytest.param(("8.8.8.8", "10.0.0.1"), id="public and private"),
        pytest.param((), id="none"),
    ],
)
def test_what_is_not_public_is_refused_before_anything_is_sent(given, addresses):
    given.resolve = lambda host, port: addresses

    with pytest.raises(DeliveryError, match="not public"):
        given.channel("webhook", url="https://hooks.example.com").send(messages.message())


def test_public_addresses_and_allowed_networks_are_fine():
    assert forbidden(("8.8.8.8", "2606:4700::1111", "10.20.3.4"), ("10.20.0.0/16",)) == ()


def test_the_system_is_asked_for_addresses():
    assert "127.0.0.1" in addresses_of("localhost", 443)


def test_without_the_extra_it_is_said_what_to_install(hook, monkeypatch):
    monkeypatch.setitem(sys.modules, "httpx", None)

    with pytest.raises(SettingsError, match=r"pip install 'iam-audit\[alerts\]'"):
        hook.send(messages.message())


def test_an_allowed_network_allows_no_other(given):
    given.resolve = lambda host, port: ("10.21.0.1",)

    with pytest.raises(DeliveryError, match="not public"):
        given.channel("webhook", url="https://hooks.example.com", allow_networks=["10.20.0.0/16"]).send(
            messages.message()
        )


def test_without_tls_only_loopback_will_do(given):
    given.resolve = lambda host, port: ("10.20.0.1",)
    channel = given.channel("webhook", url="http://hooks.example.com", allow_networks=["10.20.0.0/16"])

    with pytest.raises(DeliveryError, match="https"):
        channel.send(messages.message())


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        pytest.param({"url": "ftp://example.com"}, "must be a URL", id="scheme"),
        pytest.param({"url": "https://me:secret@example.com"}, "must be a URL", id="password"),
        pytest.param({"url": "https://example.com:port"}, "must be a URL", id="port"),
        pytest.param({"url": "https://bücher.example"}, "must be a URL", id="not ASCII"),
        pytest.param({"url": "https://[::1"}, "must be a URL", id="brackets"),
        pytest.param({"url": "https://a.example", "previous_secret": "env:A"}, "beside a secret", id="half"),
        pytest.param(
            {"url": "https://a.example", "allow_networks": ["10.0.0.1/8"]}, "no network", id="network"
        ),
        pytest.param({"url": "https://a.example", "secret": "hunter2"}, "env:NAME", id="secret in clear"),
        pytest.param({"url": "https://a.example", "proxy": "proxy:3128"}, "proxy must be", id="proxy"),
        pytest.param({}, "url", id="no URL"),
    ],
)
def test_settings_that_cannot_work_are_refused(given, settings, said):
    with pytest.raises(SettingsError, match=said) as caught:
        given.channel("webhook", **settings)

    assert "hunter2" not in str(caught.value)


def test_a_file_of_certificates_that_is_not_there_is_told(given):
    channel = given.channel(
        "webhook", url="https://hooks.example.com", allow_networks=LOOPBACK, ca_file="/nowhere.pem"
    )

    with pytest.raises(SettingsError, match=r"nowhere.pem"):
        channel.send(messages.message())
