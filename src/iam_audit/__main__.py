"""Makes `python -m iam_audit` the same as `iam-audit`."""

from iam_audit.cli.main import run

run()
