"""Mail, to shared addresses and to people, by a real server on loopback."""

import messages
import pytest

from iam_audit.alerts import Recipient
from iam_audit.errors import DeliveryError, RecipientUnknownError, SettingsError
from mail_server import mail_server

ALICE = Recipient(name="Alice", mail="alice@example.com")
SHARED = ["security@example.com", "audit@example.com"]


def settings(mailbox, ca_file, **more):
    return {
        "host": "127.0.0.1",
        "port": mailbox.port,
        "username": "auditor",
        "password": "env:SMTP_PASSWORD",
        "sender": "iam-audit@example.com",
        "ca_file": ca_file,
        **more,
    }


@pytest.fixture
def shared(given, mailbox, ca_file):
    return given.channel("mail", **settings(mailbox, ca_file, to=SHARED))


@pytest.fixture
def personal(given, mailbox, ca_file):
    return given.channel("mail-owner", **settings(mailbox, ca_file))


def test_a_mail_has_text_and_html_and_comes_over_starttls_with_sign_in(personal, mailbox):
    receipt = personal.send(messages.message(), ALICE)

    mail = mailbox.mails[0]
    assert "Hello Alice" in mail.get_body(("plain",)).get_content()
    assert "<p>Hello Alice,</p>" in mail.get_body(("html",)).get_content()
    assert receipt.to == "alice@example.com"


def test_the_headers_say_whom_it_is_for_and_that_a_machine_wrote_it(personal, mailbox):
    personal.send(messages.message(), ALICE)

    mail = mailbox.mails[0]
    assert mail["To"] == "Alice <alice@example.com>"
    assert mail["Subject"] == "Your AWS credentials: 3 findings to deal with"
    assert mail["Date"] == "Thu, 19 Mar 2026 12:00:00 +0000"
    assert mail["Auto-Submitted"] == "auto-generated"


def test_a_repetition_has_the_same_message_id_and_the_next_stage_another(personal, mailbox):
    for stage in ("notice", "notice", "reminder-1"):
        personal.send(messages.message(stage=stage), ALICE)

    first, second, third = (mail["Message-ID"] for mail in mailbox.mails)
    assert first == second != third
    assert first.endswith("@example.com>")


def test_commands_are_not_wrapped(personal, mailbox):
    personal.send(messages.message(), ALICE)

    text = mailbox.mails[0].get_body(("plain",)).get_content()
    command = (
        "aws iam update-access-key --user-name alice --access-key-id AKIAIOSFODNN7EXAMPLE --status Inactive"
    )
    assert command in text


@pytest.mark.parametrize(
    "name", ["Eve\r\nBcc: everybody@example.com", "Eve\nX: y", "Eve\u2028x", 'E"ve <a@b.c>,']
)
def test_line_ends_in_names_begin_no_headers(personal, mailbox, name):
    personal.send(messages.message(owner=name), Recipient(name=name, mail="eve@example.com"))

    mail = mailbox.mails[0]
    assert "Bcc" not in mail
    assert "X" not in mail
    assert mailbox.envelopes[0].rcpt_tos == ["eve@example.com"]
    assert [one.addr_spec for one in mail["To"].addresses] == ["eve@example.com"]


def test_a_subject_is_one_line_whatever_a_template_makes_of_it(given, mailbox, ca_file, tmp_path):
    (tmp_path / "subject.txt.j2").write_text("one\r\nBcc: everybody@example.com\n", encoding="utf-8")
    given.templates = type(given.templates)(tmp_path)
    given.channel("mail-owner", **settings(mailbox, ca_file)).send(messages.message(), ALICE)

    assert mailbox.mails[0]["Subject"] == "one Bcc: everybody@example.com"
    assert "Bcc" not in mailbox.mails[0]


def test_greylisting_is_worth_another_attempt_which_is_taken(personal, mailbox):
    mailbox.says = ["451 4.7.1 Greylisted, come back later"]
    with pytest.raises(DeliveryError, match=r"451 4.7.1 Greylisted") as caught:
        personal.send(messages.message(), ALICE)

    personal.send(messages.message(), ALICE)

    assert not caught.value.permanent
    assert len(mailbox.mails) == 1


def test_a_refused_recipient_is_refused_for_good(personal, mailbox):
    mailbox.refused = {"alice@example.com": "550 5.1.1 No such user"}

    with pytest.raises(DeliveryError, match=r"550 5\.1\.1 No such user") as caught:
        personal.send(messages.message(), ALICE)

    assert caught.value.permanent


def test_shared_mail_goes_to_all_addresses_at_once(shared, mailbox):
    shared.send(messages.message())

    assert mailbox.envelopes[0].rcpt_tos == SHARED
    assert mailbox.mails[0]["To"] == ", ".join(SHARED)


