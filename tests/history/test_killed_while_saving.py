"""A program that is killed while it saves loses nothing that it has reported, and leaves nothing half done."""

import subprocess
import sys
import time

import pytest
from sqlalchemy import func, select

from iam_audit.history.history import History
from iam_audit.history.tables import EVENT, FINDING
from iam_audit.store import open_store

SAVING = """
import sys
from datetime import timedelta
import msgspec
sys.path.insert(0, sys.argv[2])
from history_builders import NOW, bare, judged, result, save
from iam_audit.history.history import History
from iam_audit.model import CheckCount
from iam_audit.store import open_store

base = msgspec.structs.replace(judged(), counts=(CheckCount(check_id="made-up", examines="roles", examined=1),))
some = [tuple(bare(n) for n in range(start, start + 600)) for start in (0, 300)]
history = History(open_store(sys.argv[1]))
print("ready", flush=True)
for day in range(1000):
    account = msgspec.structs.replace(base, findings=some[day % 2])
    saved = save(history, result(account, at=NOW + timedelta(days=day)))
    print(saved.run.number, flush=True)
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/store.sqlite"
    return request.getfixturevalue("new_database")(f"killed_{int(request.getfixturevalue('seconds') * 1000)}")


@pytest.mark.parametrize("seconds", [0.01, 0.06])
def test_what_was_reported_is_there_and_the_rest_is_whole_or_not_there(url, seconds, request):
    open_store(url).close()
    tests = str(request.config.rootpath / "tests")
    command = [sys.executable, "-c", SAVING, url, tests]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout.readline() == "ready\n"
        reported = [running.stdout.readline()]
        time.sleep(seconds)  # somewhere in the middle of another one
        running.kill()
        reported += running.stdout.readlines()
    last = max(int(line) for line in reported if line.strip())

    with open_store(url) as store:
        runs = History(store).runs(1000)
        with store.reading() as connection:
            noticed = dict(connection.execute(select(EVENT.c.run, func.count()).group_by(EVENT.c.run)).all())
            there = connection.execute(select(func.count()).select_from(FINDING)).scalar()

    assert [run.number for run in reversed(runs)] == list(range(1, len(runs) + 1))
    assert len(runs) in (last, last + 1)
    for run in runs:
        changed = run.changes.new + run.changes.fixed + run.changes.returned
        assert noticed.pop(run.number) == changed, f"run {run.number} is torn"
    assert noticed == {}
    assert there == (600 if len(runs) == 1 else 900)
