"""What a run keeps, for whom, and how long."""

import os
import stat
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from builders import NOW, account
from iam_audit import runs
from iam_audit.audit import not_assessed
from iam_audit.errors import InputError, OutputError, UsageError
from iam_audit.model import WORST_FIRST, AccountResult, AccountStatus, Gap, Lazy, Section
from iam_audit.runs import Listed, Manifest
from iam_audit.runs.lock import Lock
from iam_audit.runs.spill import Spill
from iam_audit.settings import Settings

FIRST, SECOND = "111122223333", "123456789012"
HOLDER = """
import sys, time
from pathlib import Path
from iam_audit import runs
runs.resume(Path(sys.argv[1]), "r1", "1")
print("held", flush=True)
sys.stdin.read()
"""


def manifest(**fields):
    values = {
        "id": "r1",
        "began_at": NOW,
        "now": NOW,
        "tool_version": "1",
        "asked": {},
        "settings": Settings(),
    }
    return Manifest(**(values | fields))


def result(account_id=SECOND, **fields):
    values = {"account": account(id=account_id), "status": AccountStatus.ASSESSED}
    return AccountResult(**(values | fields))


@pytest.fixture
def root(tmp_path):
    return tmp_path / "state" / "runs"


@pytest.fixture
def run(root):
    begun = runs.begin(root, manifest())
    yield begun
    begun.leave()


def shard(run, account_id=SECOND):
    return run.folder / "accounts" / f"{account_id}.shard"


# What is kept


def test_what_is_put_is_held_with_the_moment_it_was_read(run):
    gap = Gap(section=Section.MFA_DEVICES, reason="denied", code="AccessDenied")
    run.put(result(gaps=(gap,), reason="why", status=AccountStatus.PARTIAL), NOW)

    held, at = run.held(SECOND)

    assert (held.gaps, held.reason, held.status, at) == ((gap,), "why", AccountStatus.PARTIAL, NOW)
    assert run.held(FIRST) is None
    assert run.kept == 1


def test_a_later_result_takes_the_place_of_an_earlier_one(run):
    run.put(result(reason="old"), NOW)
    run.put(result(reason="new"), NOW + timedelta(hours=1))

    held, at = run.held(SECOND)
    assert (held.reason, at) == ("new", NOW + timedelta(hours=1))


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda data: b"", id="empty"),
        pytest.param(lambda data: data[:-5], id="cut off"),
        pytest.param(lambda data: data.partition(b"\n")[0], id="without its parts"),
        pytest.param(lambda data: b"\0" * len(data), id="zeros"),
        pytest.param(lambda data: data[:-30] + b"\xff" + data[-29:], id="one byte"),
        pytest.param(lambda data: data.replace(b'"version":2', b'"version":9'), id="of another version"),
        pytest.param(lambda data: data.replace(b'"gaps":1', b'"gaps":2', 1), id="with another count"),
    ],
)
def test_a_damaged_file_counts_as_nothing(run, damage):
    run.put(result(gaps=(Gap(section=Section.MFA, reason="x"),)), NOW)
    shard(run).write_bytes(damage(shard(run).read_bytes()))

    assert run.held(SECOND) is None


def test_a_file_that_goes_while_it_is_read_is_an_error_that_says_what_to_do(run):
    run.put(result(), NOW)
    (only,) = run.shelf([SECOND], {})
    shard(run).unlink()

    with pytest.raises(InputError, match=r"damaged or gone; resume the run"):
        tuple(only.findings)
    with pytest.raises(InputError, match=r"damaged or gone"):
        run.shelf([SECOND], {})[0]


def test_a_shelf_is_ordered_by_id_whatever_was_put_first(run):
    run.put(result(SECOND), NOW)
    run.put(result(FIRST), NOW)
    third = not_assessed(account(id="444455556666"), "denied")

    shelf = run.shelf([SECOND, FIRST], {"444455556666": third})

    assert [one.account.id for one in shelf] == [FIRST, SECOND, "444455556666"]
    assert len(shelf) == 3
    assert shelf[-1] == third


def test_only_the_owner_can_look_into_a_run(run, root):
    run.put(result(), NOW)

    modes = {stat.S_IMODE(path.stat().st_mode) for path in run.folder.rglob("*")}
    assert modes == {0o600, 0o700}
    assert stat.S_IMODE(root.stat().st_mode) == stat.S_IMODE(run.folder.stat().st_mode) == 0o700


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full disk here")
def test_a_full_disk_is_an_error_and_loses_nothing_that_was_kept(run, monkeypatch):
    run.put(result(FIRST), NOW)
    full = os.open("/dev/full", os.O_WRONLY)
    monkeypatch.setattr("tempfile.mkstemp", lambda **_: (full, str(run.folder / "none")))

    with pytest.raises(OutputError, match=r"No space left on device"):
        run.put(result(SECOND), NOW)
    assert run.held(FIRST)


def test_without_room_to_put_things_in_order_the_error_says_so(run, tmp_path):
    shelf = run.shelf([], {SECOND: not_assessed(account(), "denied")})
    spill = Spill(tmp_path / "gone" / "findings")
    spill.put((1,), "item")
    run.remove()

    with pytest.raises(OutputError, match=r"could not be written: No such file"):
        shelf.ordered(WORST_FIRST)
    with pytest.raises(OutputError, match=r"could not be written: No such file"):
        spill.close(str)


