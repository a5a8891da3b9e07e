"""Builds the zip file for AWS Lambda from the lock file: `make lambda`.

The same sources and lock file give the same bytes, whoever builds them: names are sorted, times and modes fixed,
nothing is compiled. Packages are fetched for Lambda's platform, whatever this machine is, and their hashes checked.
"""

import argparse
import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

HOME = Path(__file__).parent.parent
PYTHON = "3.13"
PLATFORMS = {"arm64": "aarch64", "x86_64": "x86_64"}
GLIBC = ("manylinux_2_34", "manylinux_2_28", "manylinux_2_17", "manylinux2014")
"""What Amazon Linux 2023, under Lambda's Python 3.13, can run."""
EXTRAS = ("alerts", "parquet")
SIGNS_FOR_LOGIN = "awscrt"
"""A package of botocore's that only profiles made by `aws login` need."""
COMMAND_LINE = "typer"
"""What the command line needs, and no function."""
LEFT_OUT = ("__pycache__/*", "bin/*", "*/__pycache__/*", "*.dist-info/RECORD", "*.dist-info/direct_url.json")
BLOCK = re.compile(r"^(?P<name>[a-z0-9.-]+)==.*?(?=^[a-z0-9]|\Z)", re.MULTILINE | re.DOTALL)
MEGABYTE = 1024 * 1024
ZIPPED, UNZIPPED = 50 * MEGABYTE, 250 * MEGABYTE
"""Lambda's quotas, as its developer guide gives them."""
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The first moment that a zip file can name."""


def wanted(pyproject: str, extras: Iterable[str] = EXTRAS) -> frozenset[str]:
    """Return the packages that iam-audit imports itself, with some of its extras."""
    project = tomllib.loads(pyproject)["project"]
    of_extras = (project["optional-dependencies"][extra] for extra in extras)
    named = [*project["dependencies"], *(one for extra in of_extras for one in extra)]
    names = frozenset(re.split(r"[^A-Za-z0-9.-]", one, maxsplit=1)[0] for one in named)
    return names - {"iam-audit"}


def pinned(lock: str, names: Iterable[str]) -> str:
    """Return the part of the lock file that these packages and all below them need."""
    blocks = {found["name"]: found[0] for found in BLOCK.finditer(lock)}
    needed = set(names)
    if missing := sorted(needed - blocks.keys()):
        raise SystemExit(f"{', '.join(missing)}: not in requirements.lock. Run: make lock")
    while (
        more := {name for name, block in blocks.items() if _parents(block) & needed}
        - needed
        - {SIGNS_FOR_LOGIN}
    ):
        needed |= more
    return "".join(blocks[name] for name in sorted(needed))


def _parents(block: str) -> set[str]:
    comments = block.partition("# via")[2]
    return set(re.findall(r"[a-z0-9][a-z0-9.-]*", re.sub(r"\(.*?\)", "", comments)))


def fetch(requirements: str, folder: Path, architecture: str) -> None:
    """Install packages for Lambda into a folder."""
    platforms = [f"--platform={glibc}_{PLATFORMS[architecture]}" for glibc in GLIBC]
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
        file.write(requirements)
        file.flush()
        how = ["--require-hashes", "--only-binary=:all:", "--no-deps", "--no-compile", "--quiet"]
        where = [f"--target={folder}", f"--python-version={PYTHON}", "--implementation=cp", *platforms]
        pip = [sys.executable, "-m", "pip", "install", "--disable-pip-version-check"]
        if subprocess.run([*pip, *how, *where, "--requirement", file.name], check=False).returncode:
            raise SystemExit("The packages could not be fetched: pip says why, above.")


def files(folder: Path) -> Mapping[str, Path]:
    """Return what goes into the zip file, by its name there, in order."""
    found = ((path.relative_to(folder), path) for path in folder.rglob("*") if path.is_file())
    kept = {name.as_posix(): path for name, path in found if not any(name.match(one) for one in LEFT_OUT)}
    return dict(sorted(kept.items()))


def include(path: Path, folder: Path) -> None:
    """Put a file, or a folder with all that is in it, beside the code."""
    if path.is_dir():
        shutil.copytree(path, folder / path.name)
    else:
        shutil.copy(path, folder / path.name)


def write_zip(content: Mapping[str, Path], path: Path) -> None:
    """Write a zip file that depends on nothing but names and content."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, source in content.items():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, source.read_bytes(), compresslevel=9)


def refuse_too_large(path: Path) -> tuple[int, int]:
    """Return the sizes, zipped and unzipped. Ends the program when Lambda would refuse the file."""
    zipped = path.stat().st_size
    with zipfile.ZipFile(path) as archive:
        unzipped = sum(one.file_size for one in archive.infolist())
    if zipped > ZIPPED or unzipped > UNZIPPED:
        raise SystemExit(
            f"{path} is too large for Lambda: {_mb(zipped)} zipped of {_mb(ZIPPED)}, "
            f"{_mb(unzipped)} unzipped of {_mb(UNZIPPED)}."
        )
    return zipped, unzipped


def _mb(size: int) -> str:
    return f"{size / MEGABYTE:.1f} MB"


def main() -> None:
    """Build the file and say how large it is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--architecture", choices=PLATFORMS, default="arm64")
    parser.add_argument("--output", type=Path, default=HOME / "dist" / "iam-audit-lambda.zip")
    parser.add_argument("--lock", type=Path, default=HOME / "requirements.lock")
    parser.add_argument(
        "--include",
        type=Path,
        nargs="*",
        default=(),
        help="files and folders, such as iam-audit.toml, waivers.toml and a folder of templates",
    )
    parser.add_argument(
        "--list",
        action="store_true",
        help="print what iam-audit needs, as a requirements file, and build nothing",
    )
    parser.add_argument("--extras", nargs="*", default=EXTRAS, help="with --list: the extras to be there")
    asked = parser.parse_args()
    lock = asked.lock.read_text(encoding="utf-8")
    names = wanted((HOME / "pyproject.toml").read_text(encoding="utf-8"), asked.extras)
    if asked.list:
        print(pinned(lock, names))
        return
    requirements = pinned(lock, names - {COMMAND_LINE})
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        fetch(requirements, folder, asked.architecture)
        shutil.copytree(HOME / "src" / "iam_audit", folder / "iam_audit")
        for one in asked.include:
            include(one, folder)
        write_zip(files(folder), asked.output)
    zipped, unzipped = refuse_too_large(asked.output)
    digest = hashlib.sha256(asked.output.read_bytes()).hexdigest()
    print(f"{asked.output}: {_mb(zipped)} zipped, {_mb(unzipped)} unzipped, sha256 {digest}")


if __name__ == "__main__":
    main()
