"""What is kept of a run, and what is said when it cannot be kept or read."""

import gzip
import json

import msgspec
import pytest
from audits_for_shards import account_result, one_key

from builders import NOW
from iam_audit.errors import InputError, OutputError
from iam_audit.shards import Run, S3Store, Trouble


class Folder(dict):
    """A store in memory."""

    def put(self, name, data, media_type):
        self[name] = data


@pytest.fixture
def store():
    return Folder()


@pytest.fixture
def run(store):
    return Run(store, "run-1")


def test_a_result_comes_back_as_it_was(run):
    result = account_result()

    run.save_account(result)

    assert run.load_accounts(["111122223333", result.account.id]) == (result,)


def test_equal_results_make_equal_shards(run, store):
    run.save_account(account_result())
    before = dict(store)
    run.save_account(account_result())

    assert store == before


def test_results_come_in_the_order_that_was_asked_for(run):
    ids = [f"{number:012d}" for number in range(40)]
    for account_id in reversed(ids):
        run.save_account(account_result(account_id))

    assert [one.account.id for one in run.load_accounts(ids)] == ids


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"garbage", id="not compressed"),
        pytest.param(gzip.compress(b"{}")[:12], id="cut off"),
        pytest.param(gzip.compress(b"{}"), id="nothing in it"),
        pytest.param(gzip.compress(b'{"result": {"account": "\xff"}}'), id="not UTF-8"),
    ],
)
def test_a_shard_that_cannot_be_read_is_an_error_in_one_line(run, store, data):
    store["runs/run-1/accounts/123456789012.json.gz"] = data

    with pytest.raises(
        InputError, match=r"^123456789012 of the run run-1 cannot be read: .* start a new run\.$"
    ):
        run.load_accounts(["123456789012"])


def test_a_shard_of_another_version_is_not_mistaken_for_one_of_ours(run, store):
    run.save_account(account_result())
    (name,) = store
    held = json.loads(gzip.decompress(store[name]))
    store[name] = gzip.compress(json.dumps(held | {"shard_version": 2}).encode())

    with pytest.raises(InputError, match=r"version 2, and this iam-audit reads version 1"):
        run.load_accounts(["123456789012"])


def test_trouble_is_remembered_until_there_is_other_trouble(run):
    run.save_trouble(Trouble(account_id="123456789012", reason="first"))
    run.save_trouble(Trouble(account_id="123456789012", reason="second"))

    assert run.load_trouble("123456789012").reason == "second"
    assert run.load_trouble("111122223333") is None


def test_answers_that_hold_for_all_come_back_as_aws_gave_them(run):
    run.save_shared({"organization.json": {"": {"Id": "o-exampleorgid", "at": NOW}}})

    assert run.load_shared()["organization.json"][""]["Id"] == "o-exampleorgid"


def test_nothing_is_shared_where_nothing_was_kept(run):
    assert run.load_shared() == {}


def test_a_table_is_kept_below_the_day_in_utc(run):
    moment = msgspec.convert("2026-03-19T23:30:00-05:00", type(NOW))

    assert run.save_table("keys", moment, "batch-00001", b"") == (
        "tables/keys/run_date=2026-03-20/run-1-batch-00001.parquet"
    )


class Refusing:
    """A client of S3 that is refused everything."""

    def put_object(self, **_):
        raise PermissionError("not today")

    get_object = put_object


def test_a_bucket_that_may_not_be_written_is_an_error_that_says_what_is_needed():
    with pytest.raises(
        OutputError, match=r"^s3://bucket/here/a could not be written: .* s3:PutObject is allowed"
    ):
        S3Store(Refusing(), "bucket", "/here/").put("a", b"", "text/plain")


def test_a_bucket_that_may_not_be_read_is_an_error_that_says_what_is_needed():
    with pytest.raises(InputError, match=r"^s3://bucket/a could not be read: .* s3:ListBucket is allowed"):
        S3Store(Refusing(), "bucket").get("a")


def test_keys_are_part_of_the_result(run):
    run.save_account(one_key())

    ((row,),) = (one.keys for one in run.load_accounts(["123456789012"]))
    assert row == one_key().keys[0]