def test_what_was_put_in_order_and_is_gone_is_an_error_that_says_what_to_do(tmp_path):
    spill = Spill(tmp_path / "findings")
    spill.put((1,), "item")
    found = spill.close(str)
    (tmp_path / "findings").unlink()

    with pytest.raises(InputError, match=r"resume the run to write the report again"):
        tuple(found)


def test_a_lock_that_cannot_be_made_is_an_error(tmp_path):
    with pytest.raises(OutputError, match=r"could not be written"):
        Lock(tmp_path / "gone" / "lock").take()


# Begin, resume, clean


def test_a_run_is_found_by_its_id_and_by_last(root, run):
    listed = Listed(caller=SECOND, accounts=(account(id=FIRST),))
    run.list(listed)
    run.leave()
    later = runs.begin(root, manifest(id="r2", began_at=NOW + timedelta(hours=1)))
    later.leave()

    again = runs.resume(root, "r1", "1")
    last = runs.resume(root, "last", "1")

    assert (again.manifest, again.listed()) == (manifest(), listed)
    assert (last.id, last.listed()) == ("r2", None)
    again.leave()
    last.leave()


@pytest.mark.parametrize("wrong", ["r11", "../r1", "last"])
def test_a_run_that_is_not_there_is_refused(root, wrong):
    with pytest.raises(UsageError, match=r"There is no run '.*' in .*There is none\. See: iam-audit audit"):
        runs.resume(root, wrong, "1")


def test_the_nearest_run_is_named(root, run):
    with pytest.raises(UsageError, match=r"Did you mean 'r1'\?"):
        runs.resume(root, "r12", "1")
    with pytest.raises(UsageError, match=r"The last one is r1\."):
        runs.resume(root, "zzzz", "1")


def test_a_run_of_another_version_is_refused_and_left_free(root, run):
    run.leave()
    with pytest.raises(UsageError, match=r"begun with iam-audit 1, and this is 2"):
        runs.resume(root, "r1", "2")

    runs.resume(root, "r1", "1").leave()


def test_a_damaged_manifest_is_refused(root, run):
    run.leave()
    (run.folder / "run.json").write_text("{")

    with pytest.raises(UsageError, match=r"damaged, so the run cannot be resumed"):
        runs.resume(root, "r1", "1")
    assert runs.known(root) == ()


def test_a_run_that_somebody_works_on_is_refused_and_not_cleaned(root, run):
    with pytest.raises(UsageError, match=r"Run r1 is being worked on by another process"):
        runs.resume(root, "r1", "1")
    runs.clean(root, NOW + timedelta(days=9))
    run.leave()

    runs.resume(root, "r1", "1").leave()


def test_the_lock_of_a_process_that_was_killed_is_free(root, run):
    run.leave()
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, root], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with holder:
        holder.stdout.readline()
        with pytest.raises(UsageError, match=r"being worked on"):
            runs.resume(root, "r1", "1")
        holder.kill()

    runs.resume(root, "r1", "1").leave()


def test_old_runs_are_removed_and_young_ones_are_not(root, run):
    run.leave()
    runs.begin(root, manifest(id="r2", began_at=NOW + timedelta(days=1))).leave()

    runs.clean(root, NOW + timedelta(hours=1))

    assert [one.id for one in runs.known(root)] == ["r2"]


def test_a_run_that_is_removed_is_gone(root, run):
    run.remove()

    assert list(root.iterdir()) == []


def test_what_comes_in_after_a_run_was_removed_does_not_bring_it_back(run, root):
    run.remove()
    run.put(result(), NOW)

    assert not list(root.iterdir())


@pytest.mark.parametrize("told", ["../precious", "r2"])
def test_only_the_folder_of_an_old_run_is_removed_whatever_it_says_its_id_is(root, told):
    (root.parent / "precious").mkdir(parents=True)
    runs.begin(root, manifest(id="r2", began_at=NOW + timedelta(days=9))).leave()
    runs.begin(root, manifest()).leave()
    written = root / "r1" / "run.json"
    written.write_text(written.read_text().replace('"r1"', f'"{told}"'))
    runs.clean(root, before=NOW + timedelta(days=1))

    assert (root.parent / "precious").is_dir()
    assert [one.name for one in root.iterdir()] == ["r2"]


def test_a_place_that_cannot_hold_runs_is_an_error(tmp_path):
    (tmp_path / "file").write_text("x")

    with pytest.raises(OutputError, match=r"could not be written"):
        runs.begin(tmp_path / "file", manifest())


def test_two_runs_of_one_id_do_not_meet(root, run):
    with pytest.raises(OutputError, match=r"File exists"):
        runs.begin(root, manifest())


def test_ids_sort_by_time():
    assert runs.new_id(NOW, "ab") == "20260319-120000-ab"


# Lazy sequences


def test_a_lazy_sequence_is_a_sequence():
    lazy = Lazy(lambda: iter("abc"))

    assert (lazy[0], lazy[-1], lazy[1:], len(lazy), bool(lazy)) == ("a", "c", ("b", "c"), 3, True)
    assert lazy == ("a", "b", "c")
    assert hash(lazy) == hash(("a", "b", "c"))
    assert lazy != "abd"
    assert not Lazy(lambda: iter(()))
    assert not Lazy(lambda: iter(()), 0)
    with pytest.raises(IndexError):
        lazy[3]
