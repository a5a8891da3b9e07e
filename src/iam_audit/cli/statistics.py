"""Tells what a run cost, where `--stats` asks for it."""

from collections.abc import Mapping
from pathlib import Path

from iam_audit.cli.talk import Talk
from iam_audit.errors import UsageError
from iam_audit.files import write_text
from iam_audit.model import AccountStatus, RunStats
from iam_audit.reports.stats_text import stats_json, stats_prometheus, stats_words
from iam_audit.workflows import Folder, Mock, Source, publish, run_stats

ON_STDERR = "-"
"""What `--stats` means without a file."""
RENDERERS = {".json": stats_json, ".prom": stats_prometheus}


def refuse_unknown_form(wanted: str | None) -> None:
    """Raise UsageError for a file whose name does not say what is to be in it."""
    if wanted not in (None, ON_STDERR) and Path(wanted).suffix not in RENDERERS:
        raise UsageError(f"--stats {wanted}: name a file that ends in .json or in .prom, or none.")


def _write(path: Path, stats: RunStats) -> None:
    write_text(path, RENDERERS[path.suffix](stats))
    if path.suffix == ".prom" and path.is_file():
        path.chmod(0o644)  # the node exporter reads it as another user, and there is no name or key in it


def tell_stats(wanted: str | None, source: Source, ended: Mapping[str, AccountStatus], talk: Talk) -> None:
    """Say on stderr what was called, and write it to the file that was named. Raises OutputError.

    OpenTelemetry, where there is one, is told in any case.
    """
    if isinstance(source, Folder | Mock):
        return
    stats = run_stats(source.aws, ended)
    publish(stats)
    if wanted is None:
        return
    if wanted != ON_STDERR:
        _write(Path(wanted), stats)
    for line in stats_words(stats):
        talk.say(line)
