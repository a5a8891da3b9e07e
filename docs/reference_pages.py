"""The reference: formats and permissions, as the code declares them."""

import json
from collections.abc import Iterator
from typing import Any

from page_shapes import cell, code_block, table

from iam_audit import collect
from iam_audit.collect.base import Collector, OrganizationCollector, PerUserCollector, Source
from iam_audit.reports import formats
from iam_audit.tables import DESCRIPTION, PARQUET, TABLES
from iam_audit.web.app import api_description
from iam_audit.workflows import PURPOSES, permissions_for


def pages() -> Iterator[tuple[str, str]]:
    """Yield the path and the text of every reference page, and of the policy to attach."""
    yield "reference/formats.md", _formats()
    yield "reference/permissions.md", _permissions()
    yield "reference/openapi.json", api_description().decode()
    yield "iam-policy.json", json.dumps(permissions_for(["audit"]), indent=2) + "\n"
    yield "iam-policy-remediate.json", json.dumps(permissions_for(["remediate"]), indent=2) + "\n"


FORMATS = """\
# Report formats

Ask for one or several: `iam-audit audit --format json csv html --output reports/`. One alone goes to stdout,
unless `--output` names a file. Of several, the table is shown and the others are written.

{table}

`iam-audit schema` prints the JSON Schema of the JSON report. `parquet` always needs a folder, and DuckDB:
`pip install 'iam-audit[parquet]'`. [What its columns are](../past-one-machine.md#the-tables).
"""
MEDIA_TYPE = "`application/vnd.apache.parquet`"
PERMISSIONS = """\
# Permissions

An audit reads, and changes nothing. Each part of it names the calls it makes, as does each action that changes
something, and the policies below are made from that; `iam-audit policy --for PURPOSE` prints them. Give what is for
changing to a role of its own, which only those assume who apply plans.

## What is read, and with which call

What is read *with `--include`* only takes many calls, or is of use to few.

{table}

{policies}
"""


def _formats() -> str:
    rows = [
        (f"`{report.name}`", f"`{report.filename}`", f"`{report.media_type}`", cell(report.description))
        for report in formats().values()
    ]
    rows.append((f"`{PARQUET}`", ", ".join(f"`{name}.parquet`" for name in TABLES), MEDIA_TYPE, DESCRIPTION))
    return FORMATS.format(table=table(("`--format`", "file", "media type", "for"), rows))


def _permissions() -> str:
    return PERMISSIONS.format(
        table=table(("section", "file in a bundle", "read", "permissions"), sorted(_sources())),
        policies="\n\n".join(_policy(purpose, words) for purpose, words in PURPOSES.items()),
    )


def _sources() -> Iterator[tuple[str, str, str, str]]:
    for source in (*collect.collectors(), *collect.per_user_collectors()):
        permissions = ", ".join(f"`{one}`" for one in source.permissions)
        yield source.section, f"`{source.file}`", _when(source), permissions


def _when(source: Source[Any]) -> str:
    """Say when a source is read, and what it means when it cannot be."""
    whose = " in the management account" if isinstance(source, OrganizationCollector) else ""
    if source.essential:
        return "always; an account is partial without it"
    if isinstance(source, PerUserCollector) or (isinstance(source, Collector) and source.on_request):
        return f"with `--include`{whose}"
    return f"where it can be{whose}"


def _policy(purpose: str, words: str) -> str:
    document = code_block("json", json.dumps(permissions_for([purpose]), indent=2))
    return f"## For `{purpose}`\n\n{words[0].upper()}{words[1:]}.\n\n{document}"
