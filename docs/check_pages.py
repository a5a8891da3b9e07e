"""The page of each check, with an example that is run and not written, and the index of all."""

import inspect
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec
from page_shapes import cell, code_block, table, toml_value

from iam_audit import checks
from iam_audit.checks.base import Check
from iam_audit.checks.frameworks import controls_of, equivalents_of
from iam_audit.model import Finding, Section, Snapshot, Status

ACCOUNTS = Path(__file__).parent.parent / "tests" / "accounts"
EXAMPLES = ("bad", "locked-out", "alone")
READ_BUCKETS = "arn:aws:iam::123456789012:policy/read-buckets"
SHOWN_OPTIONS: dict[str, dict[str, object]] = {
    "admin-principal-count": {"max_admins": 3},
    "access-key-canary-used": {"keys": ["AKIA3333333333333333"]},
    "access-key-unexpected-use-context": {"allowed_regions": ["eu-west-1"]},
    "human-user-with-policies": {"human_groups": ["admins"]},
    "iam-editors-allowlist": {"allowed": ["alice"]},
    "oidc-client-id-allowlist": {"allowed": ["sts.amazonaws.com"]},
    "org-delegated-admins": {"trusted": ["111122223333"]},
    "policy-denylisted": {"policies": ["PowerUser*"]},
    "policy-non-sts-action": {"groups": ["role-takers"]},
    "policy-required-in-use": {"policies": ["arn:aws:iam::123456789012:policy/baseline"]},
    "role-master-manager": {"master_role": "iam-master", "manager_role": "iam-manager"},
    "role-permissions-boundary": {"roles": ["web*"]},
    "role-required-policy": {"policies": [READ_BUCKETS]},
    "role-tags": {"required": ["owner"]},
    "role-trust-unknown-account": {"trusted_accounts": ["111122223333"]},
    "service-user-with-password": {"name_patterns": ["robot*"]},
    "user-ip-restriction": {"required": True},
    "user-mfa-groups": {"groups": ["admins"]},
    "user-name-pattern": {"pattern": "[a-z]{5,}"},
    "user-permissions-boundary": {"boundary": READ_BUCKETS},
    "user-required-group": {"groups": ["admins"]},
    "user-tags": {"required": ["owner"]},
}
"""What a check must be told before it looks at anything."""
DOCUMENTS = ("document", "trust")
"""Fields whose text is JSON; a page shows them opened up."""
TOOLS = {
    "access-analyzer": "IAM Access Analyzer",
    "cartography": "Cartography",
    "cloudmapper": "CloudMapper",
    "cloudsploit": "CloudSploit",
    "config-rules": "AWS Config",
    "custodian": "Cloud Custodian",
    "prowler": "Prowler",
    "rdk-rules": "AWS Config rules (community)",
    "scoutsuite": "ScoutSuite",
    "securityhub": "AWS Security Hub",
    "steampipe": "Steampipe",
    "trusted-advisor": "AWS Trusted Advisor",
}
INDEX = """\
# All checks

Each has a page: the reason, the options, an example, the remedy, the controls it speaks to.
`iam-audit checks list` prints this table, and `iam-audit checks show ID` tells about one.

{table}
"""


def pages() -> Iterator[tuple[str, str]]:
    """Yield the path and the text of the page of every check, and of the index."""
    configured = checks.configure(SHOWN_OPTIONS)
    yield "checks/index.md", _index(configured)
    for check in configured:
        yield f"checks/{check.id}.md", "\n\n".join(_chapters(check)) + "\n"


def _index(configured: tuple[Check, ...]) -> str:
    rows = [(f"[`{check.id}`]({check.id}.md)", check.severity, check.title) for check in configured]
    return INDEX.format(table=table(("check", "severity", "what is wrong when it fails"), rows))


def _chapters(check: Check) -> Iterator[str]:
    snapshot, finding = _example(check)
    yield f"# {check.title}"
    yield table(("", ""), _facts(check))
    yield f"## Why it matters\n\n{inspect.cleandoc(check.__doc__ or '')}"
    yield from _options(check)
    yield from _what_it_says(check, snapshot, finding)
    yield from _remedy(finding)
    yield from _mapped("## Controls it speaks to", ("framework", "controls"), controls_of(check.id))
    named = {TOOLS[tool]: ids for tool, ids in equivalents_of(check.id).items()}
    yield from _mapped("## The same in other tools", ("tool", "its name there"), named)


def _facts(check: Check) -> list[tuple[str, str]]:
    needs = ", ".join(f"`{section}`" for section in check.needs)
    return [
        ("check", f"`{check.id}`"),
        ("severity", check.severity),
        ("looks at", check.examines.words),
        ("needs" if check.needs_all else "needs any of", needs),
    ]


