"""Keeps the result of an audit in the history, and tells other systems when it changed anything."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from iam_audit import clock, workflows
from iam_audit.audience import owner_rules
from iam_audit.cli.alert_channels import alerting_of, url_of_store
from iam_audit.cli.asked import Asked
from iam_audit.cli.history_text import changed_words
from iam_audit.cli.talk import Talk, complain
from iam_audit.model import AuditResult
from iam_audit.settings import Settings

if TYPE_CHECKING:
    from iam_audit.history.saving import Saved
    from iam_audit.reports.base import Past


def saving_in(
    asked: Asked, settings: Settings, *, looks_back: bool
) -> "Callable[[AuditResult, Talk], Past | None]":
    """Open the store once, so that one that cannot be used is refused before AWS is asked.

    What is returned saves a result, and tells how things moved up to it if somebody looks back.
    """
    url, rules = url_of_store(settings), owner_rules(settings.alerts)
    tell_others = telling(asked, settings)
    with workflows.history_at(url):
        pass

    def save(result: AuditResult, talk: Talk) -> "Past | None":
        with workflows.history_at(url) as history:
            saved = workflows.save_in_history(history, result, rules, clock.now())
            _tell(saved, talk)
            for line in tell_others(saved):
                complain(line)
            return workflows.past_of(history, saved.run) if looks_back else None

    return save


def telling(asked: Asked, settings: Settings) -> "Callable[[Saved], tuple[str, ...]]":
    """Return what tells the webhooks of the settings of a saved run, and returns who could not be told, and why.

    Raises SettingsError where there is no such webhook.
    """
    if not settings.store.webhooks:
        return lambda _: ()
    alerting = alerting_of(asked, settings, clock.now)
    webhooks = workflows.webhooks_called(alerting, settings.store.webhooks)
    return lambda saved: workflows.tell_of_run(saved, webhooks, settings.web.url or "")


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
