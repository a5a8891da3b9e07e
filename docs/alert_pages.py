"""The pages on alerts: every channel with its settings, and every kind of message as it reads."""

import inspect
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime

import msgspec
from page_shapes import cell, code_block, table, toml_value

from iam_audit import alerts, checks
from iam_audit.alerts import Channel, Composer, Item, Message, MessageKind, Rendered, Templates, report_on
from iam_audit.alerts.rendering import FILES, LISTED
from iam_audit.alerts.secret_references import is_secret
from iam_audit.audit import audit_snapshot
from iam_audit.model import AuditResult, Status
from iam_audit.reports.masking import mask_keys
from iam_audit.settings.values import fields_of
from iam_audit.snapshots import mock_snapshot

NOW = datetime(2026, 3, 19, 12, 0, tzinfo=UTC)
SHOWN = ("access-key-age", "access-key-unused", "access-key-never-used", "user-direct-policy")
OWNER = "svc-legacy-app"
NEXT = "On 2026-04-02 the key is switched off; that can be undone in a second."
WAIVER = "write to security@example.com with the reason and a last day."

CHANNELS = """\
# Channels

A channel carries messages to one place, or to single people. Each has a name of your choice and a `kind`; several
of one kind may stand side by side. What the messages say is on [a page of its own](messages.md).

```toml
[channels.security-team]
kind = "slack"
token = "env:SLACK_TOKEN"
channel = "C0123456789"
```

An unknown kind, an unknown setting or a value that will not do is refused before anything is sent.

## Secrets

A secret is never written in the settings, only where it is kept:

| form | where |
|---|---|
| `env:NAME` | a variable of the environment |
| `file:PATH` | a file; the line end at its end does not count |
| `secretsmanager:ARN` | AWS Secrets Manager, by ARN or name; an ARN may be of another Region |
| `ssm:NAME` | a parameter of AWS Systems Manager, decrypted |

It is looked up when the first message goes out, and appears in no message, log or error. With AWS, the role needs
`secretsmanager:GetSecretValue` or `ssm:GetParameter` for it, and `kms:Decrypt` where it has a key of its own.

## When a service does not take a message

A service that asks to wait is waited for, up to `longest_wait` seconds; one that answers with an error of its own
is asked again twice, after 1 and 4 seconds. After that it is left to the next run. What may have been taken,
because only the answer is missing, is not repeated at once, and has the same key when it is sent again. Only a
message that would be refused again however often it is sent (a payload that is not accepted, an address that does
not exist) is given up; a wrong token or a missing channel is not the message's fault.

## Where HTTP may go

Webhooks, Splunk, Teams and Jira are reached by https at public addresses only. A name is resolved once, all of its
addresses are judged, and the connection goes to one of these, so that a name which changes its mind in between
gains nothing; the certificate is still checked against the name. Redirects are not followed. A service in your own
network needs its network in `allow_networks`; loopback, where it is allowed, may do without TLS. A proxy is
named in `proxy`; it looks names up itself, and decides itself where they may lead. The proxies of the environment are
for Slack's client and the AWS SDK only."""
RECEIVER = """\
What a receiver does, in Python; `moment` is the time it is there:

```python
import hashlib
import hmac


def genuine(headers, body, secret, moment, tolerance=300):
    timestamp = headers["X-Iam-Audit-Timestamp"]
    expected = hmac.new(secret, timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    sent = headers["X-Iam-Audit-Signature"].split(",")
    fresh = abs(moment - int(timestamp)) <= tolerance
    return fresh and any(hmac.compare_digest(f"v1={expected}", one) for one in sent)
```"""

EXAMPLES = {
    "eventbridge": 'bus = "security"',
    "jira": """\
url = "https://example.atlassian.net"
user = "iam-audit@example.com"
token = "secretsmanager:jira-token"
project = "SEC"
done = "Done\"""",
    "mail": """\
host = "smtp.example.com"
username = "iam-audit"
password = "env:SMTP_PASSWORD"
sender = "iam-audit@example.com"
to = ["security@example.com"]""",
    "mail-owner": """\
host = "smtp.example.com"
username = "iam-audit"
password = "env:SMTP_PASSWORD"
sender = "iam-audit@example.com\"""",
    "security-hub": 'account_id = "111122223333"',
    "slack": """\
token = "env:SLACK_TOKEN"
channel = "C0123456789\"""",
    "slack-owner": 'token = "env:SLACK_TOKEN"',
    "sns": 'topic = "arn:aws:sns:eu-west-1:123456789012:iam-audit"',
    "splunk": """\
url = "https://http-inputs.example.com"
token = "ssm:/iam-audit/splunk-token"
index = "security\"""",
    "teams": 'url = "file:/run/secrets/teams-url"',
    "webhook": """\
url = "https://hooks.example.com/iam-audit"
secret = "env:HOOK_SECRET"
previous_secret = "env:HOOK_SECRET_BEFORE\"""",
}

