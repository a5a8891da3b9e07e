"""What the machine that makes the one report fetches of what the others kept."""

from watching import MANAGEMENT, READER, SECOND, THIRD

from builders import NOW
from iam_audit.checks import configure
from iam_audit.shards import Run
from iam_audit.workflows import Organization, Questions, audit, audit_batch, merge, plan_batches
from simulated_aws import SimulatedAws
from simulated_neighbours import ORGANIZATION

ASKED = Questions(checks=[one for one in configure({}) if one.id == "principal-privesc-effective"])


class Memory:
    """A store that remembers what it was asked for."""

    def __init__(self):
        self.kept = {}
        self.asked = []

    def put(self, name, data, media_type):
        self.kept[name] = data

    def get(self, name):
        self.asked.append(name)
        return self.kept.get(name)


def whole_accounts(names):
    return {name for name in names if "/neighbours/" in name and name.endswith(".json.gz")}


def test_whole_accounts_are_fetched_only_where_others_let_somebody_in(lead_to):
    store = Memory()
    run = Run(store, "r1")
    with SimulatedAws(accounts=3, users=1, **ORGANIZATION) as server:
        source = Organization(aws=lead_to(server), entry=READER)
        plan = plan_batches(source, run, NOW, size=2)
        for batch in plan.batches:
            audit_batch(source, batch, ASKED, plan.now, run, lambda: True)
        store.asked.clear()
        merged = merge(plan, ASKED, run)
        plain = audit(source, ASKED, NOW)

    home = "runs/r1/neighbours"
    assert whole_accounts(store.kept) == {f"{home}/{one}.json.gz" for one in (MANAGEMENT, THIRD, SECOND)}
    assert whole_accounts(store.asked) == {f"{home}/{one}.json.gz" for one in (THIRD, SECOND)}
    assert merged.result.findings == plain.findings
