"""`iam-audit schema`: what programs may rely on in the JSON report."""

import typer

from iam_audit.cli.streams import put

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def schema() -> int:
    """Print the JSON Schema (2020-12) of the JSON report."""
    from iam_audit.reports.json_document import schema as published
    from iam_audit.reports.json_text import json_text

    put(json_text(published()))
    return 0
