"""The page of actions: what each changes, when it refuses, how it is undone, and its options."""

import inspect
from collections.abc import Iterator

from page_shapes import table, toml_value

from iam_audit.remediate import Action
from iam_audit.remediate.actions import actions, options_of
from iam_audit.remediate.planning import INSTEAD, ON_THE_LADDER

INTRO = """\
# Actions

An action changes one thing in one way. `iam-audit remediate plan --action ID` shows what it would do to whom and why,
and whom it leaves alone and why; nothing changes before somebody has approved the plan and somebody has applied it.

| action | it will | can be undone |
|---|---|---|
{rows}

All of them have this in common:

- The credential report, which may be hours old, says what to look at. Right before a change the very credential is
  looked at again, and whatever is not as the plan saw it is refused. What AWS would not tell counts as unknown, never
  as unused.
- A key is named by its id and its user. Of two keys of a user only the one that a finding is about is touched; a
  finding about a user is about each of the user's keys, each judged by itself.
- A change that is asked for twice is made once: what is gone already is gone, and what is done already is done.
- After a change AWS is asked again, and only what it says then counts as done.
- Undoing brings back what was seen right before the change, and leaves alone what somebody else has changed since.

Options are set as `[remediate.actions.ID]`:

```toml
[remediate.actions.detach-user-policy]
group = "policy-{{policy}}"

[remediate.actions.remove-from-group]
groups = ["admins", "power-*"]
```

`iam-audit policy --action ID` prints the permissions that an action takes, `iam-audit policy --for remediate` those of
all, as [this policy](../iam-policy-remediate.json) has them: leave out the statements of actions that you will not use.
A role that plans as well also reads: `iam-audit policy --for audit remediate`.
"""
LADDER = """\
It is a rung of [the ladder](README.md#the-ladder): the owner is warned before a key is switched off, and a key is
deleted only after the days of quarantine. The settings of the ladder are those of
[`[remediate]`](../reference/settings.md#remediate)."""


def pages() -> Iterator[tuple[str, str]]:
    """Yield the path and the text of the page."""
    yield "remediation/actions.md", "\n\n".join(_chapters()) + "\n"


def _chapters() -> Iterator[str]:
    rows = (f"| [`{one.id}`](#{one.id}) | {one.title} | {_undo(one)} |" for one in actions())
    yield INTRO.format(rows="\n".join(rows)).rstrip()
    for action in actions():
        yield from _chapter(action)


def _chapter(action: type[Action]) -> Iterator[str]:
    yield f"## {action.id}"
    yield inspect.cleandoc(action.__doc__ or "")
    if action.lasting:
        yield action.lasting
    yield table(
        ("", ""),
        (
            ("settles", ", ".join(f"[`{one}`](../checks/{one}.md)" for one in sorted(action.answers))),
            ("asks", _names(action.reads)),
            ("changes", _names(action.writes) or "nothing in AWS"),
        ),
    )
    if action.id in ON_THE_LADDER:
        yield LADDER
    if options := options_of(action):
        rows = [
            (_option(action, one.name), f"`{toml_value(one.default)}`", one.metadata["help"])
            for one in options
        ]
        yield table(("option", "default", "what it does"), rows)


def _option(action: type[Action], name: str) -> str:
    """Return an option; what the ladder decides is set with the ladder's settings."""
    instead = INSTEAD.get((action.id, name))
    return f"`{instead}` in `[remediate]`" if instead else f"`{name}`"


def _undo(action: type[Action]) -> str:
    return "yes" if action.reversible else "no, it is final" if action.final else "no"


def _names(permissions: tuple[str, ...]) -> str:
    return ", ".join(f"`{one}`" for one in permissions)
