"""How things moved, in the HTML report, before people's eyes: seen, heard, on a phone and on paper."""

from datetime import date, timedelta

import audits
import pytest
from html_reader import violations
from playwright.sync_api import expect

from builders import days_ago
from iam_audit.charts import Bar, Series, ToneBar, stack
from iam_audit.reports.base import Past
from iam_audit.reports.html import HtmlReport

DAYS = [date(2026, 3, 10) + timedelta(days=one) for one in range(10)]


def moved(*tones):
    series = [
        Series(name=tone.capitalize(), tone=tone, values=tuple(place * 130 for place in range(10)))
        for tone in tones
    ]
    return stack(DAYS, series)


PAST = Past(
    accounts=7,
    keys=moved("low", "medium", "unknown", "high", "critical"),
    findings=moved("medium", "high", "critical"),
    previous=days_ago(1),
    changes=(ToneBar("high", Bar("New", 3, 100)), ToneBar("good", Bar("Fixed", 0, 0))),
)


@pytest.fixture(scope="module")
def report():
    return HtmlReport(past=PAST).render(audits.CASES["empty"]())


def test_nobody_is_shut_out_in_light_or_dark(reader, report):
    page = reader.open_text(report)

    assert violations(page) == []
    assert reader.complaints == []
    assert reader.requests == [reader.address]


def test_the_numbers_of_a_chart_are_beside_it_and_in_a_table(reader, report):
    page = reader.open_text(report)
    figure = page.get_by_role("figure", name="Open findings by severity over time")
    figure.get_by_text("The numbers as a table").click()

    expect(figure.get_by_role("img")).to_be_visible()
    expect(figure.locator(".key")).to_contain_text("Critical 1,170")
    expect(figure.locator("tbody tr")).to_have_count(10)
    expect(figure.locator("tbody tr").first).to_contain_text("19 Mar 2026")
    expect(page.get_by_role("region", name="What changed").get_by_role("listitem")).to_have_count(2)


def test_layers_have_the_colours_of_their_words(reader, report):
    page = reader.open_text(report, color_scheme="light")
    fills = (
        page.locator(".past figure")
        .last.locator(".layer")
        .evaluate_all("found => found.map((one) => getComputedStyle(one).fill)")
    )

    assert fills == ["rgb(161, 98, 7)", "rgb(194, 65, 12)", "rgb(159, 18, 57)"]


@pytest.mark.parametrize("width", [320, 768])
def test_a_wide_chart_needs_no_sideways_scrolling(reader, report, width):
    page = reader.open_text(report, viewport={"width": width, "height": 800})
    for closed in page.locator(".past summary").all():
        closed.click()

    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_paper_has_the_chart_and_not_a_row_for_each_day(reader, report):
    page = reader.open_text(report)
    page.emulate_media(media="print")

    expect(page.locator(".past .plot svg")).to_have_count(2)
    expect(page.locator(".past .plot svg").first).to_be_visible()
    expect(page.locator(".past table:visible")).to_have_count(0)
