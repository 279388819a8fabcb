"""Tables that only grow: the database refuses UPDATE, and DELETE but under `SET LOCAL nightbell.forgetting = 'on'`."""

from django.db import migrations

FUNCTION = """
CREATE OR REPLACE FUNCTION nightbell_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('nightbell.forgetting', true) = 'on' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
"""


def create_function() -> migrations.RunSQL:
    """The migration operation that makes the trigger's function; once, in accounts."""
    return migrations.RunSQL(FUNCTION, "DROP FUNCTION IF EXISTS nightbell_append_only()")


def protect(table: str) -> migrations.RunSQL:
    """The migration operation that makes one table append-only."""
    trigger = f"{table}_append_only"
    return migrations.RunSQL(
        f"CREATE TRIGGER {trigger} BEFORE UPDATE OR DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION nightbell_append_only()",
        f"DROP TRIGGER IF EXISTS {trigger} ON {table}",
    )
