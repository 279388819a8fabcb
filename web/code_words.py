"""What is said of a code that did not prove anything; the page it stands on offers a new one."""

from django.utils.translation import gettext as _

from delivery.actions.verify import Check, Checked


def wrong_code(checked: Checked) -> str:
    match checked.result:
        case Check.WRONG:
            return _("That is not the code. Tries left: %(left)s.") % {"left": checked.tries_left}
        case Check.TOO_MANY_TRIES:
            return _("Too many tries. Have a new code sent.")
    return _("The code is too old, or it was used. Have a new one sent.")
