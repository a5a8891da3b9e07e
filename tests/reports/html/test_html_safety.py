"""Hostile names, tags and messages stay text, and the policy of the page stops what was injected."""

import audits
import msgspec
import pytest

from builders import access_key, account, unknown_use
from iam_audit.model import Gap, Remediation, Section, Status
from iam_audit.reports.html import HtmlReport

HOSTILE = (
    "<script>window.pwned=1</script>",
    '"><img src=x onerror="window.pwned=1">',
    "</script><script>window.pwned=1</script>",
    "</style><script>window.pwned=1</script>",
    "javascript:window.pwned=1",
    "' onmouseover='window.pwned=1",
    "<!-- <svg onload=window.pwned=1>",
    "{{ 7 * 7 }}{% raw %}",
)


def hostile(text: str):
    everywhere = audits.finding(
        check_id=text,
        title=text,
        message=text,
        resource=audits.user_resource(text, account_id=text),
        evidence={text: text, "list": [text]},
        remediation=Remediation(text=text, console=(text,), cli=(text,), automated=text),
        frameworks={text: (text,)},
    )
    silent = msgspec.structs.replace(everywhere, status=Status.NOT_EVALUATED)
    key = access_key(user_name=text, id=text, age_days=200, last_used=unknown_use(text))
    made = audits.judged(key, account=account(id=text, name=text))
    return audits.audit(
        audits.replace(
            made,
            findings=(*made.findings, everywhere, silent),
            gaps=(Gap(section=Section.USERS, reason=text, code=text),),
        ),
        audits.replace(audits.unread_account(), reason=text),
        scope=text,
    )


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("bypass_csp", [False, True], ids=["with the policy", "without it"])
def test_hostile_text_is_shown_and_never_run(reader, text, bypass_csp):
    page = reader.open(hostile(text), bypass_csp=bypass_csp)
    page.get_by_role("button", name="Expand all").click()
    page.get_by_text("Controls in 1 framework").first.click()
    page.locator("#keys tbody tr").hover()

    assert page.evaluate("window.pwned") is None
    assert reader.complaints == []
    assert reader.requests == [reader.address]
    assert (
        page.evaluate(
            "document.querySelectorAll('img, iframe, body script, body style, [onerror], [onmouseover]').length"
        )
        == 0
    )
    assert page.evaluate("[...document.links].every((link) => link.getAttribute('href').startsWith('#'))")
    for place in (
        "h1",
        "#keys tbody th",
        ".items .message >> nth=0",
        ".body li",
        "#unread td >> nth=0",
        ".incomplete li",
    ):
        assert text in page.locator(place).first.text_content()


@pytest.mark.parametrize(
    "injected",
    [
        "<script>window.pwned = 1</script>",
        '<img src="data:image/png;base64,x" onerror="window.pwned = 1">',
        '<iframe srcdoc="<script>parent.pwned = 1</script>"></iframe>',
        '<script src="http://127.0.0.1:9/x.js"></script>',
        "<style>h1 { display: none }</style>",
        '<form action="http://127.0.0.1:9/"><input name="q"><button id="send">Go</button></form>',
    ],
)
def test_the_policy_stops_what_was_injected(reader, injected):
    text = HtmlReport().render(audits.nine_keys())
    page = reader.open_text(text.replace("<footer>", injected + "<footer>"))
    if "send" in injected:
        page.evaluate("document.getElementById('send').click()")

    page.wait_for_timeout(200)
    assert any("Content Security Policy" in said for said in reader.complaints)
    assert page.evaluate("window.pwned") is None
    assert page.get_by_role("heading", level=1).is_visible()
    assert page.url.startswith("file:")
