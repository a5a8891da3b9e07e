import csv

import pytest
from front import cli

from simulated_aws import SimulatedAws
from simulated_trail import SimulatedTrail, trail_event

FLAGS = ("org-report", "--profile", "management", "--role", "iam-audit-reader")


@pytest.fixture
def simulated(tmp_path):
    """Three accounts, of which the third lets nobody in, and a profile to reach them."""
    with SimulatedAws(accounts=3, users=10, deny_account=("444455556666",)) as server:
        yield server


@pytest.fixture
def env(simulated, tmp_path):
    key_id = simulated.environment["AWS_ACCESS_KEY_ID"]
    events = [trail_event("a", "DeleteUser", 1770000100, resources=("mallory",))]
    config = tmp_path / "aws-config"
    config.write_text(
        f"[profile management]\naws_access_key_id = {key_id}\naws_secret_access_key = example\nregion = us-east-1\n"
    )
    with SimulatedTrail({key_id: events}) as trail:
        yield simulated.environment | {
            "AWS_CONFIG_FILE": str(config),
            "AWS_ENDPOINT_URL_CLOUDTRAIL": trail.url,
            "IAM_AUDIT_EVENTS__CALLS_PER_SECOND": "1000",
        }


def rows(folder, name):
    path = next(folder.glob(f"{name}_*.csv"))
    return list(csv.DictReader(path.read_text().splitlines()))


def test_writes_every_key_and_every_event_and_says_who_is_missing(env, tmp_path):
    ended = cli(*FLAGS, "--output", "out", "--start", "2026-01-01", "--end", "2026-03-19", env=env)

    keys = rows(tmp_path / "out", "iam_audit_report")
    assert {row["account_id"] for row in keys} == {"123456789012", "111122223333"}
    assert {row["last_used_date"] for row in keys} & {"Nunca utilizada"} or all(
        row["service_name"] for row in keys
    )
    assert [row["eventName"] for row in rows(tmp_path / "out", "cloudtrail_events")] == ["DeleteUser"]
    assert ended.code == 3
    assert "iam-audit: 444455556666" in ended.err
    assert not ended.out


def test_the_words_can_be_english(env, tmp_path):
    cli(*FLAGS, "--labels", "en", env=env)

    assert {row["password_status"] for row in rows(tmp_path, "iam_audit_report")} <= {"Set", "Not set"}


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        pytest.param(FLAGS[:3], "--role", id="no role"),
        pytest.param(("org-report", "--role", "r"), "--profile", id="no profile"),
        pytest.param((*FLAGS, "--labels", "fr"), "fr", id="an unknown language"),
        pytest.param((*FLAGS, "--start", "yesterday"), "--start: 'yesterday'", id="no date"),
        pytest.param(
            (*FLAGS, "--start", "2026-03-19", "--end", "2026-03-18"), "is not before --end", id="backwards"
        ),
        pytest.param(
            ("org-report", "--profile", "x", "--role", "r"), "no AWS profile 'x'", id="an unknown profile"
        ),
    ],
)
def test_bad_usage_is_one_line_and_code_2(flags, said, env, tmp_path):
    ended = cli(*flags, env=env)

    assert ended.code == 2
    assert ended.is_one_line
    assert said in ended.err
    assert not list(tmp_path.glob("*.csv"))


def test_a_folder_that_cannot_be_written_is_one_line_and_code_2(env, tmp_path):
    (tmp_path / "file").write_text("")

    ended = cli(*FLAGS, "--output", "file/out", env=env)

    assert ended.code == 2
    assert "could not be written" in ended.err
