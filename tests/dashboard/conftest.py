"""A browser, and the demo served to it."""

import lzma
from datetime import UTC, datetime
from functools import cache
from importlib import resources

import pytest
from playwright.sync_api import expect
from served import PATIENCE, Serving, Ticking, Visitor, desk_over, small_shelf

from iam_audit.access import Role
from iam_audit.store import open_store
from iam_audit.web.provider import Provider
from iam_audit.workflows.demo_store import SHIPPED, audit_now
from open_id_provider import provider_of


@cache
def year() -> bytes:
    return lzma.decompress(resources.files("iam_audit.demo").joinpath(SHIPPED).read_bytes())


@pytest.fixture(autouse=True, scope="session")
def patience():
    """A page of a server on a busy machine takes longer than one of a file."""
    expect.set_options(timeout=PATIENCE)


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
def changing(own_demo_store, tmp_path):
    """A demo that may be changed."""
    clock = Ticking()

    def work(progress):
        audit_now(own_demo_store, clock(), "another", progress)
        return "another"

    shelf = small_shelf(tmp_path)
    with Serving(
        lambda port: desk_over(own_demo_store, port, clock=clock, work=work, shelf=shelf)
    ) as serving:
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
