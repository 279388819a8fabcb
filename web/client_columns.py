"""What each column of the clients' table holds, in the order in which it is written."""

from django.utils.translation import gettext_lazy as _

from sla import client_file as file

COLUMN_WORDS = {
    file.NAME: _("The client's name. Several lines with one name are one client with several contacts."),
    file.CODE: _("Short, for tools and addresses. Empty: it is made from the name."),
    file.ZONE: _("Where they work, such as America/New York. Empty: your own zone."),
    file.TIER: _("What they are promised, by the tier's name. Empty: nothing is agreed yet."),
    file.NOTE: _("What whoever is paged must know. It stands on top of every incident."),
    file.ALIASES: _("What monitoring tools call them, with | between two."),
    file.CONTACT: _("Somebody of theirs; the columns on contacts are about this person."),
    file.PHONE: _("A number that rings directly."),
    file.MAIL: _("A mail address."),
    file.MAY_REPORT: _("yes or no: they may report for the client. Empty: yes."),
    file.MAY_APPROVE: _("yes or no: they may approve charges outside the agreement. Empty: no."),
    file.IS_TOLD: _("yes or no: they are told when something happens. Empty: no."),
    file.GETS_BILLS: _("yes or no: they get the receipt by mail when a charge is accepted. Empty: no."),
    file.VIP: _("yes or no: what they report is marked for whoever is paged. Empty: no."),
    file.TITLE: _("What they do there, such as Office manager."),
    file.LINKS: _("Their documentation: a title and an https address each, with | between two."),
    file.IDS: _("What your sources call them, such as Datto RMM: 4711, with | between two."),
    file.PRIVATE: _("yes or no: with yes, a call says the client's name only after a key was pressed."),
    file.LEVEL: _(
        "junior, regular or senior: whoever is on call below that level is paged together with somebody who has it."
        " Empty: anybody where there is a runbook, else a senior."
    ),
    file.SITES: _(
        "Their places, such as Clinic East (America/Chicago): 12 Main St, with | between two. The zone only where it is"
        " another than the client's, the address only if you like."
    ),
}
