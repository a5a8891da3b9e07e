"""What messages say: golden files of every kind, the parts that must be there, templates of one's own."""

import json
import os
from pathlib import Path

import messages
import msgspec
import pytest

from builders import NOW, access_key, account, root, snapshot, user
from iam_audit import checks
from iam_audit.alerts import Composer, Message, MessageKind, Standing, Templates, phrases, report_on
from iam_audit.audit import audit_snapshot
from iam_audit.errors import SettingsError
from iam_audit.model import (
    Advice,
    AuditResult,
    Bounds,
    Finding,
    Remediation,
    Resource,
    Section,
    Severity,
    Status,
    Tier,
)
from iam_audit.model.wire import decoder, encode
from whole_roles import role

GOLDEN = Path(__file__).parent.parent / "golden" / "messages"
RENDER = Templates().render


def forms(message: Message) -> dict[str, str]:
    rendered = RENDER(message)
    return {
        "txt": f"Subject: {rendered.subject}\n\n{rendered.text}",
        "html": rendered.html,
        "slack.json": json.dumps(rendered.blocks, indent=1, ensure_ascii=False) + "\n",
        "json": json.dumps(rendered.data, indent=1, ensure_ascii=False) + "\n",
    }


@pytest.mark.parametrize("form", ["txt", "html", "slack.json", "json"])
@pytest.mark.parametrize("kind", MessageKind)
def test_messages_read_as_reviewed(kind, form):
    path = GOLDEN / f"{kind}.{form}"
    text = forms(messages.message(kind))[form]
    if os.environ.get("GOLDEN") == "write":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    assert text == path.read_text(encoding="utf-8")


def test_a_message_can_be_stored_and_sent_later():
    message = messages.message()
    stored = encode(message)

    assert decoder(Message).decode(stored) == message


# Items


def of(check_id: str):
    return next(item for item in messages.items() if item.finding.check_id == check_id)


def test_a_key_that_is_too_old_is_to_be_replaced_by_name():
    assert of("access-key-age").rotate == (
        "aws iam create-access-key --user-name alice",
        "aws iam get-access-key-last-used --access-key-id AKIAIOSFODNN7EXAMPLE",
        "aws iam update-access-key --user-name alice --access-key-id AKIAIOSFODNN7EXAMPLE --status Inactive",
    )


def test_a_key_that_is_unused_is_not_to_be_replaced_but_switched_off():
    item = of("access-key-unused")

    assert item.rotate == ()
    assert any("--status Inactive" in command for command in phrases.commands(item))


@pytest.mark.parametrize(
    "key",
    [
        pytest.param(access_key(age_days=200, active=False), id="switched off"),
        pytest.param(access_key(age_days=200, id=None), id="without a known id"),
        pytest.param(access_key(age_days=200, user_name="<root_account>"), id="of root"),
    ],
)
def test_some_keys_cannot_be_replaced(key):
    result = audited(snapshot(users=(user("alice"),), access_keys=(key,)))
    finding = Finding(
        check_id="access-key-age",
        title="old",
        severity=Severity.HIGH,
        status=Status.FAIL,
        resource=key.resource,
        message="It is old.",
        advice=Advice.of(Remediation(text="Replace it.")),
    )

    assert Composer(result).item(finding).rotate == ()


def test_a_finding_of_a_key_that_is_gone_can_still_be_told_as_resolved():
    nothing = Composer(AuditResult(generated_at=NOW, tool_version="0", scope="none", accounts=()))
    item = nothing.item(of("access-key-age").finding, resolved=True)

    assert item.account.id == "123456789012"
    assert item.privilege is None
    assert phrases.danger(item) == ""


