"""The published description of the API is the one that the routes give."""

import json
from pathlib import Path

from iam_audit.web.api_routes import PREFIX
from iam_audit.web.app import api_description, handlers

COPY = Path(__file__).parents[2] / "docs" / "reference" / "openapi.json"


def test_the_copy_in_the_docs_is_current():
    assert COPY.read_bytes() == api_description(), "run `make docs`"


def test_the_server_publishes_it(local):
    with local.client() as client:
        answer = client.get(f"{PREFIX}/openapi.json")

    assert answer.json()["openapi"].startswith("3.1")
    assert answer.content == api_description()


def test_every_route_of_the_api_is_described_in_words():
    described = json.loads(api_description())["paths"]
    routes = {path for one in handlers() if one.include_in_schema is not False for path in one.paths}

    assert {path.replace(":str", "") for path in routes} == set(described)
    for path in described.values():
        for operation in path.values():
            assert operation["description"].endswith(".")
            assert {"400", "401", "403", "429"} <= set(operation["responses"])
