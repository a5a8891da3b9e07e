"""Keeps the result of an audit in the history."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from iam_audit import clock, workflows
from iam_audit.audience import owner_rules
from iam_audit.cli.alert_channels import url_of_store
from iam_audit.cli.history_text import changed_words
from iam_audit.cli.talk import Talk, complain
from iam_audit.model import AuditResult
from iam_audit.settings import Settings

if TYPE_CHECKING:
    from iam_audit.history.saving import Saved


def saving_in(settings: Settings) -> Callable[[AuditResult, Talk], None]:
    """Open the store once, so that one that cannot be used is refused before AWS is asked."""
    url, rules = url_of_store(settings), owner_rules(settings.alerts)
    with workflows.history_at(url):
        pass

    def save(result: AuditResult, talk: Talk) -> None:
        with workflows.history_at(url) as history:
            _tell(workflows.save_in_history(history, result, rules, clock.now()), talk)

    return save


def _tell(saved: "Saved", talk: Talk) -> None:
    if not saved.new:
        talk.say(f"This audit is saved already, as run {saved.run.number}.")
        return
    talk.say(f"Saved as run {saved.run.number}: {changed_words(saved.run.changes)}.")
    if saved.outdated:
        complain(
            f"a later audit of {len(saved.outdated)} of the accounts is saved already, so what this one says of them "
            f"was left out: {', '.join(saved.outdated[:5])}{' ...' if len(saved.outdated) > 5 else ''}"
        )
