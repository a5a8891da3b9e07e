"""The handlers, invoked as Lambda invokes them: organization and IAM simulated, the bucket on moto's server."""

import gzip
import json

import duckdb
import pytest
from cloud import BUCKET, Context

from builders import NOW
from iam_audit.aws import connect
from iam_audit.aws_lambda import audit, batch, merge, plan
from iam_audit.errors import EventError, InputError, SettingsError, UnfinishedError, UsageError
from iam_audit.reports import formats
from iam_audit.settings import load
from iam_audit.workflows import Entry, OneAccount, Organization
from iam_audit.workflows import audit as audit_plainly
from iam_audit.workflows.judging import questions
from simulated_aws import SimulatedAws

MOMENT = NOW.isoformat()
MANAGEMENT, SECOND, THIRD = "123456789012", "111122223333", "444455556666"


def names(s3):
    return [one["Key"] for one in s3.list_objects_v2(Bucket=BUCKET).get("Contents", [])]


def read(s3, key):
    data = s3.get_object(Bucket=BUCKET, Key=key)["Body"].read()
    return gzip.decompress(data) if key.endswith(".gz") else data


def begin(run_id="run-1", **chosen):
    return plan.handler({"run_id": run_id, "now": MOMENT, "chosen": chosen}, Context())


def batches(s3, planned):
    return json.loads(read(s3, planned["key"]))


def work(one, run_id="run-1", context=None):
    return batch.handler({"run_id": run_id, "now": MOMENT, "batch": one}, context or Context())


def end(run_id="run-1"):
    return merge.handler({"run_id": run_id}, Context())


def plain_report(tmp_path, source_of=Organization, **how):
    """What `iam-audit audit` makes of the same accounts, as JSON."""
    asked = questions(load(tmp_path, {}), NOW)
    return formats()["json"].render(audit_plainly(source_of(aws=connect(), **how), asked, NOW))


def test_the_accounts_are_dealt_out_in_batches(deployed, s3):
    with SimulatedAws(accounts=5, users=1) as server:
        deployed(server, SHARDS__ACCOUNTS_PER_BATCH="2")
        planned = begin()

    assert (planned["accounts"], planned["batches"], planned["bucket"]) == (5, 3, BUCKET)
    dealt = [len(one["accounts"]) for one in batches(s3, planned)]
    assert dealt == [2, 2, 1]


def test_a_plan_that_is_there_stands(deployed, s3):
    with SimulatedAws(accounts=3, users=1) as server:
        deployed(server)
        first = begin()
    with SimulatedAws(accounts=5, users=1) as server:
        deployed(server)
        again = begin()

    assert again == first


@pytest.mark.parametrize(
    ("chosen", "accounts"),
    [
        ({"accounts": [SECOND]}, [SECOND]),
        ({"ous": ["ou-exam-33333333"]}, [THIRD]),
        ({"exclude": [THIRD]}, [SECOND, MANAGEMENT]),
    ],
)
def test_an_event_may_choose_accounts(deployed, s3, chosen, accounts):
    with SimulatedAws(accounts=3, users=1) as server:
        deployed(server)
        planned = begin(**chosen)

    dealt = [one["account"]["id"] for each in batches(s3, planned) for one in each["accounts"]]
    assert dealt == accounts


def test_the_report_of_many_machines_is_that_of_one(deployed, s3, tmp_path):
    with SimulatedAws(accounts=4, users=2, deny_account=(THIRD,)) as server:
        deployed(server, SHARDS__ACCOUNTS_PER_BATCH="3", AUDIT__ONLY="*")
        for one in batches(s3, begin()):
            work(one)
        summary = end()
        plain = plain_report(tmp_path, entry=Entry(role="reader"))

    assert read(s3, "iam-audit/runs/run-1/report/key_audit_report.json").decode() == plain
    assert (summary["accounts"], summary["complete"], summary["unfinished"]) == (4, False, 0)
    assert summary["reports"] == [f"s3://{BUCKET}/iam-audit/runs/run-1/report/key_audit_report.json"]


def test_when_time_runs_out_the_next_attempt_goes_on_with_what_is_left(deployed, s3):
    with SimulatedAws(accounts=3, users=2) as server:
        deployed(server, ORGANIZATION__CONCURRENCY="1")
        (one,) = batches(s3, begin())
        with pytest.raises(UnfinishedError, match=r"2 of the 3 accounts of batch 1 are left .* no time left"):
            work(one, context=Context(left=[900_000, 100_000, 100_000]))
        summary = work(one)

    assert summary == {"batch": 1, "accounts": 3, "assessed": 3}
    read_of = {
        account: server.calls[(account, "GetCredentialReport")] for account in (MANAGEMENT, SECOND, THIRD)
    }
    assert set(read_of.values()) == {1}


