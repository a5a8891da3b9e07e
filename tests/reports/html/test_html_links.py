"""Addresses that keep filters, and links from charts and keys to findings."""

import re

import audits
from html_reader import findings, keys, messages, two_accounts, users
from playwright.sync_api import expect


def test_filters_and_order_stay_in_the_address(reader):
    page = reader.open(two_accounts())
    keys(page).get_by_label("Status").select_option("Active")
    keys(page).get_by_label("Search").fill("a e")
    page.get_by_role("button", name="Age, days").click()
    findings(page).get_by_label("Severity").select_option("high")
    expect(page).to_have_url(
        re.compile(r"#keys\.q=a\+e&keys\.status=Active&keys\.sort=age&findings\.severity=high$")
    )
    before = (users(page), messages(page))
    page.reload()

    assert (users(page), messages(page)) == before
    assert keys(page).get_by_label("Search").input_value() == "a e"
    expect(page.get_by_role("columnheader", name="Age, days")).to_have_attribute("aria-sort", "ascending")


def test_an_address_from_another_report_does_no_harm(reader):
    page = reader.open(two_accounts(), fragment="#keys.risk=NONESUCH&keys.sort=-nonesuch&other=1&keys.q=%zz")

    assert reader.complaints == []
    expect(keys(page).get_by_label("Risk")).to_have_value("")


def test_the_address_may_change_while_the_page_is_open(reader):
    page = reader.open(two_accounts())
    page.evaluate("location.hash = 'keys.q=busy&keys.sort=-user'")
    expect(page.locator("#keys .shown")).to_have_text("1 of 5 access keys")
    page.evaluate("location.hash = ''")

    expect(page.locator("#keys .shown")).to_have_text("5 access keys")


def test_a_bar_of_a_chart_leads_to_what_it_counts(reader):
    page = reader.open(audits.organization())
    page.get_by_role("region", name="Failing findings by severity").get_by_role("link", name="High").click()
    page.get_by_role("region", name="Access keys by risk").get_by_role("link", name="Unknown").click()

    expect(page.locator("#findings h3:visible")).to_have_text(["High 2"])
    assert users(page) == ["dave"]
    assert page.evaluate("document.activeElement.id") == "keys-heading"


def test_a_bar_leads_to_its_section_where_there_is_nothing_to_filter(reader):
    page = reader.open(audits.empty())
    page.get_by_role("region", name="Access keys by risk").get_by_role("link", name="High").click()

    expect(page).to_have_url(re.compile("#keys$"))


def test_the_rotation_of_a_key_leads_to_its_finding_whatever_the_filters(reader):
    page = reader.open(two_accounts())
    findings(page).get_by_label("Search").fill("nothing like it")
    expect(page.locator("#findings .shown")).to_contain_text("0 of 3")
    page.locator("#keys tbody tr", has_text="busy").get_by_role("link").click()

    expect(page.get_by_text("Rotate AKIA1111111111111111 of busy.")).to_be_in_viewport()
    assert messages(page) == ["AKIA1111111111111111 of busy is 200 days old; the limit is 90."]


def test_a_link_to_a_section_arrives_there(reader):
    page = reader.open(audits.many_keys(400), fragment="#accounts")

    expect(page.get_by_role("heading", name="Accounts")).to_be_in_viewport()
