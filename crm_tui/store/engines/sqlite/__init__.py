"""SQLite, set up for many processes on one file."""

from crm_tui.store.engines.sqlite.engine import SqliteEngine, open_sqlite

__all__ = ["SqliteEngine", "open_sqlite"]
