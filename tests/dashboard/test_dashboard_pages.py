"""Every page answers, leads somewhere, keeps its state in the address, and shows text as text."""

import re
from html import unescape

import msgspec
import pytest
from litestar.testing import TestClient
from served import desk_over

from builders import NOW, access_key, account, password, root, snapshot, user
from iam_audit.access import Role
from iam_audit.checks import configure
from iam_audit.history.history import History
from iam_audit.history.saving import Occasion
from iam_audit.model import Waiver, WaiverState, WaiverUse
from iam_audit.store import open_store
from iam_audit.waivers.sql import SqlWaivers
from iam_audit.web.app import create_app
from iam_audit.web.kept import Kept
from iam_audit.workflows.auditing import Questions

PAGE = {"accept": "text/html"}
NASTY = "<img src=x onerror=alert(1)>'\"&{{7*7}}\u202e"
LISTS = (
    "/",
    "/credentials",
    "/findings",
    "/accounts",
    "/frameworks",
    "/waivers",
    "/remediation",
    "/evidence",
    "/runs",
    "/settings",
    "/changes",
)


def browse(store, **more):
    desk = desk_over(store, **more)
    client = TestClient(create_app(desk), base_url=desk.gate.url)
    client.headers.update(PAGE)
    return client


@pytest.fixture(scope="module")
def client(demo_store):
    with browse(demo_store) as made:
        yield made


@pytest.fixture
def empty(tmp_path):
    with open_store(f"sqlite:///{tmp_path}/store.sqlite") as store, browse(store) as made:
        yield made


def use_of(source, words):
    """A waiver as an audit found it; one that cannot be understood where there are no words."""
    waiver = words and Waiver(
        check="access-key-age",
        account="*",
        resource=words,
        reason=words,
        approver=words,
        expires=NOW.date(),
        source=source,
    )
    state = WaiverState.LAPSING if waiver else WaiverState.REFUSED
    return WaiverUse(source=source, state=state, message=f"Of {source}.", waiver=waiver)


@pytest.fixture
def nasty(tmp_path):
    """One account in which everything that people may name is named as badly as can be."""
    named = snapshot(
        account=account(name=NASTY),
        users=(user(NASTY, tags={"owner": NASTY}, password=password(used_days_ago=200)),),
        access_keys=(access_key(user_name=NASTY, age_days=400, used_days_ago=None),),
        root=root(),
    )
    questions = Questions(checks=configure({}))
    with open_store(f"sqlite:///{tmp_path}/store.sqlite") as store:
        result = questions.add_up([questions.put_to(named, NOW)], NOW, NASTY)
        result = msgspec.structs.replace(result, waivers=(use_of(NASTY, NASTY), use_of(NASTY, None)))
        History(store).save(result, Occasion(run_id="one", saved_at=NOW, owners=lambda *_: NASTY))
        waiver = Waiver(
            check="access-key-age",
            account="*",
            resource=NASTY[:12],
            reason=NASTY[:29],
            approver=NASTY[:29],
            expires=NOW.date(),
            source="",
        )
        SqlWaivers(store).create(waiver, NOW)
        with browse(store, clock=lambda: NOW) as made:
            yield made


def links(page):
    return {unescape(one) for one in re.findall(r'href="(/[^"#]*)"', page) if "/static/" not in one}


def test_every_link_of_every_page_leads_to_a_page(client):
    known, todo = set(), ["/"]
    kinds = {}
    while todo:
        path = todo.pop()
        answer = client.get(path)
        assert answer.status_code == 200, path
        for link in links(answer.text) - known:
            known.add(link)
            shape = re.sub(r"[0-9a-f]{12,}|\d+|=[^&]*", "*", link)
            kinds[shape] = kinds.get(shape, 0) + 1
            if kinds[shape] <= 2:
                todo.append(link)

    assert len(kinds) > 25


@pytest.mark.parametrize("path", LISTS)
def test_with_nothing_saved_every_page_says_so_and_what_to_do(empty, path):
    answer = empty.get(path)

    assert answer.status_code == 200
    assert "audit" in answer.text.partition("<main")[2]


@pytest.mark.parametrize(
    "path", ["/credentials/none", "/findings/none", "/accounts/1", "/runs/700", "/frameworks/x"]
)
def test_what_is_not_there_gets_a_page_that_says_so(client, path):
    answer = client.get(path)

    assert answer.status_code == 404
    assert '<a class="button" href="/">' in answer.text


@pytest.mark.parametrize(
    "query", ["risk=none", "tier=x", "sort=nothing", "cursor=zzz", "type=%27%3B--", "state=1"]
)
def test_a_filter_that_makes_no_sense_is_refused_in_words(client, query):
    path = "/findings" if query.startswith("state") else "/credentials"

    assert client.get(f"{path}?{query}").status_code == 400


def test_filters_show_what_fits_and_can_be_taken_out_again(client):
    page = client.get("/credentials?risk=CRITICAL&q=maplebrook").text

    assert "maplebrook" in page
    assert 'href="/credentials?q=maplebrook"' in page
    assert 'href="/credentials?risk=CRITICAL"' in page
    assert 'badge high">High' not in page


