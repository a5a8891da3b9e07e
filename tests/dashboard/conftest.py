"""A browser, and the demo served to it."""

import lzma
from datetime import UTC, datetime
from functools import cache
from importlib import resources

import pytest
from playwright.sync_api import sync_playwright
from served import CHROMIUM, QUIET, Serving, Ticking, Visitor, desk_over

from iam_audit.access import Role
from iam_audit.store import open_store
from iam_audit.web.provider import Provider
from iam_audit.workflows.demo_store import SHIPPED, audit_now
from open_id_provider import provider_of


@cache
def year() -> bytes:
    return lzma.decompress(resources.files("iam_audit.demo").joinpath(SHIPPED).read_bytes())


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def demo_store(tmp_path_factory):
    """The year of the demo; tests that change it take one of their own."""
    file = tmp_path_factory.mktemp("demo") / "store.sqlite"
    file.write_bytes(year())
    with open_store(f"sqlite:///{file}") as store:
        yield store


@pytest.fixture
def own_demo_store(tmp_path):
    file = tmp_path / "store.sqlite"
    file.write_bytes(year())
    with open_store(f"sqlite:///{file}") as store:
        yield store


@pytest.fixture(scope="session")
def served(demo_store):
    with Serving(lambda port: desk_over(demo_store, port)) as serving:
        yield serving


@pytest.fixture
def changing(own_demo_store):
    """A demo that may be changed."""
    clock = Ticking()

    def work(progress):
        audit_now(own_demo_store, clock(), "another", progress)
        return "another"

    with Serving(lambda port: desk_over(own_demo_store, port, clock=clock, work=work)) as serving:
        yield serving


@pytest.fixture
def visitor(browser, served):
    visitor = Visitor(browser, served.url)
    yield visitor
    visitor.close()


@pytest.fixture
def changer(browser, changing):
    visitor = Visitor(browser, changing.url)
    yield visitor
    visitor.close()


@pytest.fixture
def guarded(browser, own_demo_store):
    """A demo for which people have to sign in, with the provider of their organization."""
    with provider_of('{"sub": "ann", "email": "ann@example.com", "groups": ["security"]}') as issuer:
        web = {
            "oidc_issuer": issuer,
            "oidc_client_id": "iam-audit",
            "oidc_roles": {"security": Role.AUDITOR},
        }

        def provider(settings, url):
            return Provider(settings, url, lambda: "a secret", lambda: datetime.now(UTC))

        def desk(port):
            return desk_over(
                own_demo_store, port, clock=Ticking(), can_sign_in=True, provider=provider, **web
            )

        with Serving(desk) as serving:
            visitor = Visitor(browser, serving.url)
            yield visitor
            visitor.close()
