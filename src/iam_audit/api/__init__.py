"""The Python door: plain functions with plain dictionaries, for scripts and notebooks."""
