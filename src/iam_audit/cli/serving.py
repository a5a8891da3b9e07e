"""Starts the server, once its flags are understood."""

import gc
import os
import secrets
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from iam_audit import clock, workflows
from iam_audit.audience import owner_rules
from iam_audit.cli.alert_channels import url_of_store
from iam_audit.cli.asked import Asked
from iam_audit.cli.endings import FINE
from iam_audit.cli.reach import connection, new_mark, source
from iam_audit.cli.talk import Talk, complain
from iam_audit.errors import UsageError
from iam_audit.settings import Settings
from iam_audit.store import open_store
from iam_audit.workflows import Progress
from iam_audit.workflows.judging import questions

if TYPE_CHECKING:
    from iam_audit.store.database import Store
    from iam_audit.web.provider import Provider

MISSING = "The server needs '{name}', which is not installed. Install iam-audit[server]."
OFTEN = (200_000, 50, 50)
"""How much a server makes before Python looks for garbage: it lives for months, and each answer leaves some."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where to listen."""

    host: str
    port: int
    certificate: Path | None = None
    key: Path | None = None


def run(asked: Asked, settings: Settings, place: Place, talk: Talk) -> int:
    """Serve until somebody says stop."""
    if (place.certificate is None) != (place.key is None):
        raise UsageError("--tls-certificate and --tls-key go together.")
    asked.refuse_contradictions(role_known=bool(settings.organization.role))
    try:
        from iam_audit.web.serving import Certificate, listen, serve
    except ModuleNotFoundError as error:
        raise UsageError(MISSING.format(name=error.name)) from error
    from iam_audit.access.tokens import Tokens
    from iam_audit.cli.demonstrating import demo
    from iam_audit.cli.evidence_desk import place_of_key
    from iam_audit.cli.evidence_serving import Packer, place_of_packs
    from iam_audit.web.desk import Desk
    from iam_audit.web.gate import gate_for
    from iam_audit.web.jobs import Jobs

    certificate = (
        Certificate(chain=place.certificate, key=place.key) if place.certificate and place.key else None
    )
    with ExitStack() as stack:
        shown = stack.enter_context(demo()) if asked.mock else None
        store = shown.store if shown else stack.enter_context(open_store(url_of_store(settings)))
        settings = shown.settled(settings) if shown else settings
        at = shown.clock if shown else clock.now
        listener = stack.enter_context(listen(place.host, place.port))
        can_sign_in = settings.web.with_oidc or Tokens(store).any_works(at())
        gate = gate_for(
            place.host,
            listener.getsockname()[1],
            settings.web,
            secrets.token_bytes(32),
            can_sign_in=can_sign_in,
            with_tls=certificate is not None,
        )
        desk = Desk(
            store=store,
            settings=settings,
            clock=at,
            gate=gate,
            jobs=Jobs(shown.audit if shown else _audits(asked, settings, store), at),
            demo=shown is not None,
            provider=_provider(settings, gate.url) if settings.web.with_oidc else None,
            slack_secret=_secret(settings, settings.remediate.slack_signing_secret),
            evidence=Packer(
                asked=asked,
                settings=settings,
                store=store,
                clock=at,
                key=shown.folder / "evidence-key.pem" if shown else place_of_key(settings),
                folder=shown.folder / "evidence" if shown else place_of_packs(settings),
            ).shelf(),
        )
        talk.say(
            f"{gate.url} - {'for this machine alone' if gate.local else 'with sign-in'}. Ctrl-C ends it."
        )
        gc.set_threshold(*OFTEN)
        serve(desk, listener, certificate)
    return FINE


def _audits(asked: Asked, settings: Settings, store: "Store") -> Callable[[Progress], str]:
    """Return what audits the accounts that were asked for, and saves that. Refuses wrong settings at once."""
    from iam_audit.cli.saving import telling
    from iam_audit.history.history import History
    from iam_audit.waivers.sql import SqlWaivers

    waivers, history, rules = SqlWaivers(store), History(store), owner_rules(settings.alerts)
    tell_others = telling(asked, settings)
    questions(settings, clock.now())

    def audit(progress: Progress) -> str:
        now = clock.now()
        where_from = source(asked, settings, mark=new_mark())
        asking = questions(settings, now, stored=waivers.for_audit(now))
        result = workflows.audit(where_from, asking, now, progress)
        saved = workflows.save_in_history(history, result, rules, clock.now())
        for line in tell_others(saved):
            complain(line)
        return saved.run.id

    return audit


def _provider(settings: Settings, url: str) -> "Provider":
    """Return the provider of the settings; its secret is looked up when somebody signs in."""
    from iam_audit.web.provider import Provider

    return Provider(settings.web, url, _secret(settings, settings.web.oidc_client_secret), clock.now)


def _secret(settings: Settings, named: str | None) -> Callable[[], str | None]:
    """Return what looks a secret up when it is needed."""
    if named is None:
        return lambda: None
    from iam_audit.alerts import Secrets

    aws = cache(partial(connection, Asked(), settings))
    known = Secrets(os.environ, lambda service, region: aws().client(service, region))
    return lambda: known.look_up(named)
