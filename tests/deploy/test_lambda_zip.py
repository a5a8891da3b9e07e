"""The zip file for Lambda: what goes into it, and that it is the same each time."""

import importlib.metadata
import importlib.util
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement

HOME = Path(__file__).parents[2]
SPEC = importlib.util.spec_from_file_location("build_lambda", HOME / "scripts" / "build_lambda.py")
build = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(build)

LOCK = """\
awscrt==1.0 \\
    --hash=sha256:aa
    # via botocore
boto3==1.0 \\
    --hash=sha256:bb
    # via
    #   iam-audit (pyproject.toml)
    #   moto
botocore==1.0 \\
    --hash=sha256:cc
    # via
    #   boto3
    #   moto
moto==5.0 \\
    --hash=sha256:dd
    # via iam-audit (pyproject.toml:dev)
urllib3==2.0 ; python_version > '3' \\
    --hash=sha256:ee
    # via botocore
"""
PYPROJECT = """\
[project]
dependencies = ["boto3>=1", "typer>=0.20"]
[project.optional-dependencies]
alerts = ["httpx>=0.28"]
postgres = ["iam-audit[store]", "psycopg[binary]>=3.2"]
parquet = ["duckdb>=1.4"]
server = ["litestar"]
"""


@pytest.fixture
def folder(tmp_path):
    """A folder as pip leaves it."""
    for name in ("b.py", "a/__init__.py", "a/__pycache__/x.pyc", "bin/tool", "p-1.dist-info/RECORD"):
        path = tmp_path / "folder" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return tmp_path / "folder"


def test_it_is_made_of_what_we_depend_on_and_alerts_and_tables_need():
    assert build.wanted(PYPROJECT) == {"boto3", "typer", "duckdb", "httpx"}


def test_a_container_is_made_of_more():
    assert build.wanted(PYPROJECT, ["postgres"]) == {"boto3", "typer", "psycopg"}


def test_pins_are_those_of_the_lock_file_with_all_below_them_and_nothing_of_the_tests():
    chosen = build.pinned(LOCK, {"boto3"})

    assert [line.partition("==")[0] for line in chosen.splitlines() if "==" in line] == [
        "boto3",
        "botocore",
        "urllib3",
    ]
    assert "--hash=sha256:ee" in chosen


def test_a_package_that_is_not_locked_ends_the_build():
    with pytest.raises(SystemExit, match=r"duckdb: not in requirements.lock. Run: make lock"):
        build.pinned(LOCK, {"boto3", "duckdb"})


def test_what_is_compiled_and_what_pip_notes_is_left_out(folder):
    assert list(build.files(folder)) == ["a/__init__.py", "b.py"]


def test_settings_and_folders_of_templates_go_beside_the_code(folder, tmp_path):
    (tmp_path / "iam-audit.toml").write_text("")
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "digest.txt").write_text("")

    build.include(tmp_path / "iam-audit.toml", folder)
    build.include(tmp_path / "templates", folder)

    assert {"iam-audit.toml", "templates/digest.txt"} <= set(build.files(folder))


def test_all_that_is_packed_leaves_half_of_what_lambda_allows():
    names = build.wanted((HOME / "pyproject.toml").read_text()) - {build.COMMAND_LINE}
    packed = sum(size_of(one) for one in with_all_below(names) - {build.SIGNS_FOR_LOGIN})
    ours = sum(path.stat().st_size for path in (HOME / "src").rglob("*") if path.is_file())

    assert packed + ours < build.UNZIPPED / 2


def with_all_below(names):
    """Names of packages and of all that they need here, as they are installed."""
    found, new = set(), set(names)
    while new:
        found |= new
        needed = (Requirement(one) for name in new for one in importlib.metadata.requires(name) or ())
        here = {one.name for one in needed if not one.marker or one.marker.evaluate({"extra": ""})}
        new = here - found
    return found


def size_of(name):
    paths = importlib.metadata.files(name) or ()
    return sum(one.size or 0 for one in paths if one.suffix != ".pyc" and ".." not in one.parts)


def test_equal_files_make_equal_bytes_whatever_their_times(folder, tmp_path):
    build.write_zip(build.files(folder), tmp_path / "one.zip")
    (folder / "b.py").touch()
    (folder / "b.py").chmod(0o777)
    build.write_zip(build.files(folder), tmp_path / "two.zip")

    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_a_file_that_lambda_would_refuse_ends_the_build(tmp_path, monkeypatch):
    path = tmp_path / "large.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("zeros", bytes(2000))
    monkeypatch.setattr(build, "UNZIPPED", 1999)

    with pytest.raises(SystemExit, match=r"too large for Lambda"):
        build.refuse_too_large(path)


def test_handlers_need_neither_the_command_line_nor_what_only_tests_have():
    program = """
import sys
for name in ("typer", "click", "moto", "boto3.session"):
    sys.modules[name] = None
for name in ("plan", "batch", "merge", "audit"):
    __import__(f"iam_audit.aws_lambda.{name}")
sys.exit("duckdb" in sys.modules)
"""
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
