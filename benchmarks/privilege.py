"""`python -m benchmarks.privilege [users] [roles] [policies]`: how long it takes to judge everybody in an account."""

import resource
import sys
import time
from collections import Counter

from benchmarks.invented import NOW, Inventor
from iam_audit.policy import privileges


def main() -> int:
    users, roles, policies = (*map(int, sys.argv[1:4]), *(2000, 2000, 1500)[len(sys.argv) - 1 :])
    account = Inventor().account(users, roles, policies)
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()
    found = privileges(account, NOW)
    spent = time.process_time() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"{users} users, {roles} roles, {policies} policies: {spent:.2f} CPU s")
    print(f"peak {peak >> 10} MiB, of which the account itself {held >> 10} MiB")
    print("upper:", dict(Counter(each.upper.value for each in found.values())))
    print("lower:", dict(Counter(each.lower.value for each in found.values())))
    return 0


if __name__ == "__main__":
    sys.exit(main())