NAMES = ", ".join(f"`{name}`" for name in FILES)
MESSAGES = f"""\
# Messages

Every kind of message, as it reads for the account of `iam-audit audit --mock`. Each says what is wrong, why it
matters, since when, by when, what happens next, what to do (with the commands for this very key) and how to ask for
more time. A list ends after {LISTED} lines and says how many more there are; data for machines has all of them.

## Templates of your own

Messages are made by Jinja2 templates. A folder with files of these names replaces ours, each by itself:
{NAMES}.

A template sees `message`, `subject`, `phrases` (what is said of an item) and `wording` (what things are called). What
it inserts is made safe for its form: escaped in HTML, escaped for Slack and for JSON in `slack.jsonl.j2`, which holds
one block of Slack's Block Kit per line. A template that is not in order is refused with its file and line."""

WORDS = {
    MessageKind.OWNER_DIGEST: "For one person: everything that they have to do.",
    MessageKind.SHARED_DIGEST: "For those who watch over all accounts: what is new, due or resolved.",
    MessageKind.REMINDER: "For one person: what was said before and is still not done.",
    MessageKind.ESCALATION: "For those who can decide: what has outlived its deadline.",
    MessageKind.REPORT: "For everybody who should know: all users, those needing action, those that could not be"
    " judged, and those in good state.",
}


def pages() -> Iterator[tuple[str, str]]:
    """Yield the path and the text of both pages."""
    yield "alerts/channels.md", "\n\n".join(_channels()) + "\n"
    yield "alerts/messages.md", "\n\n".join(_messages()) + "\n"


def _channels() -> Iterator[str]:
    yield CHANNELS
    for kind, channel in alerts.kinds().items():
        yield f"## `{kind}`\n\n{inspect.cleandoc(channel.__doc__ or '')}"
        yield code_block("toml", f'[channels.example]\nkind = "{kind}"\n{EXAMPLES[kind]}')
        if channel.permissions:
            yield f"The role needs {', '.join(f'`{one}`' for one in channel.permissions)}."
        if kind == "webhook":
            yield RECEIVER
        yield table(("setting", "default", "what it does"), _settings(channel))


def _settings(channel: type[Channel]) -> Iterator[tuple[str, str, str]]:
    hints = fields_of(channel.settings_type)
    for field in msgspec.structs.fields(channel.settings_type):
        says = next(meta.description for meta in hints[field.name].__metadata__ if meta.description)
        secret = " A secret, in one of the forms above." if is_secret(hints[field.name]) else ""
        yield f"`{field.name}`", _default(field), cell(says + secret)


def _default(field: msgspec.structs.FieldInfo) -> str:
    if field.required:
        return "required"
    return f"`{toml_value(field.default)}`" if field.default not in (None, (), msgspec.NODEFAULT) else ""


def _messages() -> Iterator[str]:
    yield MESSAGES
    result = _audit()
    for kind, words in WORDS.items():
        rendered = Templates().render(_message(kind, result))
        yield f"## {kind.replace('-', ' ').capitalize()}\n\n{words}"
        yield code_block("text", f"Subject: {rendered.subject}\n\n{rendered.text.rstrip()}")
    rendered = Templates().render(_message(MessageKind.OWNER_DIGEST, result))
    yield "## In Slack\n\nThe owner's digest as blocks. What is too long for one message goes to its thread."
    yield code_block("json", _blocks(rendered))
    yield "## As data\n\nThe owner's digest as webhooks get it, with its first item only."
    yield code_block("json", _data(rendered))


def _blocks(rendered: Rendered) -> str:
    return json.dumps(rendered.blocks, indent=1, ensure_ascii=False)


def _data(rendered: Rendered) -> str:
    return json.dumps(rendered.data | {"items": rendered.data["items"][:1]}, indent=1, ensure_ascii=False)


def _audit() -> AuditResult:
    chosen = tuple(check for check in checks.configure({}) if check.id in SHOWN)
    account = audit_snapshot(mock_snapshot(NOW), chosen, NOW)
    return AuditResult(generated_at=NOW, tool_version="", scope="the invented account", accounts=(account,))


def _message(kind: MessageKind, result: AuditResult) -> Message:
    if kind is MessageKind.REPORT:
        return report_on(mask_keys(result), key="report-2026-03-19", waiver=WAIVER)
    personal = kind in (MessageKind.OWNER_DIGEST, MessageKind.REMINDER)
    return Message(
        key=f"{kind}-{OWNER}-2026-03-19",
        kind=kind,
        stage={MessageKind.REMINDER: "reminder-1", MessageKind.ESCALATION: "overdue"}.get(kind, "notice"),
        at=NOW,
        scope=result.scope,
        owner="Jane" if personal else "",
        items=tuple(_items(result)),
        coverage=f"{result.coverage}.",
        waiver=WAIVER,
    )


def _items(result: AuditResult) -> Iterator[Item]:
    composer = Composer(result)
    for finding in result.with_status(Status.FAIL):
        if finding.resource.name == OWNER:
            yield composer.item(finding, since=date(2026, 3, 12), due=date(2026, 4, 2), next_step=NEXT)
