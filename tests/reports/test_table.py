import io

import audits
import pytest
from rich.console import Console

from builders import access_key, account, unknown_use
from iam_audit.model import AccountStatus, Gap, Section, Severity
from iam_audit.reports.drawing.terminal import renderables
from iam_audit.reports.table import TableReport


def drawn(result, **console):
    out = io.StringIO()
    screen = Console(**({"file": out, "width": 120, "legacy_windows": False} | console))
    for part in renderables(result):
        screen.print(part)
    return out.getvalue()


def test_the_table_has_the_columns_that_people_know():
    lines = TableReport().render(audits.nine_keys()).splitlines()

    assert lines[0].strip() == "AWS IAM Access Key Audit Results"
    assert [word.strip() for word in lines[2].strip("┃").split("┃")] == [
        "Username",
        "Key ID",
        "Age (Days)",
        "Last Used",
        "Risk",
    ]


def test_rows_come_worst_first_and_the_counts_are_one_line():
    text = TableReport().render(audits.nine_keys())

    assert [name for name, *_ in audits.NINE] == [
        line.split("┃")[1].strip() for line in text.splitlines() if "AKIA" in line and line.startswith("┃")
    ]
    assert "\nCOMPLIANT: 3 | LOW: 1 | MEDIUM: 2 | HIGH: 2 | CRITICAL: 1\n" in text


def test_unknown_is_counted_only_when_there_is_any():
    known = TableReport().render(audits.audit(audits.judged(access_key())))
    unknown = TableReport().render(audits.audit(audits.judged(access_key(last_used=unknown_use()))))

    assert "UNKNOWN" not in known
    assert "| UNKNOWN: 1" in unknown


def test_never_used_and_unknown_are_told_apart():
    text = TableReport().render(audits.organization())

    assert "┃ Never " in text
    assert "┃ Unknown " in text


def test_the_account_column_is_there_only_with_several_accounts():
    other = audits.judged(access_key(), account=account(id="111122223333", name=""))

    assert "┃ Account " not in TableReport().render(audits.nine_keys())
    assert "┃ 111122223333 " in TableReport().render(audits.audit(audits.judged(access_key()), other))


@pytest.mark.parametrize(
    ("count", "sentence"),
    [
        pytest.param(0, None, id="none"),
        pytest.param(1, "1 key is COMPLIANT by inactivity but past the rotation limit", id="one"),
        pytest.param(2, "2 keys are COMPLIANT by inactivity but past the rotation limit", id="two"),
    ],
)
def test_a_key_in_use_and_too_old_is_pointed_out(count, sentence):
    keys = [
        access_key(user_name=f"user{number}", id=None, age_days=200, used_days_ago=1)
        for number in range(count)
    ]
    text = TableReport().render(audits.audit(audits.judged(*keys, access_key())))

    assert (sentence in text) if sentence else ("past the rotation limit" not in text)


def test_a_key_that_is_idle_as_well_is_not_said_to_be_in_use():
    text = TableReport().render(audits.audit(audits.judged(access_key(age_days=200, used_days_ago=95))))

    assert "COMPLIANT by inactivity" not in text


def test_findings_are_grouped_worst_first():
    findings = [
        audits.finding(severity=severity) for severity in (Severity.LOW, Severity.CRITICAL, Severity.MEDIUM)
    ]
    text = TableReport().render(audits.audit(audits.replace(audits.judged(), findings=tuple(findings))))

    assert text.index("CRITICAL (1)") < text.index("MEDIUM (1)") < text.index("LOW (1)")


def test_an_account_without_keys_says_so():
    text = TableReport().render(audits.empty())

    assert "No access keys.\n" in text
    assert "No check failed.\n" in text
    assert "1 of 1 account assessed.\n" in text


@pytest.mark.parametrize(
    "unread",
    [
        pytest.param(audits.unread_account(), id="account not assessed"),
        pytest.param(
            audits.replace(
                audits.judged(),
                status=AccountStatus.PARTIAL,
                reason="x",
                gaps=(Gap(section=Section.ACCESS_KEYS, reason="denied"),),
            ),
            id="keys not read",
        ),
    ],
)
def test_keys_that_could_not_be_read_are_not_called_none(unread):
    text = TableReport().render(audits.audit(unread))

    assert "No access keys could be read" in text
    assert "No access keys." not in text


def test_what_is_missing_is_spelled_out_once_per_reason():
    text = " ".join(TableReport().render(audits.organization()).split())

    assert "111122223333: root-mfa, user-mfa-console Mfa devices could not be read:" in text
    assert "111122223333: MFA devices: Not authorized" in text
    assert "[AccessDenied]" in text
    assert "1 of 3 accounts assessed, 2 not:" in text


def test_one_reason_for_many_resources_names_their_number():
    silent = [
        audits.finding(
            status=audits.Status.NOT_EVALUATED, resource=audits.user_resource(name), message="Unknown."
        )
        for name in ("alice", "bob")
    ]
    text = TableReport().render(audits.audit(audits.replace(audits.judged(), findings=tuple(silent))))

    assert "user-mfa-console (2 resources)" in text


def test_of_how_many_is_added_up_over_accounts():
    one, other = (
        audits.judged(access_key(age_days=100), account=account(id=number))
        for number in ("111122223333", "123456789012")
    )

    assert "access-key-age 2 of 2 active access keys" in TableReport().render(audits.audit(one, other))


def test_long_names_fold_and_lose_nothing():
    name = "x" * 64
    text = drawn(audits.audit(audits.judged(access_key(user_name=name, age_days=100))), width=40)

    assert all(len(line) <= 40 for line in text.splitlines())
    assert sum(line.count("x") for line in text.splitlines() if line.startswith("┃")) >= 64


def test_names_are_not_markup_and_cannot_act_on_the_terminal():
    text = TableReport().render(audits.nasty_names())

    assert "[red]@everyone\\ttab" in text
    assert "two\\nlines" in text
    assert "\\x1b[31mred\\x9b" in text
    assert "\\u202eevil" in text


def test_the_console_decides_on_colour():
    result = audits.organization()

    assert "\x1b[" in drawn(result, force_terminal=True, color_system="truecolor")
    assert "\x1b[" not in drawn(result, color_system=None)


def test_the_plain_text_does_not_depend_on_the_environment(monkeypatch):
    before = TableReport().render(audits.organization())
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("FORCE_COLOR", "1")

    assert TableReport().render(audits.organization()) == before
