"""One ledger of each kind, for the tests that hold for all of them."""

import itertools

import boto3
import pytest
from sqlalchemy import text

from iam_audit.ledger import InMemoryLedger
from iam_audit.ledger.dynamodb import DynamoDbLedger
from iam_audit.ledger.dynamodb_table import DEFINITION
from iam_audit.ledger.sql import SqlLedger
from iam_audit.ledger.sql_tables import ENVELOPE, EPISODE, SNOOZE
from iam_audit.store import open_store

COUNT = itertools.count()


@pytest.fixture
def sqlite_store(tmp_path):
    with open_store(f"sqlite:///{tmp_path}/store.sqlite") as store:
        yield store


@pytest.fixture(scope="session")
def migrated_postgresql(new_database):
    with open_store(new_database("ledger")) as store:
        yield store


@pytest.fixture
def postgresql_store(migrated_postgresql):
    yield migrated_postgresql
    with migrated_postgresql.writing() as connection:
        names = ", ".join(table.name for table in (EPISODE, ENVELOPE, SNOOZE))
        connection.execute(text(f"TRUNCATE {names} CASCADE"))


@pytest.fixture(scope="session")
def moto_url():
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(scope="session")
def dynamodb(moto_url):
    return boto3.client(
        "dynamodb",
        endpoint_url=moto_url,
        region_name="us-east-1",
        aws_access_key_id="AKIAIOSFODNN7EXAMPLE",
        aws_secret_access_key="test",
    )


@pytest.fixture
def dynamodb_table(dynamodb):
    name = f"ledger-{next(COUNT)}"
    dynamodb.create_table(TableName=name, **DEFINITION)
    yield name
    dynamodb.delete_table(TableName=name)


@pytest.fixture(params=["in memory", "sqlite", "postgresql", "dynamodb"])
def ledger(request):
    """A ledger with nothing in it, of each kind in turn."""
    match request.param:
        case "in memory":
            return InMemoryLedger()
        case "dynamodb":
            client = request.getfixturevalue("dynamodb")
            return DynamoDbLedger(client, request.getfixturevalue("dynamodb_table"))
        case kind:
            return SqlLedger(request.getfixturevalue(f"{kind}_store"))
