"""The use-cases: what the doors call, and all they call.

    connection = aws.connect(profile="audit")
    result = audit(OneAccount(aws=connection), Questions(checks=configure({})), now)
    everywhere = Organization(aws=connection, entry=Entry(role="iam-audit-reader"))
    result = audit(everywhere, questions, now, progress)
    result = audit(Folder(path=Path("snapshots")), questions, now)
    saved = collect(OneAccount(aws=connection), Path("snapshots"), now)

Time, connection and progress are arguments; nothing here reads the clock, the environment or the terminal.

Each is loaded when it is first used: an audit does not wait for what plans repairs and sends messages.
"""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from iam_audit.workflows.access import Access, explain_access
    from iam_audit.workflows.alert_standing import AlertStatus, alert_status, snooze, wake
    from iam_audit.workflows.alerting import Alerting, AlertRun, Preview, alert, alerting_from, preview
    from iam_audit.workflows.announcing import announce, preview_channel, send_previews
    from iam_audit.workflows.approving_in_slack import ask_in_slack, decide_in_slack
    from iam_audit.workflows.auditing import Questions, audit
    from iam_audit.workflows.batches import Batch, Merged, Plan, audit_batch, merge, plan_batches
    from iam_audit.workflows.creators import creators_of
    from iam_audit.workflows.disabling import disable_keys
    from iam_audit.workflows.histories import history_at, history_to_look_at, owners_in, save_in_history
    from iam_audit.workflows.inventory import Inventory, take_inventory
    from iam_audit.workflows.journals import journal_at, journal_to_look_at
    from iam_audit.workflows.keeping import MAX_AGE, Keeping
    from iam_audit.workflows.ledgers import ledger_at, ledger_to_look_at
    from iam_audit.workflows.parallel import QUIET, Progress
    from iam_audit.workflows.permissions import PURPOSES, permissions_for
    from iam_audit.workflows.planning import Asking, caller_of, make_plan, rules_of
    from iam_audit.workflows.plans import (
        approve_plan,
        filed_at,
        lacks,
        plans_at,
        reject_plan,
        rejection_of,
        word_of,
    )
    from iam_audit.workflows.preflight import Line, Verdict, doctor
    from iam_audit.workflows.reading import active_accounts, explain, read_account, read_with_client
    from iam_audit.workflows.run_events import tell_of_run, webhooks_called
    from iam_audit.workflows.saving import Saved, collect
    from iam_audit.workflows.sources import Entry, Folder, Mock, OneAccount, Organization, Source
    from iam_audit.workflows.statistics import run_stats
    from iam_audit.workflows.stored_waivers import waivers_in_store
    from iam_audit.workflows.telemetry import publish
    from iam_audit.workflows.trends import past_of

_HOMES = {
    "Access": "access",
    "AlertRun": "alerting",
    "AlertStatus": "alert_standing",
    "Alerting": "alerting",
    "Asking": "planning",
    "Batch": "batches",
    "Entry": "sources",
    "Folder": "sources",
    "Inventory": "inventory",
    "Keeping": "keeping",
    "Line": "preflight",
    "MAX_AGE": "keeping",
    "Merged": "batches",
    "Mock": "sources",
    "OneAccount": "sources",
    "Organization": "sources",
    "PURPOSES": "permissions",
    "Plan": "batches",
    "Preview": "alerting",
    "Progress": "parallel",
    "QUIET": "parallel",
    "Questions": "auditing",
    "Saved": "saving",
    "Source": "sources",
    "Verdict": "preflight",
    "active_accounts": "reading",
    "alert": "alerting",
    "alert_status": "alert_standing",
    "alerting_from": "alerting",
    "announce": "announcing",
    "approve_plan": "plans",
    "ask_in_slack": "approving_in_slack",
    "audit": "auditing",
    "audit_batch": "batches",
    "caller_of": "planning",
    "collect": "saving",
    "creators_of": "creators",
    "decide_in_slack": "approving_in_slack",
    "disable_keys": "disabling",
    "doctor": "preflight",
    "explain": "reading",
    "explain_access": "access",
    "filed_at": "plans",
    "history_at": "histories",
    "history_to_look_at": "histories",
    "journal_at": "journals",
    "journal_to_look_at": "journals",
    "lacks": "plans",
    "ledger_at": "ledgers",
    "ledger_to_look_at": "ledgers",
    "make_plan": "planning",
    "merge": "batches",
    "owners_in": "histories",
    "past_of": "trends",
    "permissions_for": "permissions",
    "plan_batches": "batches",
    "plans_at": "plans",
    "preview": "alerting",
    "preview_channel": "announcing",
    "publish": "telemetry",
    "read_account": "reading",
    "read_with_client": "reading",
    "reject_plan": "plans",
    "rejection_of": "plans",
    "rules_of": "planning",
    "run_stats": "statistics",
    "save_in_history": "histories",
    "send_previews": "announcing",
    "snooze": "alert_standing",
    "take_inventory": "inventory",
    "tell_of_run": "run_events",
    "waivers_in_store": "stored_waivers",
    "wake": "alert_standing",
    "webhooks_called": "run_events",
    "word_of": "plans",
}

__all__ = [
    "MAX_AGE",
    "PURPOSES",
    "QUIET",
    "Access",
    "AlertRun",
    "AlertStatus",
    "Alerting",
    "Asking",
    "Batch",
    "Entry",
    "Folder",
    "Inventory",
    "Keeping",
    "Line",
    "Merged",
    "Mock",
    "OneAccount",
    "Organization",
    "Plan",
    "Preview",
    "Progress",
    "Questions",
    "Saved",
    "Source",
    "Verdict",
    "active_accounts",
    "alert",
    "alert_status",
    "alerting_from",
    "announce",
    "approve_plan",
    "ask_in_slack",
    "audit",
    "audit_batch",
    "caller_of",
    "collect",
    "creators_of",
    "decide_in_slack",
    "disable_keys",
    "doctor",
    "explain",
    "explain_access",
    "filed_at",
    "history_at",
    "history_to_look_at",
    "journal_at",
    "journal_to_look_at",
    "lacks",
    "ledger_at",
    "ledger_to_look_at",
    "make_plan",
    "merge",
    "owners_in",
    "past_of",
    "permissions_for",
    "plan_batches",
    "plans_at",
    "preview",
    "preview_channel",
    "publish",
    "read_account",
    "read_with_client",
    "reject_plan",
    "rejection_of",
    "rules_of",
    "run_stats",
    "save_in_history",
    "send_previews",
    "snooze",
    "take_inventory",
    "tell_of_run",
    "waivers_in_store",
    "wake",
    "webhooks_called",
    "word_of",
]


if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        if name not in _HOMES:
            raise AttributeError(f"module 'iam_audit.workflows' has no attribute '{name}'")
        home = importlib.import_module(f"iam_audit.workflows.{_HOMES[name]}")
        return vars(home)[name]
