"""What goes wrong at the start, in words that say what to do."""


class StackError(Exception):
    """The stack can't start or can't go on; the text is shown to the person as it is."""
