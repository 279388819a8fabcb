"""Each entry of work keeps its runs by the client's calendar and by ours. What is there already gets those of today."""

from itertools import groupby

from django.db import migrations, models

from hours.interval import Interval
from sla.band_runs import runs_of
from sla.own_calendar import calendars_of

AT_ONCE = 1000
# The trigger that lets nothing be rewritten stands aside for the one time.
FILL = "ALTER TABLE routing_workentry {} TRIGGER routing_workentry_kept"
WHOLE = """
CREATE FUNCTION routing_work_lies_in_bands() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    minutes integer := extract(epoch FROM NEW.ended_at - NEW.started_at) / 60;
BEGIN
    IF minutes = (SELECT sum((run ->> 1)::integer) FROM jsonb_array_elements(NEW.bands) run)
       AND minutes = (SELECT sum((run ->> 1)::integer) FROM jsonb_array_elements(NEW.own_bands) run) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the bands of work add up to its minutes' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER routing_workentry_lies_in_bands AFTER INSERT ON routing_workentry
    FOR EACH ROW EXECUTE FUNCTION routing_work_lies_in_bands();
"""


def fill(apps, schema_editor):
    entries = apps.get_model("routing", "WorkEntry").objects
    for organization in apps.get_model("accounts", "Organization").objects.all():
        rows = entries.filter(organization=organization).select_related("incident__client", "incident__site")
        rows = rows.order_by("started_at").iterator(chunk_size=AT_ONCE)
        for _year, of_year in groupby(rows, lambda row: row.started_at.year):
            whole = list(of_year)
            calendars = calendars_of(organization, around=whole[0].started_at)
            for row in whole:
                client, site = row.incident.client, row.incident.site
                place = (site and site.calendar_id) or (client and client.calendar_id)
                part = Interval(row.started_at, row.ended_at)
                row.own_bands = runs_of(calendars.own, part)
                row.bands = runs_of(calendars.by_id[place], part) if place else row.own_bands
            entries.bulk_update(whole, ["bands", "own_bands"], batch_size=AT_ONCE)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0014_night_mail"),
        ("routing", "0027_spoken_language"),
        ("sla", "0014_clients_whole"),
    ]

    operations = [
        migrations.AddField(model_name="workentry", name="bands", field=models.JSONField(null=True)),
        migrations.AddField(model_name="workentry", name="own_bands", field=models.JSONField(null=True)),
        migrations.RunSQL(FILL.format("DISABLE"), FILL.format("ENABLE")),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunSQL(FILL.format("ENABLE"), FILL.format("DISABLE")),
        migrations.AlterField(model_name="workentry", name="bands", field=models.JSONField()),
        migrations.AlterField(model_name="workentry", name="own_bands", field=models.JSONField()),
        migrations.RunSQL(WHOLE, "DROP FUNCTION IF EXISTS routing_work_lies_in_bands() CASCADE"),
    ]
