"""Words that several models share."""

PRIORITIES = ["P1", "P2", "P3", "P4"]


LINES = ["help_desk", "monitoring", "security"]