def test_a_batch_lists_no_organization_and_asks_no_account_again(deployed, s3):
    with SimulatedAws(accounts=2, users=2) as server:
        deployed(server)
        (one,) = batches(s3, begin())
        first = work(one)
        assert server.calls[(MANAGEMENT, "ListAccounts")] == 1
        calls = server.calls.total()
        again = work(one)

    assert again == first
    assert server.calls.total() - calls == 1  # who we are


def test_an_account_that_aws_was_too_busy_for_is_left_for_the_next_attempt(deployed, s3):
    with SimulatedAws(accounts=2, users=1, fault={"AssumeRole": ("Throttling",)}) as server:
        deployed(server)
        (one,) = batches(s3, begin())
        with pytest.raises(UnfinishedError, match=r"1 of the 2 accounts of batch 1 are left"):
            work(one)

        assert work(one)["assessed"] == 2


def test_accounts_that_no_worker_finished_are_not_assessed_and_say_why(deployed, s3):
    with SimulatedAws(accounts=3, users=1, fault={"AssumeRole": ("Throttling*",)}) as server:
        deployed(server, SHARDS__ACCOUNTS_PER_BATCH="2")
        first, _ = batches(s3, begin())
        with pytest.raises(UnfinishedError):
            work(first)
        summary = end()

    assert (summary["unfinished"], summary["complete"]) == (2, False)
    report = json.loads(read(s3, "iam-audit/runs/run-1/report/key_audit_report.json"))
    reasons = {one["id"]: one["reason"] for one in report["accounts"] if one["status"] == "not_assessed"}
    assert reasons[SECOND].startswith(
        "no worker finished it: arn:aws:iam::111122223333:role/reader could not"
    )
    assert reasons[THIRD] == "no worker finished it"


def test_the_tables_hold_every_account_once_those_of_unfinished_batches_too(deployed, s3, tmp_path):
    with SimulatedAws(accounts=4, users=2) as server:
        deployed(server, SHARDS__ACCOUNTS_PER_BATCH="2", SHARDS__TABLES="true", ORGANIZATION__CONCURRENCY="1")
        first, second = batches(s3, begin())
        work(first)
        work(first)
        with pytest.raises(UnfinishedError):
            work(second, context=Context(left=[900_000, 1]))
        end()

    for key in (one for one in names(s3) if "/tables/" in one):
        path = tmp_path / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(read(s3, key))
    query = f"""SELECT status, count(*), any_value(run_date)
        FROM read_parquet('{tmp_path}/iam-audit/tables/accounts/*/*.parquet', hive_partitioning = true)
        WHERE run_id = 'run-1' GROUP BY status ORDER BY status"""
    day = NOW.date()
    assert duckdb.sql(query).fetchall() == [("assessed", 3, day), ("not_assessed", 1, day)]


def test_tables_are_left_out_when_nobody_wants_them(deployed, s3):
    with SimulatedAws(accounts=1, users=1) as server:
        deployed(server, SHARDS__TABLES="false")
        audit.handler({"run_id": "run-2", "now": MOMENT}, Context())

    assert not [one for one in names(s3) if "/tables/" in one]


def test_key_ids_are_masked_in_reports_and_tables_when_the_settings_say_so(deployed, s3, tmp_path):
    with SimulatedAws(accounts=1, users=6, key_share=1.0) as server:
        deployed(server, REPORT__MASK_KEYS="true", REPORT__FORMAT="csv,json", SHARDS__TABLES="true")
        audit.handler({"run_id": "run-3", "now": MOMENT}, Context())

    (table,) = [one for one in names(s3) if "/tables/keys/" in one]
    path = tmp_path / "keys.parquet"
    path.write_bytes(read(s3, table))
    shown = duckdb.sql(f"SELECT key_id FROM '{path}'").fetchall()
    assert shown
    assert all("****" in key_id for (key_id,) in shown)
    assert "****" in read(s3, "iam-audit/runs/run-3/report/key_audit_report.csv").decode()


@pytest.mark.parametrize(("wanted", "asked"), [("all", 6), ("flagged", 6), ("none", 0)])
def test_the_settings_say_which_keys_are_asked_for_their_ids(deployed, s3, wanted, asked):
    with SimulatedAws(accounts=1, users=6, key_share=1.0) as server:
        deployed(server, AUDIT__KEY_IDS=wanted, AUDIT__ONLY="access-key-age")
        audit.handler({"run_id": "run-4", "now": MOMENT}, Context())

    assert sum(count for (_, action), count in server.calls.items() if action == "ListAccessKeys") == asked


