"""Where the store is, unless somebody says otherwise."""

from pathlib import Path

import pytest

from iam_audit.errors import SettingsError
from iam_audit.store import sqlite_file, store_url

HOME = Path("/home/jane")


@pytest.mark.parametrize(
    ("environment", "file"),
    [
        ({}, "/home/jane/.local/state/iam-audit/store.sqlite"),
        ({"XDG_STATE_HOME": "/var/state"}, "/var/state/iam-audit/store.sqlite"),
        ({"XDG_STATE_HOME": ""}, "/home/jane/.local/state/iam-audit/store.sqlite"),
        ({"XDG_STATE_HOME": "state"}, "/home/jane/.local/state/iam-audit/store.sqlite"),
        ({"XDG_STATE_HOME": "/a b/100%"}, "/a b/100%/iam-audit/store.sqlite"),
    ],
)
def test_unless_named_the_store_is_a_file_in_the_state_folder_of_the_user(environment, file):
    assert sqlite_file(store_url(None, environment, HOME)) == Path(file)


@pytest.mark.parametrize(
    ("named", "url"),
    [
        ("sqlite:////srv/store.sqlite", "sqlite:////srv/store.sqlite"),
        ("sqlite:///store.sqlite", "sqlite:///store.sqlite"),
        ("postgresql://db/audit", "postgresql+psycopg://db/audit"),
        (
            "postgres://jane@db:5433/audit?sslmode=require",
            "postgresql+psycopg://jane@db:5433/audit?sslmode=require",
        ),
        ("postgresql+psycopg://db/audit", "postgresql+psycopg://db/audit"),
    ],
)
def test_a_store_can_be_named_in_the_usual_ways(named, url):
    assert store_url(named, {}, HOME) == url


def test_a_database_elsewhere_has_no_file():
    assert sqlite_file("postgresql+psycopg://db/audit") is None


@pytest.mark.parametrize("named", ["store.sqlite", "mysql://jane:secret@db/audit", "sqlite://", "sqlite:///"])
def test_anything_else_is_refused_without_repeating_what_may_be_a_password(named):
    with pytest.raises(SettingsError, match="must be a URL such as sqlite:") as refusal:
        store_url(named, {}, HOME)

    assert "secret" not in str(refusal.value)
