import os
import stat
from pathlib import Path

import pytest

from iam_audit.errors import OutputError
from iam_audit.files import write_text


def test_writes_the_text_and_makes_the_folder(tmp_path):
    write_text(tmp_path / "new" / "report.csv", "é,1\n")

    assert (tmp_path / "new" / "report.csv").read_bytes() == "é,1\n".encode()


def test_only_the_owner_may_read_it(tmp_path):
    write_text(tmp_path / "report.csv", "x")

    assert stat.S_IMODE((tmp_path / "report.csv").stat().st_mode) == 0o600


def test_replaces_an_older_file_and_leaves_nothing_else_behind(tmp_path):
    (tmp_path / "report.csv").write_text("old")

    write_text(tmp_path / "report.csv", "new")

    assert [path.name for path in tmp_path.iterdir()] == ["report.csv"]
    assert (tmp_path / "report.csv").read_text() == "new"


def test_a_file_where_a_folder_should_be_is_one_clear_line(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(
        OutputError, match=r"file/report\.csv could not be written: .+\. Choose another place\."
    ):
        write_text(tmp_path / "file" / "report.csv", "x")


def test_text_that_cannot_be_written_leaves_the_old_file_alone(tmp_path):
    (tmp_path / "report.csv").write_text("old")

    with pytest.raises(UnicodeEncodeError):
        write_text(tmp_path / "report.csv", "\ud800")

    assert [path.read_text() for path in tmp_path.iterdir()] == ["old"]


def test_a_full_disk_is_one_clear_line():
    with pytest.raises(OutputError, match="No space left on device"):
        write_text(Path("/dev/full"), "x")


def test_a_device_is_written_to_and_not_replaced():
    write_text(Path(os.devnull), "x")

    assert not Path(os.devnull).is_file()
