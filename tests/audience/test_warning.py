"""A warning goes to the owner, else to those who are there for what no owner can be told; else it has failed."""

from datetime import timedelta

import msgspec
import pytest

from builders import NOW
from iam_audit.alerts import Reach, Receipt
from iam_audit.audience import Alerting
from iam_audit.audience.owners import OwnerRules
from iam_audit.audience.warning import Warnings
from iam_audit.errors import DeliveryError
from iam_audit.model import Severity
from iam_audit.remediate import Proof, Stage, Step, Target
from iam_audit.settings import RemediateSettings

LIVE = {"user_arn": "arn:aws:iam::123456789012:user/alice", "key_status": "Active"}
TAGGED = {**LIVE, "user_tags": {"email": "alice@example.com"}}


class Mail:
    """A channel that keeps what it is given."""

    def __init__(self, name="mail", reaches=Reach.MAIL, fails=False):
        self.name, self.reaches, self.fails, self.sent = name, reaches, fails, []

    def can_reach(self, to):
        return self.reaches is Reach.MAIL and bool(to.mail)

    def send(self, message, to=None):
        if self.fails:
            raise DeliveryError(f"{self.name} is broken")
        self.sent.append((message, to))
        return Receipt(channel=self.name, at=NOW, to=to.mail if to else "everybody")


def warning(stage=Stage.WARNING):
    return Step(
        action="warn-owner",
        target=Target(
            account_id="123456789012", type="access-key", id="AKIAIOSFODNN7EXAMPLE", user_name="alice"
        ),
        stage=stage,
        proof=Proof(
            check_id="access-key-unused",
            fingerprint="0" * 32,
            severity=Severity.HIGH,
            message="Idle.",
            at=NOW,
        ),
        expects={},
        undo=None,
        permissions=(),
    )


def warnings(*channels, catch_all=(), settings=None, allowed=("example.com",)):
    alerting = Alerting(
        channels={one.name: one for one in channels},
        routes=(),
        owner_channels=tuple(one.name for one in channels if one.reaches is Reach.MAIL),
        catch_all=catch_all,
        owners=OwnerRules(allowed_domains=allowed),
    )
    return Warnings(alerting=alerting, settings=settings or RemediateSettings(), ticks=lambda: NOW)


def test_the_owner_is_told_what_happens_and_when():
    mail = Mail()
    receipt = warnings(mail)(warning(), TAGGED)

    [(message, to)] = mail.sent
    [item] = message.items
    assert receipt == "mail took it to alice@example.com"
    assert to.mail == "alice@example.com"
    assert item.due == (NOW + timedelta(days=21)).date()
    assert item.next_step.startswith(
        "Unless it is used before, it is switched off on 2026-04-09 or soon after."
    )


@pytest.mark.parametrize(
    ("stage", "live", "settings", "days", "what"),
    [
        (Stage.FINAL_WARNING, TAGGED, {}, 7, "switched off"),
        (Stage.WARNING, TAGGED, {"warnings": ("warning",)}, 14, "switched off"),
        (Stage.WARNING, TAGGED, {"machine": {"warning_days": 3}}, 10, "switched off"),
        (Stage.FINAL_WARNING, {**TAGGED, "key_status": "Inactive"}, {}, 7, "deleted"),
    ],
)
def test_nobody_is_told_a_later_day_than_the_earliest_possible(stage, live, settings, days, what):

    mail = Mail()
    warnings(mail, settings=msgspec.convert(settings, RemediateSettings))(warning(stage), live)

    [item] = mail.sent[0][0].items
    assert item.due == (NOW + timedelta(days=days)).date()
    assert f"it is {what}" in item.next_step


def test_a_broken_channel_gives_way_to_the_next():
    broken, good = Mail("broken", fails=True), Mail("good")

    assert warnings(broken, good)(warning(), TAGGED) == "good took it to alice@example.com"


def test_where_no_owner_is_known_those_in_their_place_are_told():
    everybody = Mail("ops", reaches=Reach.SHARED)

    assert warnings(everybody, catch_all=("ops",))(warning(), LIVE) == "ops took it to everybody"


def test_an_address_of_a_strange_domain_is_not_believed():
    mail = Mail()

    with pytest.raises(DeliveryError, match="nobody to tell"):
        warnings(mail, allowed=("example.org",))(warning(), TAGGED)
    assert mail.sent == []


def test_where_every_channel_fails_nobody_has_been_warned():
    with pytest.raises(DeliveryError, match="a is broken; b is broken"):
        warnings(Mail("a", fails=True), Mail("b", fails=True))(warning(), TAGGED)


def test_each_stage_and_cycle_is_a_message_of_its_own():
    mail = Mail()
    tell = warnings(mail)
    tell(warning(), TAGGED)
    tell(warning(Stage.FINAL_WARNING), TAGGED)

    assert len({message.key for message, _ in mail.sent}) == 2
