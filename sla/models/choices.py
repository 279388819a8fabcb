"""Words that several models share."""

LINES = ("help_desk", "monitoring", "security")


BANDS = ("business_hours", "after_hours", "weekend", "holiday")


PRIORITIES = ("P1", "P2", "P3", "P4")


OUTCOMES = ("page", "queue", "consent")
