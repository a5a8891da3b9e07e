"""`make deploy`: what it asks the AWS CLI for, written down by one that does nothing else."""

import hashlib
import os
import subprocess
from pathlib import Path

import pytest
from cfnlint.decode import decode

HOME = Path(__file__).parents[2]
RECORDER = '#!/bin/sh\necho "$*" >> "$RECORD"\n'


@pytest.fixture
def run(tmp_path):
    """Run the script and return its exit code, what it complained of, and the commands it ran."""
    (tmp_path / "aws").write_text(RECORDER)
    (tmp_path / "aws").chmod(0o755)
    (tmp_path / "code.zip").write_bytes(b"code")
    record = tmp_path / "record"
    usual = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "RECORD": str(record), "CODE_BUCKET": "example-code"}

    def run(**variables):
        environment = usual | {"ZIP": str(tmp_path / "code.zip")} | variables
        command = ["bash", HOME / "scripts" / "deploy.sh"]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        return done.returncode, done.stderr, record.read_text().splitlines() if record.exists() else []

    return run


def test_code_and_settings_go_to_the_bucket_and_the_stack_is_told_where(run):
    key = f"iam-audit-lambda-{hashlib.sha256(b'code').hexdigest()[:16]}.zip"
    code, _, commands = run(CONFIG="mine.toml", PARAMETERS="SecurityHub=true ScheduleTimezone=Europe/Berlin")

    upload, settings, deploy = commands
    assert code == 0
    assert f"s3://example-code/{key}" in upload
    assert settings.startswith("s3 cp mine.toml s3://example-code/scheduled-audit.toml")
    assert deploy.partition("--parameter-overrides ")[2].split() == [
        "CodeBucket=example-code",
        f"CodeKey={key}",
        "ConfigKey=scheduled-audit.toml",
        "SecurityHub=true",
        "ScheduleTimezone=Europe/Berlin",
    ]


def test_without_settings_none_are_uploaded(run):
    code, _, commands = run()

    assert code == 0
    assert len(commands) == 2
    assert "ConfigKey" not in commands[-1]


@pytest.mark.parametrize("template", ["scheduled-audit", "organization-audit"])
def test_every_parameter_that_it_sets_is_one_of_the_template(run, template):
    _, _, commands = run(TEMPLATE=template, CONFIG="mine.toml")

    set_there = {one.partition("=")[0] for one in commands[-1].partition("--parameter-overrides ")[2].split()}
    assert set_there <= decode(str(HOME / "deploy" / f"{template}.yaml"))[0]["Parameters"].keys()


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"CODE_BUCKET": ""}, "Name the bucket for the code: make deploy CODE_BUCKET=your-code-bucket"),
        ({"ZIP": "/nowhere.zip"}, "There is no /nowhere.zip: run make lambda."),
    ],
)
def test_what_is_missing_is_said_before_anything_is_done(run, variables, said):
    code, complaint, commands = run(**variables)

    assert (code, commands) == (1, [])
    assert said in complaint