@pytest.mark.parametrize(
    ("lower", "upper", "said"),
    [
        (Tier.ADMIN, Tier.ADMIN, "Whoever holds it controls the whole account (admin)."),
        (
            Tier.READ,
            Tier.ADMIN,
            "Whoever holds it can read settings and lists (read), and perhaps more (admin).",
        ),
        (Tier.NONE, Tier.DATA, "Whoever holds it can read stored data or secrets (data)."),
        (Tier.READ, Tier.UNKNOWN, "Nobody could tell what it can do, so it may be anything (unknown)."),
    ],
)
def test_the_danger_is_said_as_bounds(lower, upper, said):
    item = msgspec.structs.replace(messages.items()[0], privilege=Bounds(lower=lower, upper=upper))

    assert phrases.danger(item) == said


def test_root_controls_everything():
    result = audited(snapshot(root=root()))
    finding = msgspec.structs.replace(
        of("access-key-age").finding,
        resource=Resource(type="root", id="root", name="root", account_id="123456789012"),
    )

    assert Composer(result).item(finding).privilege == Bounds(lower=Tier.ADMIN, upper=Tier.ADMIN)


def test_a_user_can_do_what_the_audit_says():
    arn = messages.audit().principals[0].arn
    finding = msgspec.structs.replace(
        of("user-direct-policy").finding,
        resource=Resource(type="user", id="alice", arn=arn, name="alice", account_id="123456789012"),
    )

    assert Composer(messages.audit()).item(finding).privilege.upper is Tier.ADMIN


# Lists that are long, and findings that are resolved


def test_nothing_is_left_out_without_a_word():
    message = messages.message(items=messages.items()[:1] * 51)

    assert all("and 1 finding more" in text for name, text in forms(message).items() if name != "json")
    assert len(RENDER(message).data["items"]) == 51


def test_resolved_findings_are_told_apart_and_counted_in_the_subject():
    resolved = messages.items(resolved=True)[:1] * 51
    rendered = RENDER(messages.message(MessageKind.SHARED_DIGEST, items=(*messages.items(), *resolved)))

    assert rendered.subject == "IAM audit: 3 findings new or due, 51 resolved"
    assert "Resolved since the last message:\n - Access key is past" in rendered.text
    assert "and 1 finding more" in rendered.text
    assert "Resolved since the last message" in rendered.html
    assert rendered.data["items"][-1]["status"] == "resolved"


@pytest.mark.parametrize(
    ("kind", "subject"),
    [
        (MessageKind.OWNER_DIGEST, "Resolved: 3 findings about your AWS credentials"),
        (MessageKind.SHARED_DIGEST, "Resolved: 3 findings"),
    ],
)
def test_a_message_that_all_is_done_says_so(kind, subject):
    assert RENDER(messages.message(kind, items=messages.items(resolved=True))).subject == subject


def test_many_users_and_many_findings_of_one_are_counted():
    line = messages.message(MessageKind.REPORT).users[0]
    busy = msgspec.structs.replace(line, findings=tuple(f"number {one}" for one in range(8)))
    rendered = RENDER(
        Message(
            key="r",
            kind=MessageKind.REPORT,
            at=NOW,
            scope="all",
            users=(busy,) * 51,
            link="https://x.example/r",
        )
    )

    assert "… and 3 more" in rendered.text
    assert "and 1 user more" in rendered.text
    assert "and 1 user more" in rendered.html
    assert "The whole report: https://x.example/r" in rendered.text


def test_markup_in_names_stays_text():
    html = RENDER(messages.message(owner="<script>alert(1)</script>")).html

    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_control_characters_and_direction_overrides_are_shown():
    rendered = RENDER(messages.message(owner="a\x1b[31m\u202eb"))

    assert r"a\x1b[31m\u202eb" in rendered.text
    assert r"a\x1b[31m\u202eb" in rendered.html
    assert "\u202e" not in json.dumps(rendered.blocks, ensure_ascii=False)


# The report of all users


def audited(one, **fields) -> AuditResult:
    chosen = tuple(check for check in checks.configure({}) if check.id in messages.SHOWN)
    result = audit_snapshot(one, chosen, NOW)
    return AuditResult(
        generated_at=NOW,
        tool_version="0",
        scope="the test",
        accounts=(msgspec.structs.replace(result, **fields),),
    )


