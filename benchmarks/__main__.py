"""`python -m benchmarks [NAME ...]`: measure all or what is named, print it, and put it on docs/benchmarks.md.

Ends with 1 when a limit is broken.
"""

import sys
from collections.abc import Callable, Mapping
from types import MappingProxyType

from benchmarks import (
    account,
    alerts,
    api,
    dashboard,
    engine,
    faults,
    history,
    judging,
    memory,
    organization,
    page,
    resume,
    startup,
)
from benchmarks.section import Section

ALL: Mapping[str, Callable[[], Section]] = MappingProxyType(
    {
        "startup": startup.measure,
        "account": account.measure,
        "organization": organization.measure,
        "engine": engine.measure,
        "faults": faults.measure,
        "memory": memory.measure,
        "resume": resume.measure,
        "judging": judging.measure,
        "alerts": alerts.measure,
        "history": history.measure,
        "api": api.measure,
        "dashboard": dashboard.measure,
    }
)


def main(names: list[str]) -> int:
    """Measure what is named, or all."""
    if strange := set(names) - set(ALL):
        raise SystemExit(f"There is no benchmark {', '.join(sorted(strange))}. Known: {', '.join(ALL)}.")
    sections = []
    for name in names or ALL:
        print(f"{name} ...", flush=True)
        sections.append(ALL[name]())
        print(sections[-1], flush=True)
    page.write(sections)
    print(f"Written to {page.PAGE}.")
    return int(any(not limit.kept for section in sections for limit in section.limits))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
