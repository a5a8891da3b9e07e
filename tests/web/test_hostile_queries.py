"""SQL metacharacters in every parameter of every list, on both databases: they are text and nothing else."""

import pytest
from web_history import fill
from web_rig import Clock, rig

from iam_audit.store import open_store
from iam_audit.web.api_routes import PARAMETERS
from iam_audit.web.app import handlers

HOSTILE = (
    "' OR '1'='1",
    "'; DROP TABLE history_run; --",
    '" OR ""="',
    "%",
    "_",
    "\\",
    "%' ESCAPE '\\",
    "1) UNION SELECT digest FROM access_token --",
    "/*",
    "$1",
    ":name",
    "{0}",
    "\udcff",
    "\U0001f511",
)
LISTS = sorted(
    (path, name)
    for one in handlers()
    for path in one.paths
    for name in one.opt.get(PARAMETERS, ())
    if "GET" in one.http_methods and "{" not in path
)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def client(request, tmp_path_factory):
    url = f"sqlite:///{tmp_path_factory.mktemp('hostile')}/store.sqlite"
    if request.param == "postgresql":
        url = request.getfixturevalue("new_database")("hostile_queries")
    with open_store(url) as store:
        fill(store)
        with rig(store, Clock()).client() as client:
            yield client


@pytest.mark.parametrize(("path", "name"), LISTS, ids=[f"{path}?{name}" for path, name in LISTS])
def test_they_find_nothing_and_break_nothing(client, path, name):
    everything = client.get(path).json()
    for text in HOSTILE:
        raw = text.encode("utf-8", "surrogateescape")
        answer = client.get(f"{path}?{name}=" + "".join(f"%{byte:02x}" for byte in raw))

        assert answer.status_code in (200, 400), (text, answer.text)
        if answer.status_code == 200 and isinstance(everything, dict) and name not in ("sort", "cursor"):
            assert answer.json()["items"] == []
    assert client.get(path).json() == everything
