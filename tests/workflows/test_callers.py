"""Who runs the program, as far as AWS and the configuration tell."""

import pytest

from iam_audit import aws
from iam_audit.workflows import caller_of
from simulated_aws import SimulatedAws

PROFILES = """\
[profile admin]
role_arn = arn:aws:iam::123456789012:role/reader
source_profile = jane
[profile jane]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
[profile own]
role_arn = arn:aws:iam::123456789012:role/reader
source_profile = own
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
"""


@pytest.fixture
def server(tmp_path, monkeypatch):
    (tmp_path / "config").write_text(PROFILES)
    with SimulatedAws(users=2) as simulated:
        for name, value in simulated.environment.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
        yield simulated


def test_the_caller_is_known_by_arn_and_key(server):
    caller = caller_of(aws.connect(endpoint_url=server.url))

    assert len(caller.arns) == 1
    assert caller.key_ids == (server.environment["AWS_ACCESS_KEY_ID"],)
    assert caller.unknown is None


def test_the_user_behind_the_role_of_a_profile_is_known_too(server, monkeypatch):
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")

    caller = caller_of(aws.connect(profile="admin", endpoint_url=server.url))

    assert caller.unknown is None, caller.unknown
    assert len(caller.arns) == 2
    assert "AKIAIOSFODNN7EXAMPLE" in caller.key_ids
    assert len(caller.key_ids) == 2


def test_a_profile_whose_own_keys_assume_its_role_leaves_unknown_who_that_is(server):
    caller = caller_of(aws.connect(profile="own", endpoint_url=server.url))

    assert "nobody can tell whose they are" in caller.unknown
