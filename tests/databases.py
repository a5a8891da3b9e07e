"""Fixtures that several folders use: one PostgreSQL for the whole run, started when the first test asks for it."""

import pytest

from postgresql import cluster


@pytest.fixture(scope="session")
def postgresql_server():
    with cluster() as url:
        yield url


@pytest.fixture(scope="session")
def new_database(postgresql_server):
    """Makes an empty database and returns its URL; call it with a name."""
    from sqlalchemy import create_engine, text

    administrator = create_engine(postgresql_server, isolation_level="AUTOCOMMIT")

    def make(name: str) -> str:
        with administrator.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        return postgresql_server.replace("/postgres?", f"/{name}?")

    yield make
    administrator.dispose()
