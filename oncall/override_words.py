"""An override in one sentence."""

from django.utils.translation import gettext as _

from oncall.models import Override, OverrideKind


def override_words(row: Override) -> str:
    """Bob for Alice; Carol too; without Dave; only Alice, Bob. Its people must be loaded."""
    if row.kind == OverrideKind.REPLACE:
        return _("%(stand_in)s for %(subject)s") % {"stand_in": row.stand_in, "subject": row.subject}
    if row.kind == OverrideKind.ADD:
        return _("%(subject)s too") % {"subject": row.subject}
    if row.kind == OverrideKind.REMOVE:
        return _("without %(subject)s") % {"subject": row.subject}
    return _("only %(people)s") % {"people": ", ".join(str(person.member) for person in row.people.all())}