def _options(check: Check) -> Iterator[str]:
    options = checks.options_of(type(check))
    if not options:
        return
    rows = [(f"`{one.name}`", f"`{toml_value(one.default)}`", one.metadata["help"]) for one in options]
    yield f"## Options\n\n{table(('option', 'default', 'what it does'), rows)}"
    shown = SHOWN_OPTIONS.get(check.id) or {one.name: one.default for one in options}
    lines = [f"[checks.{check.id}]", *(f"{name} = {toml_value(value)}" for name, value in shown.items())]
    yield code_block("toml", "\n".join(lines))


def _what_it_says(check: Check, snapshot: Snapshot, finding: Finding) -> Iterator[str]:
    yield "## An example"
    seen = _seen(check, snapshot, finding)
    if seen:
        yield f"With this in the account{_settings_of_example(check)}:"
        yield code_block("json", json.dumps(seen, indent=2))
    yield "the check says:"
    said: dict[str, object] = {
        "severity": finding.severity,
        "message": finding.message,
        "evidence": finding.evidence,
    }
    yield code_block("json", json.dumps(said, indent=2))


def _settings_of_example(check: Check) -> str:
    return " and the option as above" if check.id in SHOWN_OPTIONS else ""


def _seen(check: Check, snapshot: Snapshot, finding: Finding) -> object:
    """Return what the check looked at: the policy, the key, the role, or the user with its keys."""
    if Section.PASSWORD_POLICY in check.needs:
        return msgspec.to_builtins(snapshot.password_policy)
    for key in snapshot.access_keys:
        if key.resource == finding.resource:
            return _without_empty(msgspec.to_builtins(key))
    kind = finding.resource.type.removesuffix("-policy")
    if kind == "account":
        return None
    for one in (*snapshot.groups, *snapshot.roles, *snapshot.policies):
        if (one.resource.type, one.name) == (kind, finding.resource.name):
            return _without_empty(msgspec.to_builtins(one))
    if kind not in ("root", "user"):
        return _setting(snapshot, finding)
    is_root = kind == "root"
    who = snapshot.root if is_root else snapshot.users_by_name[finding.resource.name]
    seen = msgspec.to_builtins(who)
    if is_root or Section.ACCESS_KEYS in check.needs:
        keys = snapshot.root_access_keys if is_root else snapshot.keys_by_user.get(finding.resource.name)
        seen["access_keys"] = msgspec.to_builtins(keys)
    return _without_empty(seen)


def _setting(snapshot: Snapshot, finding: Finding) -> object:
    """Return the one thing anywhere in the account that the finding points at; None when it has no noun."""
    for section in msgspec.structs.fields(Snapshot):
        for one in _nested(getattr(snapshot, section.name)):
            if (
                getattr(one, "resource", None) == finding.resource
                or getattr(one, "id", None) == finding.resource.id
            ):
                return _without_empty(msgspec.to_builtins(one))
    return None


def _nested(value: object) -> Iterator[object]:
    """Yield the nouns in a value, and those in them."""
    if isinstance(value, msgspec.Struct):
        yield value
        for field in msgspec.structs.fields(value):
            yield from _nested(getattr(value, field.name))
    elif isinstance(value, tuple):
        for one in value:
            yield from _nested(one)


def _without_empty(value: object) -> object:
    if isinstance(value, Mapping):
        kept = {
            name: _without_empty(_opened(one) if name in DOCUMENTS else one) for name, one in value.items()
        }
        return {name: one for name, one in kept.items() if one not in (None, [], {})}
    return [_without_empty(one) for one in value] if isinstance(value, list | tuple) else value


def _opened(text: str) -> object:
    """Return what JSON says; the text itself where it is none."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def _remedy(finding: Finding) -> Iterator[str]:
    remediation = finding.remediation
    yield f"## What to do\n\n{remediation.text}"
    yield "In the console:\n\n" + "\n".join(f"{n}. {step}" for n, step in enumerate(remediation.console, 1))
    yield "With the AWS CLI:"
    yield code_block("sh", "\n".join(remediation.cli))
    if remediation.automated:
        yield f"Without a person: {remediation.automated}"


def _mapped(
    heading: str, columns: tuple[str, str], ids_by_name: Mapping[str, tuple[str, ...]]
) -> Iterator[str]:
    if ids_by_name:
        rows = [(name, cell(", ".join(ids))) for name, ids in sorted(ids_by_name.items())]
        yield f"{heading}\n\n{table(columns, rows)}"


def _example(check: Check) -> tuple[Snapshot, Finding]:
    for name in EXAMPLES:
        snapshot = msgspec.json.decode((ACCOUNTS / f"{name}.json").read_bytes(), type=Snapshot)
        for finding in check.run(snapshot, snapshot.collected_at):
            if finding.status is Status.FAIL or check.by_hand:
                return snapshot, finding
    raise LookupError(f"no account in {ACCOUNTS} makes {check.id} fail; add what does to the bad one")
