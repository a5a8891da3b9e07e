"""Other systems hear of saved audits that changed something: one signed event each."""

import hashlib
import hmac

import pytest

from alert_surroundings import places, surroundings
from history_builders import NOW, access_key, judged, result, save, user
from http_services import Service, reply, serving
from iam_audit.audience import plan_of
from iam_audit.errors import SettingsError
from iam_audit.history.history import History
from iam_audit.settings import Settings
from iam_audit.store import open_store
from iam_audit.workflows import tell_of_run, webhooks_called


@pytest.fixture
def history(tmp_path):
    with open_store(f"sqlite:///{tmp_path}/store.sqlite") as store:
        yield History(store)


def saved(history, *keys, run_id="run-1"):
    return save(history, result(judged(NOW, access_keys=keys, users=(user("alice"),))), run_id)


def hooks(service, *names):
    channels = {name: dict(one) for name, one in places(hook=f"{service.url}/hook").items()}
    return webhooks_called(plan_of(Settings(channels=channels), surroundings()), names or ("hook",))


def test_an_audit_that_changed_something_is_one_signed_event(history):
    with serving(Service()) as service:
        told = tell_of_run(
            saved(history, access_key(age_days=400)), hooks(service), "https://audit.example.com/"
        )
        (asked,) = service.asked

    event = asked.json
    stamp = asked.headers["X-Iam-Audit-Timestamp"].encode()
    signed = hmac.new(b"hush", stamp + b"." + asked.body, hashlib.sha256).hexdigest()
    assert told == ()
    assert asked.headers["X-Iam-Audit-Signature"] == f"v1={signed}"
    assert (event["kind"], event["key"], event["run"]["number"]) == ("run-saved", "run-saved-run-1", 1)
    assert event["changes"]["new"] == sum(event["open"].values()) > 0
    assert event["link"] == "https://audit.example.com/api/v1/runs/run-1"


def test_an_audit_that_changed_nothing_or_was_saved_before_is_none(history):
    with serving(Service()) as service:
        saved(history, access_key(age_days=400))
        again = saved(history, access_key(age_days=400))
        same = saved(history, access_key(age_days=400), run_id="run-2")
        tell_of_run(again, hooks(service))
        tell_of_run(same, hooks(service))

    assert service.asked == []


def test_a_receiver_that_fails_is_named(history):
    with serving(Service(usual=lambda asked: reply(400))) as service:
        (why,) = tell_of_run(saved(history, access_key(age_days=400)), hooks(service))

    assert why.startswith("hook could not be told of the saved audit:")


@pytest.mark.parametrize("name", ["nobody", "team"])
def test_what_is_no_webhook_is_refused(name):
    with serving(Service()) as service, pytest.raises(SettingsError, match=f"no channel '{name}'"):
        hooks(service, name)
