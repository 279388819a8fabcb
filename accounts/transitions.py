"""State machines held by the database: an AFTER UPDATE trigger generated from the table in code.

Not BEFORE: that makes PostgreSQL lock a row as if its key changed whenever the key is among the columns that are set, as
it is when a whole row is saved; whatever refers to the row then waits until the transaction ends.
"""

from collections.abc import Iterable, Mapping

from django.db import migrations

Transitions = Mapping[str, Iterable[str]]


def guard(table: str, column: str, transitions: Transitions) -> migrations.RunSQL:
    """The migration operation that refuses any change of `column` that `transitions` does not list.

    `transitions` maps a state to the states it may become; staying the same is always allowed.
    """
    pairs = [f"('{old}','{new}')" for old, news in transitions.items() for new in news]
    allowed = f"(OLD.{column}, NEW.{column}) IN ({', '.join(pairs)})" if pairs else "false"
    name = f"{table}_{column}_moves"
    return migrations.RunSQL(
        f"""
        CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF OLD.{column} IS DISTINCT FROM NEW.{column} AND NOT ({allowed}) THEN
                RAISE EXCEPTION '{table}.{column} cannot go from % to %', OLD.{column}, NEW.{column}
                    USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        END $$;
        {_trigger(table, column)}
        """,
        f"DROP TRIGGER IF EXISTS {name} ON {table}; DROP FUNCTION IF EXISTS {name}();",
    )


def guard_afterwards(table: str, column: str) -> migrations.RunSQL:
    """The migration operation for a `guard` that may have been made to look before an update."""
    drop = f"DROP TRIGGER IF EXISTS {table}_{column}_moves ON {table};"
    return migrations.RunSQL(f"{drop} {_trigger(table, column)}", migrations.RunSQL.noop)


def _trigger(table: str, column: str) -> str:
    name = f"{table}_{column}_moves"
    return (
        f"CREATE TRIGGER {name} AFTER UPDATE OF {column} ON {table} FOR EACH ROW"
        f" WHEN (OLD.{column} IS DISTINCT FROM NEW.{column}) EXECUTE FUNCTION {name}();"
    )


def linked(*, table: str, column: str, parent: str) -> migrations.RunSQL:
    """The migration operation for a composite foreign key (organization_id, column) -> parent (organization_id, id).

    A row can then never point into another organization. The parent needs a unique (organization_id, id).
    """
    name = f"{table}_{column}_in_organization"
    return migrations.RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY (organization_id, {column})"
        f" REFERENCES {parent} (organization_id, id) DEFERRABLE INITIALLY DEFERRED",
        f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}",
    )
