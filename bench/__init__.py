"""How fast it is: one table, ratios within one run, bare probes beside what they are compared with."""
