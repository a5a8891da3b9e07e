"""The report without script, on paper, on a phone, by keyboard, by ear, and in the dark."""

import itertools
import re
from importlib import resources

import audits
import pytest
from html_reader import keys, messages, two_accounts, users, violations
from playwright.sync_api import expect


def test_without_script_everything_is_there_and_nothing_is_dead(reader):
    page = reader.open(audits.organization(), java_script_enabled=False)

    assert users(page) == ["bob", "dave", "carol", "alice"]
    expect(page.locator("form:visible, button:visible")).to_have_count(0)
    assert len(messages(page)) == len(audits.organization().findings)
    page.get_by_text("alice has a console password").click()
    expect(page.get_by_text("Assign an MFA device to alice.").first).to_be_visible()


@pytest.mark.parametrize("script", [True, False])
def test_on_paper_everything_is_open_and_no_control_is_left(reader, script):
    page = reader.open(audits.nine_keys(), java_script_enabled=script)
    page.emulate_media(media="print")

    expect(page.locator("form:visible, nav:visible, .copy:visible")).to_have_count(0)
    for body in page.locator(".body").all():
        assert body.bounding_box()["height"] > 100


def test_paper_holds_what_the_filters_kept_beyond_what_the_screen_shows(reader):
    page = reader.open(audits.many_keys(600))
    page.emulate_media(media="print")
    assert len(users(page)) == 600
    page.emulate_media(media="screen")
    keys(page).get_by_label("Search").fill("user-000")
    expect(page.locator("#keys .shown")).to_have_text("10 of 600 access keys")
    page.emulate_media(media="print")

    assert len(users(page)) == 10
    expect(page.get_by_text("10 of 600 access keys")).to_be_visible()


def test_printing_opens_what_is_closed_and_closes_it_again(reader):
    page = reader.open(audits.nine_keys())
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    opened = page.locator("details[open]").count()
    page.evaluate("dispatchEvent(new Event('afterprint'))")

    assert opened == page.locator("details").count() > 0
    expect(page.locator("details[open]")).to_have_count(0)


@pytest.mark.parametrize("width", [320, 375, 768, 1280])
def test_no_width_needs_sideways_scrolling(reader, width):
    page = reader.open(audits.nasty_names(), viewport={"width": width, "height": 800})
    page.get_by_role("button", name="Expand all").click()

    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_on_a_phone_every_cell_is_named_after_its_column(reader):
    page = reader.open(two_accounts(), viewport={"width": 375, "height": 800})
    heads = page.locator("#keys thead th").all_inner_texts()
    names = page.evaluate(
        """() => [...document.querySelector('#keys tbody tr').cells]
            .map((cell) => getComputedStyle(cell, '::before').content.split('"')[1])"""
    )

    assert names == [head.strip() for head in heads]


def test_the_keyboard_reaches_what_the_mouse_does(reader):
    page = reader.open(two_accounts())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the report"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "q"
    page.get_by_role("button", name="User").press("Space")
    assert users(page) == ["busy", "Late", "never", "off", "strange"]
    page.locator(".items summary").first.press("Enter")

    expect(page.locator(".items details[open]")).to_have_count(1)


@pytest.mark.parametrize("case", audits.CASES)
def test_structure_and_names_are_there_for_those_who_listen(reader, case):
    page = reader.open(audits.CASES[case]())
    levels = page.evaluate(
        "[...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map((one) => Number(one.tagName[1]))"
    )
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map((one) => one.id)")

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert len(ids) == len(set(ids))
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.title().startswith("AWS IAM audit: ")
    assert page.evaluate(
        "[...document.querySelectorAll('input, select')].every((one) => one.labels.length === 1)"
    )
    assert page.evaluate("[...document.querySelectorAll('thead th')].every((one) => one.scope === 'col')")
    assert page.evaluate("[...document.querySelectorAll('tbody th')].every((one) => one.scope === 'row')")
    assert page.evaluate(
        "[...document.querySelectorAll('[aria-labelledby]')].every((one) => one.ariaLabelledByElements.length)"
    )


@pytest.mark.parametrize("case", ["organization", "by control", "waived"])
def test_nobody_is_shut_out_of_any_section_in_light_or_dark(reader, case):
    assert violations(reader.open(audits.CASES[case]())) == []


def palettes() -> list[dict[str, str]]:
    """The colours of each scheme; the sheet for paper and the dark one replace those of the light one."""
    css = (
        resources.files("iam_audit.reports")
        .joinpath("html_template", "report.css")
        .read_text(encoding="utf-8")
    )
    roots = [
        dict(re.findall(r"--([\w-]+): (#\w{6})", block))
        for block in re.findall(r":root \{(.*?)\}", css, re.DOTALL)
    ]
    return [roots[0] | root for root in roots]


def luminance(colour: str) -> float:
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


TONES = ("critical", "high", "medium", "low", "good", "unsure")


@pytest.mark.parametrize(
    ("ink", "paper", "least"),
    [
        *((ink, paper, 4.5) for ink in ("ink", "soft", "link") for paper in ("paper", "sheet")),
        *((f"{tone}-ink", f"{tone}-paper", 4.5) for tone in TONES),
        *((tone, "paper", 3) for tone in (*TONES, "edge", "focus")),
        ("ink", "code", 4.5),
        ("critical", "sheet", 4.5),
        ("unsure", "paper", 4.5),
        ("medium-ink", "paper", 4.5),
    ],
)
@pytest.mark.parametrize("scheme", [0, 1, 2], ids=["light", "dark", "paper"])
def test_colours_meet_wcag_aa(scheme, ink, paper, least):
    palette = palettes()[scheme]

    assert contrast(palette[ink], palette[paper]) >= least


def test_dark_is_dark(reader):
    page = reader.open(audits.nine_keys(), color_scheme="dark")

    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(19, 20, 22)"
