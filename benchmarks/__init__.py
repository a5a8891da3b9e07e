"""What the tool costs, measured: calls to AWS and time. Run with `make bench`; writes docs/benchmarks.md."""
