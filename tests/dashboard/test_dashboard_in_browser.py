"""The dashboard in a real browser: the story of a compliance officer, by mouse and by keyboard, in light and dark."""

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from iam_audit.evidence.verifying import Trust, verify

LISTS = (
    "/",
    "/credentials?risk=CRITICAL",
    "/credentials?q=nobody-has-this-name",
    "/findings?severity=critical",
    "/accounts",
    "/accounts/444499998888",
    "/frameworks",
    "/frameworks/soc2",
    "/frameworks/soc2/CC6.1",
    "/waivers",
    "/remediation",
    "/evidence",
    "/runs?cursor=12",
    "/runs/60",
    "/settings",
    "/changes",
    "/nothing",
)
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
SILENT = ("Failed to load resource: the server responded with a status of 404 (Not Found)",)
"""What the browser says of a page that is not there."""


def stayed_home(visitor):
    """Whether no other machine was asked for anything, and the browser had nothing to complain of."""
    strangers = [one for one in visitor.requests if not one.startswith((visitor.url, "data:"))]
    return not strangers and not [one for one in visitor.complaints if one not in SILENT]


def violations(page):
    """What axe has to say in light and in dark, by rules of WCAG 2.2 AA."""
    options = {"runOnly": {"type": "tag", "values": list(RULES)}, "resultTypes": ["violations"]}
    said = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page, options=options).response["violations"]
        said += [(scheme, one["id"], one["nodes"][0]["html"][:120]) for one in found]
    return said


def test_from_the_overview_to_a_control_to_the_failing_key_to_its_history(visitor):
    page = visitor.open()
    expect(page.get_by_role("heading", name="Overview")).to_be_visible()
    expect(page.get_by_role("figure", name="Idle access keys by risk level over time")).to_be_visible()
    expect(page.get_by_text(re.compile(r"[+-]\d+ in 30 days")).first).to_be_visible()

    page.get_by_role("link", name="Frameworks").click()
    page.get_by_role("link", name="SOC 2").click()
    page.get_by_role("link", name="CC6.1").click()
    failing = page.get_by_role("region", name="What fails").locator("tbody th a[href^='/credentials/']").first
    name = failing.inner_text()
    failing.click()

    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()
    story = page.get_by_role("region", name="Timeline")
    expect(story).to_contain_text("A check began to fail")
    expect(story).to_contain_text("Made")
    assert stayed_home(visitor)


def test_filters_stand_in_the_address_and_come_back_with_it(visitor):
    page = visitor.open("/credentials")
    page.get_by_role("main").get_by_label("Risk").select_option("HIGH")
    page.wait_for_url("**/credentials?risk=HIGH")
    page.get_by_role("main").get_by_role("searchbox").fill("maplebrook")
    page.get_by_role("main").get_by_role("searchbox").press("Enter")
    page.wait_for_url(re.compile("q=maplebrook"))
    names = page.locator("tbody th a").all_inner_texts()
    again = visitor.open(page.url)

    assert names == again.locator("tbody th a").all_inner_texts() != []
    expect(again.get_by_role("main").get_by_label("Risk")).to_have_value("HIGH")
    page.get_by_role("link", name="Risk HIGH").click()
    page.wait_for_url(re.compile(r"/credentials\?q=maplebrook$"))
    page.go_back()
    expect(page.get_by_role("main").get_by_label("Risk")).to_have_value("HIGH")


def test_the_keyboard_alone_is_enough(visitor):
    page = visitor.open()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")
    page.keyboard.press("/")
    page.keyboard.type("castillo")
    page.keyboard.press("Enter")
    page.wait_for_url("**/credentials?q=castillo")
    page.locator("tbody th a").first.focus()
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    page.keyboard.press("Enter")

    assert outline == "solid"
    expect(page.get_by_role("heading", level=1)).to_contain_text("castillo")
    assert not page.locator("[onclick], [tabindex]:not([tabindex='0']):not([tabindex='-1'])").count()


def test_a_chart_tells_its_numbers_to_the_arrow_keys_and_in_a_table(visitor):
    page = visitor.open()
    figure = page.get_by_role("figure", name="Idle access keys by risk level over time")
    figure.get_by_role("img").focus()
    page.keyboard.press("Home")
    first = figure.locator("[data-when]").inner_text()
    value = figure.locator("[data-value]").first.inner_text()
    figure.get_by_text("The numbers as a table").click()
    last_row = figure.locator("tbody tr").last

    assert last_row.locator("th").inner_text() == first
    assert last_row.locator("td").last.inner_text() == value


def test_light_and_dark_can_be_switched_and_stay(visitor):
    page = visitor.open(color_scheme="light")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_role("button", name="Switch between light and dark").click()
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.goto("/accounts")

    assert light != dark == page.evaluate("getComputedStyle(document.body).backgroundColor")


