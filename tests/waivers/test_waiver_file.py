"""The file of waivers: what is read, and what is refused."""

from datetime import date

import pytest

from iam_audit.errors import SettingsError
from iam_audit.waivers import load

TODAY = date(2026, 3, 19)
GOOD = {
    "check": '"access-key-age"',
    "account": '"123456789012"',
    "resource": '"user/svc-*"',
    "reason": '"The vendor moves to roles in May."',
    "approver": '"jane@example.com"',
    "expires": "2026-06-30",
}


def entry(**changes: str | None) -> str:
    values = {name: value for name, value in (GOOD | changes).items() if value is not None}
    return "[[waiver]]\n" + "".join(f"{name} = {value}\n" for name, value in values.items())


@pytest.fixture
def reading(tmp_path):
    def read(text: str | bytes):
        path = tmp_path / "waivers.toml"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return load(path, TODAY)

    return read


def test_a_waiver_is_read_with_where_it_is_written(reading):
    first, second = reading(entry() + entry(expires='"2027-03-01"', **{"from": "2026-03-01"}))

    assert (first.check, first.account, first.resource) == ("access-key-age", "123456789012", "user/svc-*")
    assert (first.approver, first.expires, first.given) == ("jane@example.com", date(2026, 6, 30), None)
    assert first.source.endswith("waivers.toml, entry 1")
    assert (second.expires, second.given) == (date(2027, 3, 1), date(2026, 3, 1))
    assert second.source.endswith("entry 2")


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "\ufeff"])
def test_a_file_may_hold_no_waiver(reading, text):
    assert reading(text) == ()


@pytest.mark.parametrize("check", ["access-key-*", "*", "access-key-ag?"])
def test_a_check_may_be_a_pattern(reading, check):
    assert reading(entry(check=f'"{check}"'))[0].check == check


def test_one_that_has_expired_is_read_since_it_must_be_reported(reading):
    assert reading(entry(expires="2020-01-01"))[0].expires == date(2020, 1, 1)


@pytest.mark.parametrize("day", ["2027-03-20"])
def test_a_year_from_today_is_the_longest(reading, day):
    assert reading(entry(expires=day))


@pytest.mark.parametrize("name", GOOD)
def test_every_part_is_required(reading, name):
    with pytest.raises(SettingsError, match=rf"entry 1: '{name}' is missing"):
        reading(entry(**{name: None}))


@pytest.mark.parametrize("name", ["check", "account", "resource", "reason", "approver"])
@pytest.mark.parametrize("empty", ['""', '"  "'])
def test_no_part_is_empty(reading, name, empty):
    with pytest.raises(SettingsError, match=rf"entry 1: '{name}' is empty"):
        reading(entry(**{name: empty}))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"expires": "2027-03-21"}, "more than a year from today: choose a day within a year"),
        (
            {"expires": "2027-06-30", "from": "2026-01-01"},
            "more than a year after its first day, 2026-01-01",
        ),
        ({"from": "2026-07-01"}, "expires on 2026-06-30, before its first day, 2026-07-01"),
        ({"expires": '"soon"'}, "'expires' must be a day, written like 2026-06-30, not 'soon'"),
        ({"expires": "2026-06-30T12:00:00Z"}, "'expires' must be a day"),
        ({"expires": "90"}, "'expires' must be a day, written like 2026-06-30, not '90'"),
        ({"from": "true"}, "'from' must be a day"),
        ({"account": "123456789012"}, "'account' must be text in quotes, not 123456789012"),
        ({"check": '"acess-key-age"'}, "there is no check 'acess-key-age'. Did you mean 'access-key-age'?"),
        ({"check": '"zzz-*"'}, "there is no check 'zzz-*'. See: iam-audit checks list"),
        ({"check": '"*"', "account": '"*"', "resource": '"**"'}, "it would mute everything"),
        ({"check": '"?*"', "account": f'"{"?" * 12}"', "resource": '"*?"'}, "it would mute everything"),
        ({"expiers": "2026-06-30"}, "there is no 'expiers' in a waiver. Did you mean 'expires'?"),
        ({"colour": '"red"'}, "Known: check, account, resource, reason, approver, expires, from."),
    ],
)
def test_what_is_not_in_order_is_refused_with_the_entry_and_what_to_do(reading, changes, said):
    with pytest.raises(SettingsError) as refused:
        reading(entry() + entry(**changes))

    assert "waivers.toml, entry 2: " in str(refused.value)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[waiver]\n", "each waiver begins with [[waiver]], in double brackets"),
        ("waiver = [1]\n", "each waiver begins with [[waiver]], in double brackets"),
        ("[[wavier]]\n", "there is no 'wavier': each waiver begins with [[waiver]]"),
        ("[[waiver]\n", "is not valid TOML"),
        (b"\xff\xfe", "is not UTF-8 text"),
    ],
)
def test_a_file_that_is_none_is_refused(reading, text, said):
    with pytest.raises(SettingsError) as refused:
        reading(text)

    assert said in str(refused.value)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(SettingsError, match=r"could not be read: No such file.*--waivers"):
        load(tmp_path / "none.toml", TODAY)
