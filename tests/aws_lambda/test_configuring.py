"""Settings of a function: the file may be an object of a bucket."""

import pytest
from cloud import BUCKET

from iam_audit.aws_lambda.configuring import settings_of
from iam_audit.errors import SettingsError

NAMED = f"s3://{BUCKET}/settings/ours.toml"


@pytest.fixture
def read(s3, tmp_path):
    def read(text=None, named=NAMED, **variables):
        if text is not None:
            s3.put_object(Bucket=BUCKET, Key="settings/ours.toml", Body=text.encode())
        return settings_of(tmp_path, {"IAM_AUDIT_CONFIG": named, **variables}, lambda: s3)

    return read


def test_a_file_in_a_bucket_is_read_and_variables_override_it(read):
    text = "[audit]\nlive = true\n[shards]\nprefix = 'other'\n"
    settings = read(text, IAM_AUDIT_SHARDS__PREFIX="mine")

    assert (settings.audit.live, settings.shards.prefix) == (True, "mine")


def test_what_comes_of_a_file_in_a_bucket_names_the_bucket(read):
    assert read("[audit]\nlive = true\n").sources == (NAMED,)


def test_what_is_wrong_in_it_is_told_with_the_place_that_people_know(read):
    with pytest.raises(SettingsError, match=rf"^{NAMED}: \[audit\]: .*'lives'.*'live'"):
        read("[audit]\nlives = true\n")


@pytest.mark.parametrize("named", [NAMED, f"s3://{BUCKET}", f"s3://{BUCKET}/", "s3://"])
def test_a_file_that_is_not_there_is_told(read, named):
    with pytest.raises(SettingsError, match=rf"^IAM_AUDIT_CONFIG: there is no {named}\."):
        read(named=named)


def test_a_file_beside_the_code_is_read_without_asking_any_bucket(tmp_path):
    (tmp_path / "ours.toml").write_text("[audit]\nlive = true\n")
    environment = {"IAM_AUDIT_CONFIG": str(tmp_path / "ours.toml")}

    assert settings_of(tmp_path, environment, pytest.fail).audit.live
