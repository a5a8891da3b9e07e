"""Places that cannot be written to. Root may write anywhere, so files stand where folders should be."""

import os
import re
from pathlib import Path

import pytest
from front import NOW, cli, on_terminal, process

MOCK = ("audit", "--mock", *NOW)


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--output", "file"], "--output: file is a file: say with --format what to write to it"),
        (["--output", "new.html"], "--output: new.html is a file: say with --format"),
        (
            ["--format", "json", "csv", "--output", "file"],
            "--output: file is a file: several formats need a folder",
        ),
        (["--format", "json", "csv", "--output", "x.json"], "several formats need a folder"),
        (["--format", "json", "--output", "file/x.json"], "file/x.json cannot be written: "),
        (["--format", "json", "csv", "--output", "file/x/y"], "file is not a folder"),
        (
            ["--format", "json", "--output", "full"],
            "full/key_audit_report.json cannot be written: it is a folder",
        ),
    ],
)
def test_what_cannot_be_written_is_said_before_the_work(args, said, tmp_path):
    (tmp_path / "file").write_text("precious")
    (tmp_path / "full/key_audit_report.json").mkdir(parents=True)

    refused = cli(*MOCK, *args)

    assert refused.code == 2
    assert refused.is_one_line
    assert said in refused.err
    assert (tmp_path / "file").read_text() == "precious"


def test_a_folder_where_nobody_may_write_is_said_before_the_work():
    refused = cli(*MOCK, "--format", "json", "--output", "/proc/report.json")

    assert refused.code == 2
    assert refused.is_one_line
    assert "/proc/report.json" in refused.err


def test_a_folder_where_the_system_lets_nobody_write_is_said_before_the_work(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "access", lambda *_: False)  # root, who may run this, may write anywhere

    refused = cli(*MOCK, "--output", "x")

    assert refused.code == 2
    assert refused.is_one_line
    assert f"{tmp_path} may not be written to" in refused.err


def test_a_full_disk_is_one_line():
    refused = cli(*MOCK, "--format", "json", "--output", "/dev/full")

    assert refused.code == 2
    assert refused.is_one_line
    assert "/dev/full could not be written: No space left on device" in refused.err


@pytest.mark.parametrize("args", [[*MOCK, "--format", "json"], ["checks", "list"], ["schema"]])
def test_a_full_disk_behind_stdout_is_one_line(args):
    with Path("/dev/full").open("w") as full:
        refused = process(*args, stdout=full)

    assert refused.code == 2
    assert refused.err == "iam-audit: stdout could not be written: No space left on device.\n"


@pytest.mark.parametrize("args", [[*MOCK, "--format", "html"], ["checks", "list"], ["schema"]])
def test_a_reader_who_leaves_early_is_no_error(args):
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as broken:
        ended = process(*args, stdout=broken)

    assert ended.code == 0
    assert "iam-audit: " not in ended.err
    assert "rror" not in ended.err


def test_a_reader_who_leaves_early_does_not_change_what_the_audit_found():
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as broken:
        assert process(*MOCK, "--format", "csv", "--fail-on", "high", stdout=broken).code == 1


def test_a_closed_stderr_does_not_matter():
    with Path("/dev/full").open("w") as full:
        ended = process(*MOCK, "--format", "csv", stderr=full)

    assert ended.code == 0
    assert ended.out.startswith("username")


def test_a_terminal_that_cannot_show_a_name_gets_an_escape():
    ended = process(*MOCK, "--format", "table", env={"PYTHONIOENCODING": "ascii"})

    assert ended.code == 0
    assert r"\u2501" in ended.out


def test_a_terminal_gets_colours():
    shown = on_terminal(*MOCK, "--format", "table", stream="stdout", env={"TERM": "xterm-256color"})

    assert re.search(r"\x1b\[(\d+;)*[349]\d(;\d+)*m", shown)
    assert "svc-legacy-app" in shown


@pytest.mark.parametrize("env", [{"TERM": "xterm-256color", "NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_a_terminal_gets_no_colours_when_that_is_asked_for(env):
    shown = on_terminal(*MOCK, "--format", "table", stream="stdout", env=env)

    assert "svc-legacy-app" in shown
    assert not re.search(r"\x1b\[(\d+;)*[349]\d(;\d+)*m", shown)


def test_a_pipe_gets_no_colours():
    assert "\x1b" not in process(*MOCK, "--format", "table", env={"TERM": "xterm-256color"}).out
