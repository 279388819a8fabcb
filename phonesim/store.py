"""What the simulator remembers, in one SQLite file: documents by kind and key, written through, read at the start."""

import json
import sqlite3
import threading
from pathlib import Path
from typing import Any

Document = dict[str, Any]
LOST_AT_RESET = ("message", "call", "journal", "fault", "opt_out")
JOURNAL_LENGTH = 2000


class Store:
    """Documents in memory and on disk. Every method takes the lock; documents handed out are the live ones."""

    def __init__(self, path: Path) -> None:
        self.lock = threading.RLock()
        self.db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self.db.execute("PRAGMA journal_mode=WAL")
        self.db.execute("PRAGMA synchronous=OFF")
        self.db.execute(
            "CREATE TABLE IF NOT EXISTS document (kind TEXT, key TEXT, position INTEGER, body TEXT, PRIMARY KEY (kind, key))"
        )
        self.documents: dict[str, dict[str, Document]] = {}
        self.position = 0
        for kind, key, position, body in self.db.execute(
            "SELECT kind, key, position, body FROM document ORDER BY position"
        ):
            self.documents.setdefault(kind, {})[key] = json.loads(body)
            self.position = max(self.position, position)

    def put(self, kind: str, key: str, body: Document) -> Document:
        """Store a document; an existing one keeps its place."""
        with self.lock:
            self.documents.setdefault(kind, {})[key] = body
            self.position += 1
            self.db.execute(
                "INSERT INTO document VALUES (?, ?, ?, ?) ON CONFLICT (kind, key) DO UPDATE SET body = excluded.body",
                (kind, key, self.position, json.dumps(body)),
            )
            return body

    def change(self, kind: str, key: str, **fields: Any) -> Document:
        with self.lock:
            body = self.documents[kind][key]
            body.update(fields)
            return self.put(kind, key, body)

    def get(self, kind: str, key: str) -> Document | None:
        with self.lock:
            return self.documents.get(kind, {}).get(key)

    def remove(self, kind: str, key: str) -> None:
        with self.lock:
            self.documents.get(kind, {}).pop(key, None)
            self.db.execute("DELETE FROM document WHERE kind = ? AND key = ?", (kind, key))

    def all(self, kind: str) -> list[Document]:
        """In the order in which they came."""
        with self.lock:
            return list(self.documents.get(kind, {}).values())

    def note(self, entry: Document) -> None:
        """Append to the journal; the oldest entries fall off."""
        with self.lock:
            rows = self.documents.setdefault("journal", {})
            number = self.position + 1
            self.put("journal", f"{number:012d}", {"id": number, **entry})
            while len(rows) > JOURNAL_LENGTH:
                self.remove("journal", next(iter(rows)))

    def reset(self) -> None:
        """Messages, calls, faults, journal and opt-outs go; phones and numbers stay."""
        with self.lock:
            for kind in LOST_AT_RESET:
                self.documents.pop(kind, None)
                self.db.execute("DELETE FROM document WHERE kind = ?", (kind,))

    def close(self) -> None:
        with self.lock:
            self.db.close()