def test_an_account_that_takes_longer_than_the_settings_allow_is_partial(deployed, s3):
    with SimulatedAws(latency=0.6, report_states=("ReportNotPresent",)) as server:
        deployed(server, AUDIT__ACCOUNT_TIMEOUT="1")
        summary = audit.handler({"run_id": "run-5", "now": MOMENT}, Context())

    assert "partial: " in summary["coverage"]
    assert "not read within 1 seconds" in summary["coverage"]


def test_one_function_audits_the_account_it_runs_in(deployed, s3, tmp_path):
    with SimulatedAws(accounts=3, users=4) as server:
        deployed(server, AUDIT__ONLY="*", REPORT__FORMAT="", SHARDS__TABLES="true")
        summary = audit.handler({"now": MOMENT}, Context())
        plain = plain_report(tmp_path, OneAccount)

    home = f"iam-audit/runs/{Context.aws_request_id}/report"
    assert summary["coverage"] == "1 of 1 account assessed"
    assert summary["risk"].keys() == {"CRITICAL", "HIGH", "MEDIUM", "LOW", "COMPLIANT", "UNKNOWN"}
    assert read(s3, f"{home}/key_audit_report.json").decode() == plain
    assert {one.rpartition(".")[2] for one in names(s3) if one.startswith(home)} == {"json", "csv", "html"}


def test_one_function_audits_a_small_organization_and_goes_on_when_it_is_invoked_again(deployed, s3):
    with SimulatedAws(accounts=3, users=2) as server:
        deployed(server, ORGANIZATION__CONCURRENCY="1", AUDIT__FAIL_ON="info")
        event = {"org": True, "now": MOMENT}
        with pytest.raises(UnfinishedError):
            audit.handler(event, Context(left=[900_000, 1, 1]))
        summary = audit.handler(event, Context())

    assert (summary["accounts"], summary["complete"], summary["failed"]) == (3, True, True)
    assert server.calls[(MANAGEMENT, "ListAccounts")] == 1


def test_the_moment_of_the_first_attempt_holds(deployed, s3):
    with SimulatedAws(accounts=1, users=1) as server:
        deployed(server)
        first = audit.handler({}, Context())
        again = audit.handler({}, Context())

    assert again["generated_at"] == first["generated_at"]


@pytest.mark.parametrize(
    ("handler", "event", "said"),
    [
        (plan.handler, {}, r"missing required field 'run_id'. It may hold: run_id, now, chosen"),
        (plan.handler, {"run_id": "../x", "now": MOMENT}, r"regex.*'\$.run_id'"),
        (plan.handler, {"run_id": "r", "now": "2026-03-19T12:00:00"}, r"timezone.*'\$.now'"),
        (plan.handler, {"run_id": "r", "now": MOMENT, "chosen": {"acounts": []}}, r"unknown field 'acounts'"),
        (batch.handler, {"run_id": "r", "now": MOMENT, "batch": {"number": 1}}, r"'accounts'.*'\$.batch'"),
        (merge.handler, {"run_id": 7}, r"Expected 'str', got 'int'"),
        (audit.handler, {"organisation": True}, r"unknown field 'organisation'.*It may hold: .*org"),
        (audit.handler, "audit", r"Expected 'object', got 'str'"),
    ],
)
def test_an_event_that_is_not_understood_is_refused_in_one_line(handler, event, said):
    with pytest.raises(EventError, match=said) as refused:
        handler(event, Context())

    assert "\n" not in str(refused.value)


def test_an_account_id_that_is_none_is_refused(deployed, s3):
    with SimulatedAws() as server:
        deployed(server)
        with pytest.raises(UsageError, match=r"'12' is no account id"):
            begin(accounts=["12"])


def test_without_a_bucket_nothing_begins(monkeypatch):
    with pytest.raises(SettingsError, match=r"set IAM_AUDIT_SHARDS__BUCKET"):
        begin()


def test_without_a_role_there_is_no_organization(deployed, s3):
    with SimulatedAws() as server:
        deployed(server, ORGANIZATION__ROLE="")
        with pytest.raises(SettingsError, match=r"set IAM_AUDIT_ORGANIZATION__ROLE"):
            begin()


def test_a_format_that_nobody_knows_is_refused_before_anything_is_read(deployed, s3):
    with SimulatedAws() as server:
        deployed(server, REPORT__FORMAT="jsom")
        with pytest.raises(
            UsageError, match=r"IAM_AUDIT_REPORT__FORMAT: there is no 'jsom'. Did you mean 'json'"
        ):
            begin()

    assert not server.calls


def test_there_is_nothing_to_merge_without_a_plan(deployed, s3):
    with SimulatedAws() as server:
        deployed(server)
        with pytest.raises(InputError, match=r"There is no plan of the run run-1"):
            end()
