"""Door 1: the command line. Flags become one call of a workflow; what comes back, text and a number."""
