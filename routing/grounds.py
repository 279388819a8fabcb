"""Whether work is billed to the client, and on what ground. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from routing.states import ConsentStatus


class Ground(StrEnum):
    """Why a line is billed, or not."""

    ACCEPTED = "consent_accepted"  # by a receipt
    SAID_YES = "said_billable"  # by a person, on the entry
    SAID_NO = "said_not_billable"
    COVERED = "covered"
    CONTAIN_ONLY = "contain_only"  # paged by the owner's rule for a client who does not pay for it
    REFUSED = "charge_refused"
    LAPSED = "charge_not_answered"
    WITHDRAWN = "charge_withdrawn"
    OVERTAKEN = "taken_before_an_answer"
    NOT_ASKED = "charge_not_asked"
    NOT_SOLD = "no_call_out_sold"
    BEFORE_CALL = "before_we_phoned"  # what is accepted counts from when we phone the client
    NO_RATE = "no_rate_known"  # somebody says it is billable, and nothing says what an hour costs


BILLED = frozenset({Ground.ACCEPTED, Ground.SAID_YES})
OF_CONSENT = {
    ConsentStatus.ACCEPTED: Ground.ACCEPTED,
    ConsentStatus.REFUSED: Ground.REFUSED,
    ConsentStatus.LAPSED: Ground.LAPSED,
    ConsentStatus.WITHDRAWN: Ground.WITHDRAWN,
    ConsentStatus.OVERTAKEN: Ground.OVERTAKEN,
}


@dataclass(frozen=True, slots=True)
class Case:
    """What decides it. `consent`: how the question that counts ended; None: nobody was asked. `priced`: a rate is known."""

    covered: bool
    contain_only: bool
    consent: ConsentStatus | None
    priced: bool


def ground_of(case: Case, *, said: bool | None) -> Ground:
    """A person's word about an entry wins, then what was accepted, then the plan. Silence is never a yes."""
    if said is not None:
        return _said(case, said)
    if case.consent in OF_CONSENT:
        return OF_CONSENT[case.consent]
    if case.contain_only:
        return Ground.CONTAIN_ONLY
    if case.covered:
        return Ground.COVERED
    return Ground.NOT_ASKED if case.priced else Ground.NOT_SOLD


def _said(case: Case, said: bool) -> Ground:
    if not said:
        return Ground.SAID_NO
    if not case.priced:
        return Ground.NO_RATE
    return Ground.ACCEPTED if case.consent is ConsentStatus.ACCEPTED else Ground.SAID_YES
