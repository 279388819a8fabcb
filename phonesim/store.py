"""The simulator's memory over a restart: every record as one JSON document in a SQLite file (WAL)."""

import json
import sqlite3
import threading
from dataclasses import asdict
from pathlib import Path
from typing import Any

from phonesim.records import Record

LAYOUT = 1  # of the documents: a file of another layout is left where it is, and a new one begun
WRITE = (
    "INSERT INTO record VALUES (?, ?, ?) ON CONFLICT (kind, key) DO UPDATE SET document = excluded.document"
)


class Store:
    """One connection, guarded by a lock; `kind` is the record's class by name."""

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._lock = threading.Lock()
        self._base = sqlite3.connect(
            directory / f"phonesim-{LAYOUT}.sqlite3", check_same_thread=False, isolation_level=None, timeout=5
        )
        self._base.execute("PRAGMA journal_mode=WAL")
        self._base.execute("PRAGMA synchronous=NORMAL")
        self._base.execute(
            "CREATE TABLE IF NOT EXISTS record (kind TEXT, key TEXT, document TEXT NOT NULL, PRIMARY KEY (kind, key))"
        )

    def put(self, record: Record) -> None:
        """Write a record, new or changed."""
        self.put_document(type(record).__name__, record.key, asdict(record))

    def put_document(self, kind: str, key: str, document: dict[str, Any]) -> None:
        with self._lock:
            self._base.execute(WRITE, (kind, key, json.dumps(document)))

    def drop(self, record: Record) -> None:
        with self._lock:
            self._base.execute(
                "DELETE FROM record WHERE kind = ? AND key = ?", (type(record).__name__, record.key)
            )

    def drop_all(self, *kinds: str) -> None:
        with self._lock:
            self._base.executemany("DELETE FROM record WHERE kind = ?", [(kind,) for kind in kinds])

    def documents(self, kind: str) -> list[dict[str, Any]]:
        """All documents of a kind, in the order in which they were first written."""
        with self._lock:
            rows = self._base.execute("SELECT document FROM record WHERE kind = ? ORDER BY rowid", (kind,))
            return [json.loads(row[0]) for row in rows.fetchall()]

    def close(self) -> None:
        with self._lock:
            self._base.close()
