"""The options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

from iam_audit.cli.completing import (
    complete_checks,
    complete_formats,
    complete_frameworks,
    complete_key_ids,
    complete_sections,
    complete_severities,
)

Profile = Annotated[
    str | None, typer.Option("--profile", metavar="NAME", help="The profile of your AWS settings to use.")
]
Region = Annotated[
    str | None,
    typer.Option("--region", metavar="REGION", help="The AWS Region to ask; IAM is the same in all."),
]
EndpointUrl = Annotated[
    str | None, typer.Option("--endpoint-url", metavar="URL", help="Ask this address in place of AWS's.")
]
Role = Annotated[
    str | None,
    typer.Option(
        "--role",
        metavar="ROLE",
        help="The role to assume: a name, a path and name, or an ARN with {account_id} in it.",
    ),
]
ExternalId = Annotated[
    str | None, typer.Option("--external-id", metavar="ID", help="The external id that the role asks for.")
]
SessionName = Annotated[
    str | None, typer.Option("--session-name", metavar="NAME", help="What CloudTrail calls the session.")
]
SessionDuration = Annotated[
    int | None,
    typer.Option(
        "--session-duration", metavar="SECONDS", min=900, max=43200, help="Seconds that a session lasts."
    ),
]
Org = Annotated[bool, typer.Option("--org", help="All accounts of the organization; needs --role.")]
Accounts = Annotated[
    list[str] | None, typer.Option("--accounts", metavar="ID...", help="These accounts; needs --role.")
]
Ou = Annotated[
    list[str] | None,
    typer.Option(
        "--ou", metavar="OU...", help="The accounts below these organizational units; needs --role."
    ),
]
Exclude = Annotated[
    list[str] | None,
    typer.Option("--exclude", metavar="ID|NAME...", help="Not these: ids, or names with `*`."),
]
FromDir = Annotated[
    Path | None,
    typer.Option("--from-dir", metavar="FOLDER", help="Saved bundles in this folder; needs no credentials."),
]
Mock = Annotated[
    bool, typer.Option("--mock", help="An invented account: no AWS, no credentials, no network.")
]
Config = Annotated[
    Path | None,
    typer.Option(
        "--config",
        metavar="FILE",
        help="The settings file, else iam-audit.toml or [tool.iam-audit] in pyproject.toml.",
    ),
]
Now = Annotated[
    str | None,
    typer.Option("--now", metavar="ISO8601", help="Judge as of this moment; UTC when it names no zone."),
]
Only = Annotated[
    list[str] | None,
    typer.Option(
        "--only",
        metavar="CHECK...",
        autocompletion=complete_checks,
        help="Run these checks alone; `*` is anything.",
    ),
]
Skip = Annotated[
    list[str] | None,
    typer.Option(
        "--skip",
        metavar="CHECK...",
        autocompletion=complete_checks,
        help="Leave these checks out; `*` is anything.",
    ),
]
Framework = Annotated[
    str | None,
    typer.Option(
        "--framework",
        metavar="NAME",
        autocompletion=complete_frameworks,
        help="Run the checks of this compliance framework, and report by its controls: soc2, pci-dss-4, ...",
    ),
]
Waivers = Annotated[
    Path | None,
    typer.Option(
        "--waivers",
        metavar="FILE",
        help="The file that says what is muted, why and until when; else waivers.toml, if there is one.",
    ),
]
FailOn = Annotated[
    str | None,
    typer.Option(
        "--fail-on",
        metavar="SEVERITY",
        autocompletion=complete_severities,
        help="Exit with 1 when a finding is this bad or worse: critical, high, medium, low or info.",
    ),
]
Format = Annotated[
    list[str] | None,
    typer.Option(
        "--format",
        metavar="FORMAT...",
        autocompletion=complete_formats,
        help="What to write: table, json, csv, html, markdown, ... One goes to stdout, several to files.",
    ),
]
Output = Annotated[
    str | None,
    typer.Option("--output", metavar="FILE|FOLDER", help="Where to write; several formats need a folder."),
]
MaskKeys = Annotated[
    bool, typer.Option("--mask-keys", help="Show only the first and the last four characters of key ids.")
]
IncludePassed = Annotated[
    bool, typer.Option("--include-passed", help="List what passed as well, as evidence.")
]
Save = Annotated[
    bool, typer.Option("--save", help="Keep the result in the [store], for `iam-audit history`.")
]
Send = Annotated[
    list[str] | None,
    typer.Option(
        "--send",
        metavar="CHANNEL...",
        help="Send the report of all users to these channels of the settings: who needs action, and who does not.",
    ),
]
Live = Annotated[
    bool,
    typer.Option("--live", help="Ask about every key directly: the credential report may be 4 hours old."),
]
KeyIds = Annotated[
    str | None,
    typer.Option(
        "--key-ids",
        metavar="all|flagged|none",
        autocompletion=complete_key_ids,
        help="Which access keys to ask for their ids, a call per user.",
    ),
]
AccountTimeout = Annotated[
    int | None,
    typer.Option(
        "--account-timeout",
        metavar="SECONDS",
        min=1,
        max=86400,
        help="Leave an account as it was read so far after this long; half an hour unless set.",
    ),
]
Stats = Annotated[
    str | None,
    typer.Option(
        "--stats",
        metavar="[FILE]",
        help="Say on stderr what was called; also write it to FILE, as JSON, or as Prometheus text to a .prom.",
    ),
]
Include = Annotated[
    list[str] | None,
    typer.Option(
        "--include",
        metavar="SECTION...",
        autocompletion=complete_sections,
        help="Read these as well, such as ssh_public_keys or identity_center; see reference/permissions.md.",
    ),
]
Concurrency = Annotated[
    int | None,
    typer.Option(
        "--concurrency", metavar="N", min=1, max=64, help="How many accounts to read at the same time."
    ),
]
IgnoreUsersWithoutPermissions = Annotated[
    bool,
    typer.Option(
        "--ignore-users-without-permissions", help="Mute what is found about users who can do nothing."
    ),
]
Resume = Annotated[
    str | None,
    typer.Option("--resume", metavar="RUN", help="Go on with a run that was interrupted; `last` is one too."),
]
ListRuns = Annotated[bool, typer.Option("--list-runs", help="List the runs that can be resumed, and end.")]
RunsDir = Annotated[
    Path | None,
    typer.Option(
        "--runs-dir",
        metavar="FOLDER",
        help="Where runs are kept; audits of one account are kept only with this.",
    ),
]
MaxAge = Annotated[
    float | None,
    typer.Option(
        "--max-age",
        metavar="HOURS",
        min=0,
        help="With --resume, read accounts again that were read more hours ago.",
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing on stderr but what is wrong.")]
Verbose = Annotated[
    int,
    typer.Option(
        "--verbose",
        "-v",
        count=True,
        show_default=False,
        help="Say on stderr what is done; -vv says everything.",
    ),
]