def test_without_script_everything_is_there(visitor):
    page = visitor.open("/credentials", java_script_enabled=False, viewport={"width": 360, "height": 800})
    page.get_by_role("main").get_by_label("Risk").select_option("CRITICAL")
    page.get_by_role("main").get_by_role("button", name="Filter").click()

    expect(page.get_by_role("navigation", name="Pages").get_by_role("link", name="Runs")).to_be_visible()
    assert "risk=CRITICAL" in page.url
    assert page.locator("tbody tr").count()


def test_nobody_is_shut_out_and_nothing_leaves_the_host(visitor):
    page = visitor.open()
    credential = page.locator("a[href^='/credentials/']").first.get_attribute("href")
    finding = page.locator("a[href^='/findings/']").first.get_attribute("href")
    wrong = {}
    for path in (*LISTS, credential, finding):
        page.goto(path)
        if found := violations(page):
            wrong[path] = found

    assert wrong == {}
    assert stayed_home(visitor)


def test_no_page_of_a_phone_needs_sideways_scrolling(visitor):
    page = visitor.open(viewport={"width": 360, "height": 800})
    credential = page.locator("a[href^='/credentials/']").first.get_attribute("href")
    finding = page.locator("a[href^='/findings/']").first.get_attribute("href")
    wide = []
    for path in (*LISTS, credential, finding):
        page.goto(path)
        if page.evaluate("document.documentElement.scrollWidth") > 360:
            wide.append(path)

    assert wide == []


def test_an_audit_that_is_started_here_is_watched_live(changer):
    page = changer.open("/runs")
    page.get_by_role("button", name="Start an audit").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    expect(page.locator("[data-words]")).to_have_text(re.compile(r"\d+ of 40 accounts"))
    expect(page.get_by_role("progressbar")).to_have_count(0)

    expect(page.get_by_role("region", name="Runs").locator("tbody tr")).to_have_count(50)
    assert changer.complaints == []


def test_a_plan_is_looked_at_and_approved(changer):
    page = changer.open("/remediation")
    expect(page.get_by_role("region", name="Switched off").get_by_role("listitem")).not_to_have_count(0)
    page.get_by_role("link", name="demo-plan").click()
    expect(page.get_by_role("heading", name="Switch it off")).to_be_visible()
    expect(page.get_by_text("It has 0 of 1 approvals that it needs.")).to_be_visible()
    assert not violations(page)
    page.get_by_label("Why").fill("Nobody has used these for a quarter of a year.")
    page.get_by_role("button", name="Approve exactly this plan").click()

    expect(page.get_by_text("It may be applied")).to_be_visible()
    expect(page.get_by_role("button", name="Approve exactly this plan")).to_have_count(0)
    assert changer.complaints == []


def test_an_evidence_pack_is_taken_away_and_holds_what_it_says(changer, tmp_path):
    page = changer.open("/frameworks/soc2")
    page.get_by_role("link", name="Evidence pack").click()
    page.get_by_role("button", name="Make a pack").click()
    with page.expect_download() as download:
        page.get_by_role("region", name="Packs").get_by_role("link").click()
    download.value.save_as(tmp_path / "pack.zip")
    verdict = verify(tmp_path / "pack.zip", Trust())

    assert re.fullmatch(r"iam-audit-evidence-\d{8}T\d{6}Z\.zip", download.value.suggested_filename)
    assert not verdict.problems
    assert changer.complaints == []


def test_a_waiver_is_decided_from_the_finding_it_is_about_and_ended(changer):
    page = changer.open("/findings?check=access-key-unused")
    page.locator("tbody th a").first.click()
    page.get_by_role("link", name="Live with it for a while").click()
    expect(page.get_by_label("Check", exact=True)).to_have_value("access-key-unused")
    page.get_by_label("Last day").fill("2026-12-24")
    page.get_by_label("Why").fill("The owner is on leave until then.")
    page.get_by_role("button", name="Save the waiver").click()
    row = page.get_by_role("row", name=re.compile("The owner is on leave"))
    expect(row).to_contain_text("In force")
    row.get_by_role("button", name=re.compile("End the waiver")).click()

    expect(row).to_contain_text("Ended")
    assert changer.complaints == []


def test_somebody_signs_in_with_their_organization_and_out_again(guarded):
    page = guarded.open("/runs")
    assert not violations(page)
    page.get_by_role("link", name="Sign in with your organization").click()
    page.locator("input[name=sub]").fill("ann")
    page.locator("[type=submit]").first.click()
    page.wait_for_url("**/runs")
    expect(page.get_by_text("ann@example.com · auditor")).to_be_visible()
    expect(page.get_by_role("button", name="Start an audit")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()

    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.goto("/runs")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