def test_one_refused_address_does_not_keep_the_others_from_their_mail(shared, mailbox):
    mailbox.refused = {SHARED[0]: "550 5.1.1 No such user"}

    receipt = shared.send(messages.message())

    assert receipt.refused == ("security@example.com: 550 5.1.1 No such user",)
    assert mailbox.envelopes[0].rcpt_tos == SHARED[1:]


def test_all_refused_is_for_good_only_when_it_is_for_all(shared, mailbox):
    mailbox.refused = {SHARED[0]: "550 No such user", SHARED[1]: "450 Mailbox busy"}

    with pytest.raises(DeliveryError, match="none of the recipients") as caught:
        shared.send(messages.message())

    assert not caught.value.permanent


@pytest.mark.parametrize(
    ("said", "permanent"), [("554 5.7.1 Looks like spam", True), ("452 Out of space", False)]
)
def test_a_mail_that_is_refused_as_such(personal, mailbox, said, permanent):
    mailbox.after_data = said

    with pytest.raises(DeliveryError, match=said[:3]) as caught:
        personal.send(messages.message(), ALICE)

    assert caught.value.permanent is permanent


def test_a_wrong_password_is_told_without_it_and_is_not_for_good(given, mailbox, ca_file):
    given.environment["SMTP_PASSWORD"] = "wrong horse"
    channel = given.channel("mail-owner", **settings(mailbox, ca_file))

    with pytest.raises(DeliveryError, match="does not take user and password") as caught:
        channel.send(messages.message(), ALICE)

    assert "wrong horse" not in str(caught.value)
    assert not caught.value.permanent


def test_a_password_that_smtp_cannot_carry_is_told_without_it(given, mailbox, ca_file):
    given.environment["SMTP_PASSWORD"] = "pässword"

    with pytest.raises(DeliveryError, match="ASCII") as caught:
        given.channel("mail-owner", **settings(mailbox, ca_file)).send(messages.message(), ALICE)

    assert "pässword" not in str(caught.value)


def test_a_server_that_wants_sign_in_and_gets_none_is_told_and_is_not_for_good(given, mailbox, ca_file):
    own = settings(mailbox, ca_file)
    del own["username"], own["password"]

    with pytest.raises(DeliveryError, match="530"):
        given.channel("mail-owner", **own).send(messages.message(), ALICE)


def test_a_certificate_that_nobody_trusts_is_refused(given, mailbox):
    channel = given.channel("mail-owner", **settings(mailbox, None))

    with pytest.raises(DeliveryError, match="cannot be trusted"):
        channel.send(messages.message(), ALICE)


def test_a_server_without_starttls_gets_nothing(given, ca_file):
    with mail_server() as plain:
        channel = given.channel("mail-owner", **settings(plain, ca_file))

        with pytest.raises(DeliveryError, match="STARTTLS"):
            channel.send(messages.message(), ALICE)

    assert plain.mails == []


def test_tls_from_the_first_byte(given, tls, ca_file):
    with mail_server(tls, implicit=True) as secure:
        own = settings(secure, ca_file, security="tls")
        del own["username"], own["password"]
        given.channel("mail-owner", **own).send(messages.message(), ALICE)

    assert len(secure.mails) == 1


def test_without_tls_when_that_is_asked_for(given, ca_file):
    with mail_server() as plain:
        channel = given.channel(
            "mail-owner", host="127.0.0.1", port=plain.port, security="none", sender="a@example.com"
        )
        channel.send(messages.message(), ALICE)

    assert len(plain.mails) == 1


def test_nobody_listening_is_told(given, ca_file):
    with mail_server() as gone:
        pass

    with pytest.raises(DeliveryError, match="could not be reached"):
        given.channel("mail-owner", **settings(gone, ca_file)).send(messages.message(), ALICE)


@pytest.mark.parametrize(
    "mail", ["alice", "a b@example.com", "a@example.com,b@example.com", "ä@example.com", "a@b\n"]
)
def test_what_is_no_address_is_an_unknown_recipient(personal, mailbox, mail):
    with pytest.raises(RecipientUnknownError, match="no mail address"):
        personal.send(messages.message(), Recipient(mail=mail))

    assert mailbox.mails == []


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"username": None}, "go together"),
        ({"security": "none"}, "only sent over TLS"),
        ({"sender": "iam-audit"}, "no mail address"),
        ({"to": ["security"]}, "no mail address"),
        ({"to": []}, "to"),
        ({"security": "ssl"}, "starttls"),
    ],
)
def test_settings_that_cannot_work_are_refused(given, mailbox, ca_file, more, said):
    with pytest.raises(SettingsError, match=said):
        given.channel("mail", **(settings(mailbox, ca_file, to=SHARED) | more))
