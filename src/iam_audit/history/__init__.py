"""What is remembered of every audit: how things stand, since when, and what changed. The tables are in `store`."""
