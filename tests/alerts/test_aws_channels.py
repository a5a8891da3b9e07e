"""SNS, EventBridge and Security Hub: against moto's server, and small services that refuse a part."""

import json
from dataclasses import dataclass, field

import messages
import msgspec
import pytest

from iam_audit.alerts.message import MessageKind
from iam_audit.alerts.sns import LARGEST, subject_of
from iam_audit.errors import AccountError, DeliveryError, SettingsError

MANY = 230


@dataclass
class Partial:
    """The client of a service that takes some of what it is given, and remembers all of it."""

    refusals: list[dict[int, str]] = field(default_factory=list)
    """For each call: which of its entries are refused, and why."""
    calls: list[list[dict]] = field(default_factory=list)

    def put_events(self, **values):
        entries = values["Entries"]
        refused = self._refused(entries)
        said = [
            {"ErrorCode": refused[at], "ErrorMessage": "it said no"}
            if at in refused
            else {"EventId": str(at)}
            for at in range(len(entries))
        ]
        return {"FailedEntryCount": len(refused), "Entries": said}

    def batch_import_findings(self, **values):
        findings = values["Findings"]
        refused = self._refused(findings)
        failed = [
            {"Id": findings[at]["Id"], "ErrorCode": why, "ErrorMessage": "it said no"}
            for at, why in refused.items()
        ]
        return {
            "FailedCount": len(failed),
            "SuccessCount": len(findings) - len(failed),
            "FailedFindings": failed,
        }

    def _refused(self, entries):
        self.calls.append(entries)
        return self.refusals.pop(0) if self.refusals else {}

    @property
    def meta(self):
        return type("Meta", (), {"region_name": "eu-west-1"})


def many_items(count: int = MANY):
    """Findings of as many keys."""
    item = messages.items()[0]
    finding = item.finding
    return tuple(
        msgspec.structs.replace(
            item,
            finding=msgspec.structs.replace(
                finding, resource=msgspec.structs.replace(finding.resource, id=f"AKIA{number:016}")
            ),
        )
        for number in range(count)
    )


@pytest.fixture
def partial(given):
    service = Partial()
    given.client = lambda name, region: service
    return service


# SNS


@pytest.fixture
def topic(given, moto):
    """The ARN of a topic."""
    given.client = moto
    return moto("sns", None).create_topic(Name="alerts")["TopicArn"]


class Topic:
    """The client of SNS; remembers what was published."""

    def __init__(self) -> None:
        self.published = []

    def publish(self, **values):
        self.published.append(values)
        return {"MessageId": "1"}


@pytest.fixture
def taken(given):
    service = Topic()
    given.client = lambda name, region: service
    return service


def test_a_topic_takes_the_message(given, topic):
    receipt = given.channel("sns", topic=topic).send(messages.message())

    assert receipt.id
    assert receipt.to == topic


def test_a_topic_that_is_not_there_is_told(given, topic):
    with pytest.raises(DeliveryError, match="SNS did not take the message"):
        given.channel("sns", topic=f"{topic}x").send(messages.message())


def test_it_is_published_in_the_region_of_the_topic_with_attributes_to_filter_by(given):
    service, regions = Topic(), []

    def client(name, region):
        regions.append((name, region))
        return service

    given.client = client
    given.channel("sns", topic="arn:aws:sns:eu-west-1:123456789012:alerts").send(messages.message())

    assert regions == [("sns", "eu-west-1")]
    assert service.published[0]["MessageAttributes"]["severity"]["StringValue"] == "high"
    assert service.published[0]["Message"].startswith("Hello Alice")
    assert "MessageGroupId" not in service.published[0]


def test_a_report_has_no_severity(given, taken):
    given.channel("sns", topic="arn:aws:sns:eu-west-1:123456789012:alerts").send(
        messages.message(MessageKind.REPORT)
    )

    assert "severity" not in taken.published[0]["MessageAttributes"]


def test_a_fifo_topic_is_told_what_is_a_repetition(given, taken):
    given.channel("sns", topic="arn:aws:sns:eu-west-1:123456789012:alerts.fifo").send(
        messages.message(key="digest/alice 1")
    )

    assert taken.published[0]["MessageDeduplicationId"] == "digest-alice-1-notice"


def test_a_subject_is_what_sns_takes():
    assert subject_of("Prüfung\n" + "x" * 200) == "Pr?fung?" + "x" * 91


def test_a_text_that_is_too_long_is_cut_and_says_so(given, taken):
    given.channel("sns", topic="arn:aws:sns:eu-west-1:123456789012:alerts").send(
        messages.message(owner="ü" * 200_000)
    )

    sent = taken.published[0]["Message"]
    assert len(sent.encode()) <= LARGEST
    assert sent.endswith("the report has all of it.\n")


def test_json_that_is_too_long_leaves_out_items_and_says_how_many(given, taken):
    channel = given.channel("sns", topic="arn:aws:sns:eu-west-1:123456789012:alerts", as_json=True)
    channel.send(messages.message(items=many_items(400)))

    sent = json.loads(taken.published[0]["Message"])
    assert len(taken.published[0]["Message"].encode()) <= LARGEST
    assert sent["left_out"] > 0
    assert len(sent["items"]) + sent["left_out"] == 400


def test_what_is_no_topic_is_refused(given):
    with pytest.raises(SettingsError, match="topic"):
        given.channel("sns", topic="alerts")


# EventBridge