def test_pages_follow_one_another_without_gap_or_overlap(client):
    seen, path = [], "/credentials?sort=name"
    while path:
        page = client.get(path).text
        seen += re.findall(r'<th scope="row"><a class="id" href="/credentials/(\w+)"', page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        path = unescape(following[1]) if following else None

    assert len(seen) == len(set(seen)) > 100


def test_whatever_people_name_things_it_is_shown_as_text(nasty):
    todo, seen = list(LISTS), set()
    while todo:
        path = todo.pop()
        page = nasty.get(path)
        assert page.status_code == 200, path
        assert "<img src=x" not in page.text, path
        assert "49" not in re.findall(r"&amp;(\d+)", page.text), path
        assert "\u202e" not in page.text, path
        seen.add(path)
        shown = {re.sub(r"[?].*", "", link) for link in links(page.text)}
        todo += [link for link in shown if link not in seen and link not in todo][:12]

    assert any(path.startswith("/credentials/") for path in seen)
    assert any(path.startswith("/findings/") for path in seen)


def test_waivers_of_files_and_tags_are_shown_as_the_last_audit_found_them_and_cannot_be_ended_here(tmp_path):
    questions = Questions(checks=configure({}))
    audited = questions.add_up([questions.put_to(snapshot(), NOW)], NOW, "the test")
    with (
        open_store(f"sqlite:///{tmp_path}/store.sqlite") as store,
        browse(store, clock=lambda: NOW) as client,
    ):
        stored = SqlWaivers(store).create(use_of("", "decided here").waiver, NOW)
        ours = WaiverUse(source=stored.waiver.source, state=WaiverState.UNMATCHED, message="Ours.")
        uses = (use_of("waivers.toml, entry 2", "the vendor moves"), use_of("tag of bob", None), ours)
        History(store).save(
            msgspec.structs.replace(audited, waivers=uses), Occasion(run_id="1", saved_at=NOW)
        )
        page = client.get("/waivers").text
    part = page.partition('aria-labelledby="elsewhere"')[2].partition("</section>")[0]

    for said in (
        "waivers.toml, entry 2",
        "the vendor moves",
        "Lapsing",
        "tag of bob",
        "Cannot be understood",
    ):
        assert said in part
    assert "<form" not in part
    assert "Ours." not in page
    assert page.count("End now") == 1


def test_waivers_of_a_run_that_kept_none_are_not_called_none(client):
    assert "from the next audit on" in client.get("/waivers").text


def test_settings_show_no_secret(tmp_path):
    with (
        open_store(f"sqlite:///{tmp_path}/store.sqlite") as store,
        browse(
            store,
            oidc_issuer="https://login.example.com",
            oidc_client_id="audit-client",
            oidc_client_secret="file:/very-secret",
        ) as client,
    ):
        page = client.get("/settings").text

    assert "audit-client" in page
    assert "very-secret" not in page


def test_a_viewer_sees_no_button_to_start_an_audit_and_no_settings(demo_store):
    desk = desk_over(demo_store, can_sign_in=True, url="https://iam-audit.example.com")
    token = desk.tokens.create(
        "v", Role.VIEWER, (), desk.clock().replace(year=2027), by="a", now=desk.clock()
    )
    with TestClient(create_app(desk), base_url=desk.gate.url) as client:
        client.headers.update({**PAGE, "authorization": f"Bearer {token.secret}"})

        page = client.get("/runs").text
        assert "Start an audit" not in page
        assert 'href="/settings"' not in page
        assert client.get("/settings").status_code == 403


def test_the_choice_of_light_or_dark_is_kept(client):
    assert 'data-theme="dark"' in client.get("/", headers={"cookie": "theme=dark"}).text
    assert "data-theme=" not in client.get("/", headers={"cookie": "theme=<b>"}).text


def test_what_was_worked_out_is_kept_until_another_run_is_there():
    kept, made = Kept(), []

    def make():
        made.append(1)
        return len(made)

    assert [kept.get("page", mark, make) for mark in ("run 1", "run 1", "run 2", "run 2")] == [1, 1, 2, 2]
    assert kept.get("another", "run 2", make) == 3


def test_the_overview_speaks_of_the_run_that_was_saved_a_moment_ago(tmp_path):
    questions = Questions(checks=configure({}))
    with (
        open_store(f"sqlite:///{tmp_path}/store.sqlite") as store,
        browse(store, clock=lambda: NOW) as client,
    ):
        history = History(store)
        pages = []
        for number, keys in enumerate(((), (access_key(),))):
            seen = snapshot(account=account(), users=(user(),), access_keys=keys)
            result = questions.add_up([questions.put_to(seen, NOW)], NOW, "the test")
            history.save(result, Occasion(run_id=f"run {number}", saved_at=NOW))
            pages.append(re.search(r"Access keys</dt><dd class=\"number\">(\d+)", client.get("/").text)[1])

    assert pages == ["0", "1"]
