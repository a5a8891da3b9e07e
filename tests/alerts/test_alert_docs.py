"""The pages on alerts tell what is so: their examples are accepted, and their receiver knows our requests."""

import re
import tomllib
from pathlib import Path

import messages
import pytest

from builders import NOW
from iam_audit import alerts

PAGE = (Path(__file__).parent.parent.parent / "docs" / "alerts" / "channels.md").read_text(encoding="utf-8")
EXAMPLES = [tomllib.loads(text)["channels"] for text in re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)]


@pytest.mark.parametrize("kind", alerts.kinds())
def test_every_kind_has_an_example(kind):
    assert kind in [next(iter(one.values()))["kind"] for one in EXAMPLES]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: next(iter(one.values()))["kind"])
def test_an_example_is_accepted_as_it_stands(given, example):
    assert alerts.configure(example, given.surroundings)


@pytest.mark.parametrize(
    ("secret", "late", "genuine"),
    [(b"hush-new", 0, True), (b"hush-old", 0, True), (b"wrong", 0, False), (b"hush-new", 600, False)],
)
def test_the_receiver_of_the_page_knows_what_we_signed(given, service, secret, late, genuine):
    receiver: dict = {}
    exec(re.search(r"```python\n(.*?)```", PAGE, re.DOTALL)[1], receiver)
    given.channel(
        "webhook",
        url=service.url,
        allow_networks=["127.0.0.0/8"],
        secret="env:HOOK_SECRET",
        previous_secret="env:HOOK_SECRET_BEFORE",
    ).send(messages.message())

    asked = service.asked[0]
    moment = int(NOW.timestamp()) + late
    assert receiver["genuine"](asked.headers, asked.body, secret, moment) is genuine
