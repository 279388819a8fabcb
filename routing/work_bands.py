"""In which bands work lies: by the calendar of the incident's site, else of its client, and by our own."""

from hours.interval import Interval
from routing.models import Incident
from sla.band_runs import Runs, runs_of
from sla.own_calendar import Calendars


def bands_of(incident: Incident, part: Interval, calendars: Calendars) -> dict[str, Runs]:
    """The fields of a work entry. Nobody's incident goes by our own calendar."""
    place = (incident.site and incident.site.calendar_id) or (incident.client and incident.client.calendar_id)
    theirs = calendars.by_id[place] if place else calendars.own
    return {"bands": runs_of(theirs, part), "own_bands": runs_of(calendars.own, part)}
