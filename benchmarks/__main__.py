"""`python -m benchmarks`: measure, print, write docs/benchmarks.md; ends with 1 when a limit is broken."""

import sys

from benchmarks import account, page, startup

MOST_CALLS = 330


def main() -> int:
    print("The start ...", flush=True)
    started = startup.measure()
    print(page.startup_table(started))
    print("\nThe account, which takes two to three minutes ...", flush=True)
    loop, audit = account.measure()
    print(page.table(loop, audit))
    page.write(loop, audit, started)
    print(f"\nWritten to {page.PAGE}.")
    broken = [audit.calls >= MOST_CALLS, started.help > started.limit]
    return int(any(broken))


if __name__ == "__main__":
    sys.exit(main())
