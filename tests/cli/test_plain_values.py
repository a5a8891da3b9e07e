"""What the command line makes of words, with and without the library that checks them."""

from pathlib import Path
from typing import Annotated

import pytest
import typer
from typer.testing import CliRunner

from iam_audit.cli import plain_values
from iam_audit.cli.many_values import ManyValues

app = typer.Typer(rich_markup_mode=None)


@app.command(cls=ManyValues)
def show(
    *,
    text: Annotated[str | None, typer.Option()] = None,
    many: Annotated[list[str] | None, typer.Option()] = None,
    place: Annotated[Path | None, typer.Option()] = None,
    home: Annotated[Path | None, typer.Option(exists=True)] = None,
    limited: Annotated[int | None, typer.Option(min=1, max=9)] = None,
    share: Annotated[float, typer.Option()] = 0.5,
    flag: Annotated[bool, typer.Option()] = False,
    loud: Annotated[int, typer.Option("-v", count=True)] = 0,
) -> None:
    typer.echo(repr((text, many, place, home, limited, share, flag, loud)))


def said(*args: str) -> tuple[int, str]:
    ended = CliRunner().invoke(app, list(args))
    return ended.exit_code, ended.output


@pytest.mark.parametrize(
    "args",
    [
        (),
        ("--text", "", "--many", "a", "b", "--place", "no/such"),
        ("--place", ".", "--home", "."),
        ("--home", "no/such"),
        ("--limited", "3", "--share", "0.25", "-vv", "--flag"),
        ("--limited", "10"),
        ("--limited", "three"),
        ("--share", "much"),
        ("--nothing",),
    ],
    ids=" ".join,
)
def test_words_become_what_they_become_without_the_shortcut(args, monkeypatch):
    short = said(*args)
    monkeypatch.setattr(plain_values, "CHECKED_BY", "no_such_attribute")

    assert short == said(*args)


def test_a_path_that_may_not_be_read_is_left_to_the_library(tmp_path, monkeypatch):
    (tmp_path / "closed").touch()
    monkeypatch.setattr("os.access", lambda *_: False)

    code, text = said("--place", str(tmp_path / "closed"))

    assert code == 2
    assert "is not readable" in text
