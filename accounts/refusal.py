"""How an action says no: which field, and what would be right."""


class Refused(Exception):
    """What was asked can't be done; `errors` maps a field to words a person can act on."""

    def __init__(self, **errors: str) -> None:
        super().__init__("; ".join(errors.values()))
        self.errors = errors
