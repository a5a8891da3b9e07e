"""`iam-audit evidence`: packs that an auditor can verify without trusting us."""

from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from iam_audit.cli import options as o
from iam_audit.cli.completing import complete_frameworks
from iam_audit.cli.many_values import ManyValuesGroup
from iam_audit.cli.talk import Talk, configure_logging
from iam_audit.cli.words import one_of, split
from iam_audit.errors import UsageError

app = typer.Typer(cls=ManyValuesGroup, rich_markup_mode=None, add_completion=False)

FORMATS = ("text", "json")

Output = Annotated[
    Path | None,
    typer.Option(
        "--output", metavar="FILE", help="Where to write it; unless given, into the current folder."
    ),
]
Key = Annotated[
    Path | None,
    typer.Option("--key", metavar="FILE", help="The private key to sign with; made where there is none."),
]
Previous = Annotated[
    Path | None, typer.Option("--previous", metavar="PACK", help="The pack before, to be chained to it.")
]
Tsa = Annotated[
    str | None, typer.Option("--tsa", metavar="URL", help="Have it stamped by this service (RFC 3161).")
]
Frameworks = Annotated[
    list[str] | None,
    typer.Option(
        "--framework",
        metavar="NAME...",
        autocompletion=complete_frameworks,
        help="Write workpapers for these compliance frameworks alone; unless given, for all.",
    ),
]
Packs = Annotated[
    list[Path], typer.Argument(metavar="PACK...", help="Packs, the earliest first: they must be a chain.")
]
PublicKey = Annotated[
    Path | None,
    typer.Option("--public-key", metavar="FILE", help="The public key that you know from elsewhere."),
]
Fingerprint = Annotated[
    str | None,
    typer.Option(
        "--fingerprint", metavar="SHA256", help="The fingerprint of that key, if you know only that."
    ),
]
Before = Annotated[
    Path | None,
    typer.Option("--previous", metavar="PACK", help="The pack that the first one must be chained to."),
]
TsaCa = Annotated[
    Path | None,
    typer.Option(
        "--tsa-ca", metavar="FILE", help="Certificates of the time stamp services that you trust, in PEM."
    ),
]
Format = Annotated[str, typer.Option("--format", metavar="FORMAT", help="text, or json for programs.")]


@app.callback()
def evidence() -> None:
    """Pack evidence of an audit for auditors, and verify such packs."""


@app.command()
def pack(
    *,
    from_dir: o.FromDir = None,
    mock: o.Mock = False,
    frameworks: Frameworks = None,
    output: Output = None,
    key: Key = None,
    previous: Previous = None,
    tsa: Tsa = None,
    mask_keys: o.MaskKeys = False,
    now: o.Now = None,
    config: o.Config = None,
    quiet: o.Quiet = False,
    verbose: o.Verbose = 0,
) -> int:
    """Audit saved accounts, and pack all of it: snapshot, reports, workpapers, settings, journal; signed.

    The same accounts, settings and key give the same bytes. `iam-audit collect` saves accounts.
    """
    configure_logging(verbose, quiet=quiet)
    _need_what_signs()
    from iam_audit.cli import evidence_desk

    how = evidence_desk.Packing(
        from_dir=from_dir,
        mock=mock,
        frameworks=split(frameworks),
        output=output,
        key=key,
        previous=previous,
        tsa=tsa,
        mask_keys=mask_keys,
    )
    return evidence_desk.pack(how, now, config, Talk(quiet))


@app.command()
def verify(
    packs: Packs,
    *,
    public_key: PublicKey = None,
    fingerprint: Fingerprint = None,
    previous: Before = None,
    tsa_ca: TsaCa = None,
    format: Format = "text",  # noqa: A002 - the flag is called so
) -> int:
    """Say what was altered, is missing or was added in a pack, and whether signature, chain and time stamp hold.

    Exit codes: 0 nothing is wrong, 1 something is, 2 it could not be tried.
    """
    configure_logging()
    wanted = one_of("--format", format, FORMATS)
    _need_what_signs()
    from iam_audit.cli import evidence_desk

    known = evidence_desk.Known(
        public_key=public_key, fingerprint=fingerprint, previous=previous, tsa_ca=tsa_ca
    )
    return evidence_desk.verify(packs, known, as_json=wanted == "json")


def _need_what_signs() -> None:
    """Raise UsageError where the extra is not installed."""
    try:
        import_module("cryptography")
        import_module("rfc3161_client")
    except ModuleNotFoundError as error:
        raise UsageError(
            f"Evidence needs '{error.name}', which is not installed. Install iam-audit[signing]."
        ) from error
