import pytest
from front import cli

ROLE = ["--role", "reader"]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--org", "--mock"], "--org and --mock contradict each other"),
        (["--org", "--accounts", "123456789012"], "--org and --accounts contradict each other"),
        (["--ou", "ou-exam-11111111", "--from-dir", "x"], "--ou and --from-dir contradict each other"),
        (["--org", "--accounts", "1", "--mock"], "--org and --accounts and --mock contradict"),
        (["--org"], "--org needs --role"),
        (["--accounts", "123456789012"], "--accounts needs --role"),
        (["--ou", "ou-exam-11111111"], "--ou needs --role"),
        (["--mock", "--profile", "x"], "--mock asks AWS nothing, so --profile is of no use"),
        (["--mock", "--region", "us-east-1"], "so --region is of no use"),
        (["--mock", "--endpoint-url", "http://x"], "so --endpoint-url is of no use"),
        (["--from-dir", "x", *ROLE], "--from-dir asks AWS nothing, so --role is of no use"),
        (["--from-dir", "x", "--external-id", "e"], "so --external-id is of no use"),
        (["--mock", "--live"], "so --live is of no use"),
        (["--mock", "--include", "mfa_devices"], "so --include is of no use"),
        (["--mock", "--exclude", "x"], "so --exclude is of no use"),
        (["--mock", "--concurrency", "3"], "so --concurrency is of no use"),
        (["--exclude", "x"], "--exclude is of use with --org, --accounts or --ou only"),
        (["--concurrency", "3"], "--concurrency is of use with --org, --accounts or --ou only"),
        (["--external-id", "e"], "--external-id is of use with --role only"),
        (["--session-name", "s"], "--session-name is of use with --role only"),
        (["--session-duration", "900"], "--session-duration is of use with --role only"),
        (["--org", *ROLE, "--accounts", "12"], "--org and --accounts contradict"),
    ],
)
def test_flags_that_do_not_go_together_are_refused(args, said):
    refused = cli("audit", *args)

    assert refused.code == 2
    assert refused.is_one_line
    assert said in refused.err


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--accounts", "12", *ROLE], "'12' is no account id: it must have twelve digits."),
        (["--ou", "marketing", *ROLE], "'marketing' is no organizational unit"),
        (["--endpoint-url", "localhost"], "--endpoint-url must be a URL"),
        (["--region", "mars-1"], "There is no AWS Region 'mars-1'"),
        (["--profile", "nobody"], "There is no AWS profile 'nobody'"),
        (
            ["--include", "ssh_public_key"],
            "--include: there is no 'ssh_public_key'. Did you mean 'ssh_public_keys'?",
        ),
        (["--only", "acces-key-age"], "--only: there is no 'acces-key-age'. Did you mean 'access-key-age'?"),
        (["--skip", "zzz*"], "--skip: nothing is called like 'zzz*'"),
        (["--only", "root-mfa", "--skip", "root-*"], "No check is left to run"),
        (["--fail-on", "hihg"], "--fail-on: there is no 'hihg'. Did you mean 'high'?"),
        (["--format", "jsn"], "--format: there is no 'jsn'. Did you mean 'json'?"),
        (["--format", "json", "stray"], "--format: there is no 'stray'."),
        (["--now", "yesterday"], "--now: 'yesterday' is no date that can be read"),
        (["--config", "none.toml"], "none.toml could not be read: No such file"),
        (["--from-dir", "none"], "none"),
    ],
)
def test_values_that_mean_nothing_are_refused_before_anything_runs(args, said, tmp_path):
    env = {"AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null"}

    refused = cli("audit", *args, env=env)

    assert refused.code == 2
    assert refused.is_one_line
    assert said in refused.err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("args", [["--org"], ["--external-id", "e"], ["--exclude", "x"]])
def test_collecting_refuses_contradictions_too(args):
    refused = cli("collect", "--output", "saved", *args)

    assert refused.code == 2
    assert refused.is_one_line


def test_trying_refuses_contradictions_too():
    assert "--org needs --role" in cli("doctor", "--org").err
