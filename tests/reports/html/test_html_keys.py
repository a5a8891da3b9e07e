"""The table of access keys: search, filters, order, and thousands of rows."""

import audits
import pytest
from html_reader import keys, two_accounts, users
from playwright.sync_api import expect


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("late", ["Late"]),
        ("AKIA33", ["never"]),
        ("staging off", ["off"]),
        ("too old to tell", ["strange"]),
        ("zzz", []),
    ],
)
def test_search_keeps_the_rows_that_hold_every_word(reader, search, found):
    page = reader.open(two_accounts())
    keys(page).get_by_label("Search").fill(search)

    expect(page.locator("#keys").get_by_role("status")).to_have_text(f"{len(found)} of 5 access keys")
    assert users(page) == found


@pytest.mark.parametrize(
    ("label", "value", "found"),
    [
        ("Risk", "CRITICAL", ["never"]),
        ("Risk", "UNKNOWN", ["strange"]),
        ("Status", "Inactive", ["off"]),
        ("Account", "111122223333", ["strange", "off"]),
    ],
)
def test_filters_keep_the_rows_they_name(reader, label, value, found):
    page = reader.open(two_accounts())
    keys(page).get_by_label(label).select_option(value)

    expect(page.locator("#keys").get_by_role("status")).to_have_text(f"{len(found)} of 5 access keys")
    assert users(page) == found


def test_filters_add_up_and_clear_takes_them_off(reader):
    page = reader.open(two_accounts())
    keys(page).get_by_label("Status").select_option("Active")
    keys(page).get_by_label("Account").select_option("123456789012")
    keys(page).get_by_label("Search").fill("a")
    expect(page.locator("#keys .shown")).to_have_text("3 of 5 access keys")
    keys(page).get_by_role("button", name="Clear").click()

    expect(page.locator("#keys .shown")).to_have_text("5 access keys")


@pytest.mark.parametrize(
    ("heading", "upward", "downward"),
    [
        ("Risk", "never Late strange off busy", "off busy strange Late never"),
        ("Access key", "busy Late never off strange", "strange off never Late busy"),
        ("User", "busy Late never off strange", "strange off never Late busy"),
        ("Account", "never Late busy strange off", "strange off never Late busy"),
        ("Status", "never Late strange busy off", "off never Late strange busy"),
        ("Age, days", "off strange never busy Late", "Late busy never strange off"),
        ("Last used, days ago", "busy off Late never strange", "never Late off busy strange"),
        ("Rotation", "strange off Late busy never", "never Late busy strange off"),
        ("What to do", "off never Late strange busy", "busy strange Late never off"),
    ],
)
def test_every_column_sorts_both_ways_with_unknown_last(reader, heading, upward, downward):
    page = reader.open(two_accounts())
    head = page.locator("#keys").get_by_role("columnheader", name=heading, exact=True)
    head.get_by_role("button").click()

    assert users(page) == upward.split()
    expect(head).to_have_attribute("aria-sort", "ascending")
    head.get_by_role("button").click()
    assert users(page) == downward.split()
    expect(head).to_have_attribute("aria-sort", "descending")


def test_five_thousand_keys_open_search_and_sort(reader):
    page = reader.open(audits.many_keys(5000))
    expect(page.locator("#keys .shown")).to_have_text("5,000 access keys, the first 200 on screen")
    assert len(users(page)) == 200
    page.get_by_role("button", name="User").click()
    page.get_by_role("button", name="User").click()
    assert users(page)[0] == "user-4999"
    keys(page).get_by_label("Search").fill("user-123")

    expect(page.locator("#keys .shown")).to_have_text("10 of 5,000 access keys")
    assert users(page) == [f"user-123{digit}" for digit in range(9, -1, -1)]


def test_more_rows_come_when_asked_for(reader):
    page = reader.open(audits.many_keys(1100))
    more = page.locator("#keys").get_by_role("button", name="more")
    expect(more).to_have_text("Show 800 more")
    more.click()
    assert len(users(page)) == 1000
    more.click()

    assert len(users(page)) == 1100
    expect(more).to_be_hidden()