def standings(result: AuditResult) -> dict[str, Standing]:
    return {line.name: line.standing for line in report_on(result, key="r").users}


def test_all_users_are_reported_by_how_they_stand():
    assert standings(messages.audit()) == {"alice": Standing.ACTION, "bob": Standing.GOOD}


def test_roles_are_no_users():
    result = audited(snapshot(users=(user("bob"),), roles=(role("deploy"),)))

    assert standings(result) == {"bob": Standing.GOOD}


def test_who_could_not_be_judged_is_not_in_good_state():
    unknown_age = access_key(user_name="carol", created_at=None, rotated_at=None)
    result = audited(snapshot(users=(user("carol"),), access_keys=(unknown_age,)))

    assert standings(result) == {"carol": Standing.UNKNOWN}
    subject = RENDER(report_on(result, key="r")).subject
    assert subject == "IAM audit: 0 of 1 user need action, 1 could not be judged"


def test_in_an_account_that_was_read_in_part_nobody_is_in_good_state():
    result = audited(snapshot(users=(user("dave"),), gaps=(Section.ACCESS_KEYS,)))

    report = report_on(result, key="r")
    assert [line.standing for line in report.users] == [Standing.UNKNOWN]
    assert "not" in report.coverage


def test_root_is_reported_when_something_is_found_about_it():
    finding = msgspec.structs.replace(
        of("access-key-age").finding,
        resource=Resource(type="root", id="root", name="root", account_id="123456789012"),
    )
    result = audited(snapshot(users=(user("bob"),)), findings=(finding,))

    assert standings(result) == {"bob": Standing.GOOD, "root user": Standing.ACTION}


def test_what_is_found_about_no_user_makes_no_line():
    finding = msgspec.structs.replace(of("access-key-age").finding, resource=account().resource)
    result = audited(snapshot(users=(user("bob"),)), findings=(finding,))

    assert standings(result) == {"bob": Standing.GOOD}


# Templates of one's own


def test_a_template_of_the_folder_comes_before_ours_and_the_others_stay(tmp_path):
    (tmp_path / "subject.txt.j2").write_text(
        "[{{ message.stage }}] {{ phrases.subject(message) }}", encoding="utf-8"
    )
    rendered = Templates(tmp_path).render(messages.message())

    assert rendered.subject == "[notice] Your AWS credentials: 3 findings to deal with"
    assert "Hello Alice" in rendered.text


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        pytest.param("text.txt.j2", "{% if %}", r"text.txt.j2, line 1", id="syntax"),
        pytest.param(
            "text.txt.j2", "{{ message.nothing }}", r"text.txt.j2 cannot be filled", id="no such field"
        ),
        pytest.param("html.html.j2", "{{ 1 + message }}", r"html.html.j2 cannot be filled", id="nonsense"),
        pytest.param("slack.jsonl.j2", "{not json}", r"slack.jsonl.j2 must make one JSON block", id="blocks"),
        pytest.param(
            "text.txt.j2", "{{ ''.__class__.mro() }}", r"text.txt.j2 cannot be filled", id="sandbox"
        ),
        pytest.param("txt.j2", "", r"txt.j2 is no template.*text.txt.j2", id="unknown name"),
    ],
)
def test_a_template_that_is_not_in_order_is_told_with_its_file(tmp_path, name, text, said):
    (tmp_path / name).write_text(text, encoding="utf-8")

    with pytest.raises(SettingsError, match=said):
        Templates(tmp_path).render(messages.message())


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(SettingsError, match="no folder of templates"):
        Templates(tmp_path / "gone").render(messages.message())


def test_blocks_without_text_are_left_as_they_are(tmp_path):
    (tmp_path / "slack.jsonl.j2").write_text('{"type": "divider"}\n', encoding="utf-8")

    assert Templates(tmp_path).render(messages.message()).blocks == ({"type": "divider"},)


def test_what_is_too_long_for_a_block_is_cut(tmp_path):
    rendered = RENDER(messages.message(waiver="&" * 4000))

    assert len(rendered.blocks[-1]["text"]["text"]) <= 3000
