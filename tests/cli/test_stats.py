"""What `--stats` says of a run."""

import json

import pytest
from front import NOW, cli

from simulated_aws import SimulatedAws

FIRST, SECOND, THIRD = "123456789012", "111122223333", "444455556666"
ORG = ("--org", "--role", "reader")


def ended(aws, *args):
    return cli("audit", *NOW, *args, env=aws.environment)


def test_every_listed_account_is_counted_by_how_it_ended():
    with SimulatedAws(
        accounts=3, users=4, deny_account=(THIRD,), deny={"GetAccountPasswordPolicy": "scp"}
    ) as aws:
        said = ended(aws, *ORG, "--format", "csv", "--stats").err

    assert "accounts: 0 assessed, 2 partial, 1 not assessed\n" in said
    assert f"AWS: {aws.calls.total()} calls, 0 throttled, 0 retries, 0 given up\n" in said
    assert "most asked: " in said
    slowest = said.partition("slowest: ")[2].partition("\n")[0]
    assert f"{SECOND} " in slowest
    assert THIRD not in slowest  # nothing was asked there


def test_a_json_file_has_the_totals_and_every_account(tmp_path):
    with SimulatedAws(accounts=3, users=4, deny_account=(THIRD,), fault={"ListUsers": ("500",)}) as aws:
        ended(aws, *ORG, "--live", "--format", "csv", "--stats", str(tmp_path / "run.json"))
    told = json.loads((tmp_path / "run.json").read_text())

    assert told["totals"]["calls"] == aws.calls.total() == sum(told["operations"].values())
    assert told["totals"]["retries"] == 2
    assert {one["account_id"]: one["status"] for one in told["accounts"]} == {
        FIRST: "assessed",
        SECOND: "assessed",
        THIRD: "not_assessed",
    }
    assert told["entering"]["calls"] > 0


def test_a_prometheus_file_can_be_read_by_others(tmp_path):
    with SimulatedAws(users=4) as aws:
        ended(aws, "--format", "csv", "--stats", str(tmp_path / "run.prom"))
    path = tmp_path / "run.prom"
    lines = path.read_text().splitlines()

    assert 'iam_audit_accounts{status="assessed"} 1' in lines
    assert f'iam_audit_throttles_total{{account_id="{FIRST}"}} 0' in lines
    assert 'iam_audit_operation_calls_total{operation="sts:GetCallerIdentity"} 1' in lines
    assert path.stat().st_mode & 0o777 == 0o644


def test_collecting_tells_it_too(tmp_path):
    with SimulatedAws(
        accounts=3, users=4, deny_account=(THIRD,), deny={"GetAccountPasswordPolicy": "scp"}
    ) as aws:
        said = cli("collect", *NOW, *ORG, "--output", str(tmp_path), "--stats", env=aws.environment).err

    assert "accounts: 0 assessed, 2 partial, 1 not assessed\n" in said


def test_a_file_of_another_form_is_refused_before_anything_runs():
    refused = cli("audit", "--stats", "run.xml")

    assert refused.code == 2
    assert refused.err == "iam-audit: --stats run.xml: name a file that ends in .json or in .prom, or none.\n"


@pytest.mark.parametrize("place", [("--mock",), ("--from-dir", "x")])
def test_where_nothing_is_called_there_is_nothing_to_tell(place):
    refused = cli("audit", *place, "--stats")

    assert refused.code == 2
    assert "asks AWS nothing, so --stats is of no use" in refused.err


def test_the_time_an_account_may_take_can_be_set():
    with SimulatedAws(users=4, latency=0.3) as aws:
        late = ended(aws, "--format", "csv", "--account-timeout", "1", "--live")

    assert late.code == 3
    assert "was not read within 1 seconds" in late.err


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--live", "--key-ids", "none"), "--live asks about every key, which contradicts --key-ids none"),
        (("--key-ids", "flaged"), "--key-ids: there is no 'flaged'. Did you mean 'flagged'?"),
        (("--mock", "--key-ids", "none"), "so --key-ids is of no use"),
        (("--mock", "--account-timeout", "9"), "so --account-timeout is of no use"),
    ],
)
def test_contradictions_are_refused(args, said):
    refused = cli("audit", *args)

    assert (refused.code, refused.is_one_line) == (2, True)
    assert said in refused.err


def test_key_ids_may_be_set_in_the_environment():
    with SimulatedAws(users=4, key_share=1.0) as aws:
        env = aws.environment | {"IAM_AUDIT_AUDIT__KEY_IDS": "none"}
        cli("audit", *NOW, "--format", "csv", env=env)

    assert aws.calls[(FIRST, "ListAccessKeys")] == 0