def test_a_bus_takes_an_event_per_finding_and_one_about_the_message(given, partial):
    given.channel("eventbridge").send(messages.message())

    kinds = [entry["DetailType"] for entry in partial.calls[0]]
    assert kinds == ["iam-audit message", *["iam-audit finding"] * 3]
    assert json.loads(partial.calls[0][1]["Detail"])["check_id"] == "access-key-age"
    assert json.loads(partial.calls[0][0]["Detail"])["findings"] == 3


def test_the_bus_of_moto_takes_it(given, moto):
    given.client = moto

    assert given.channel("eventbridge").send(messages.message()).to == "event bus default"


def test_a_service_that_cannot_be_reached_is_told(given):
    class Broken:
        def put_events(self, **values):
            raise OSError("the network is down")

    given.client = lambda name, region: Broken()

    with pytest.raises(DeliveryError, match="EventBridge did not take the message: OSError"):
        given.channel("eventbridge").send(messages.message())


def test_an_error_of_ours_stays_what_it_is(given):
    class Stopped:
        def put_events(self, **values):
            raise AccountError("interrupted")

    given.client = lambda name, region: Stopped()

    with pytest.raises(AccountError, match="interrupted"):
        given.channel("eventbridge").send(messages.message())


def test_ten_events_go_in_one_call(given, partial):
    given.channel("eventbridge").send(messages.message(items=many_items(24)))

    assert [len(call) for call in partial.calls] == [10, 10, 5]


def test_large_events_go_in_calls_of_their_own(given, partial):
    large = tuple(msgspec.structs.replace(item, next_step="x" * 200_000) for item in many_items(3))

    given.channel("eventbridge").send(messages.message(items=large))

    assert [len(call) for call in partial.calls] == [2, 1, 1]


def test_only_what_was_turned_down_is_put_again(given, partial):
    partial.refusals = [{1: "ThrottlingException"}]

    given.channel("eventbridge").send(messages.message())

    assert [len(call) for call in partial.calls] == [4, 1]
    assert partial.calls[1][0] == partial.calls[0][1]
    assert given.slept == [1.0]


def test_what_is_turned_down_three_times_is_told_with_what_got_through(given, partial):
    partial.refusals = [{1: "InternalFailure"}, {0: "InternalFailure"}, {0: "InternalFailure"}]

    with pytest.raises(DeliveryError, match="InternalFailure") as caught:
        given.channel("eventbridge").send(messages.message())

    lost = messages.message().ordered[0].fingerprint
    assert set(caught.value.delivered) == {item.fingerprint for item in messages.items()} - {lost}


def test_a_source_that_aws_keeps_to_itself_is_refused(given):
    with pytest.raises(SettingsError, match="source"):
        given.channel("eventbridge", source="aws.iam")


# Security Hub


def test_security_hub_takes_the_findings(given, moto):
    given.client = moto
    hub = moto("securityhub", None)
    hub.enable_security_hub()

    given.channel("security-hub").send(messages.message())

    found = hub.get_findings()["Findings"]
    assert {one["Id"] for one in found} == {f"iam-audit/{item.fingerprint}" for item in messages.items()}


def test_a_finding_is_active_since_it_was_first_seen(given, partial):
    given.channel("security-hub").send(messages.message())

    first = partial.calls[0][0]
    assert first["RecordState"] == "ACTIVE"
    assert first["CreatedAt"] == "2026-03-12T00:00:00.000Z"
    assert first["ProductArn"] == "arn:aws:securityhub:eu-west-1:123456789012:product/123456789012/default"


def test_a_finding_first_seen_today_is_created_today(given, partial):
    given.channel("security-hub").send(messages.message(items=messages.items(since=None)))

    assert partial.calls[0][0]["CreatedAt"] == "2026-03-19T12:00:00.000Z"


def test_a_resolved_finding_is_archived_as_passed(given, partial):
    given.channel("security-hub").send(messages.message(items=messages.items(resolved=True)))

    first = partial.calls[0][0]
    assert first["RecordState"] == "ARCHIVED"
    assert first["Compliance"] == {"Status": "PASSED"}
    assert first["Workflow"] == {"Status": "RESOLVED"}


def test_findings_can_be_filed_under_one_account(given, partial):
    given.channel("security-hub", account_id="111122223333").send(messages.message())

    first = partial.calls[0][0]
    assert first["AwsAccountId"] == "111122223333"
    assert first["ProductArn"].endswith(":111122223333:product/111122223333/default")
    assert first["Resources"][0]["Details"]["AwsIamAccessKey"]["AccountId"] == "123456789012"


def test_a_hundred_go_in_one_call(given, partial):
    given.channel("security-hub").send(messages.message(items=many_items()))

    assert [len(call) for call in partial.calls] == [100, 100, 30]


def test_what_was_not_taken_is_told_with_what_was(given, partial):
    partial.refusals = [{0: "InvalidInput"}]

    with pytest.raises(DeliveryError, match=r"1 of 3 findings: InvalidInput") as caught:
        given.channel("security-hub").send(messages.message())

    lost = messages.message().ordered[0].fingerprint
    assert set(caught.value.delivered) == {item.fingerprint for item in messages.items()} - {lost}


def test_what_aws_says_of_a_finding_is_told_without_whole_key_ids(given, partial):
    partial.refusals = [{0: "AKIAIOSFODNN7EXAMPLE"}]

    with pytest.raises(DeliveryError) as caught:
        given.channel("security-hub").send(messages.message())

    assert "AKIAIOSFODNN7EXAMPLE" not in str(caught.value)


def test_a_report_imports_nothing(given, partial):
    given.channel("security-hub").send(messages.message(MessageKind.REPORT))

    assert partial.calls == []
