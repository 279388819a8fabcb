"""Words that several models share."""

LINES = ("help_desk", "monitoring", "security")


STEP_ROLES = ("on_call", "senior", "backup", "desk", "manager", "owner", "partner", "contact")


BANDS = ("business_hours", "after_hours", "weekend", "holiday")


PRIORITIES = ("P1", "P2", "P3", "P4")


OUTCOMES = ("page", "queue", "consent")
