"""One database, SQLite on this machine or PostgreSQL by URL, and its transactions.

SQLite runs in WAL mode with full synchronisation: a committed row survives a power cut.
Writing transactions begin IMMEDIATE, so that two writers queue up (busy_timeout) instead
of failing half-way when a reader wants to become a writer.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session, sessionmaker

#: A busy small machine may keep the one writer for seconds: a launch that comes late is better than one refused.
BUSY_TIMEOUT_MS = 15_000


class Database:
    """An engine and the transactions on it; `engine`: one that another `Database` of this address made."""

    def __init__(self, url: str, *, pool_size: int = 20, engine: Engine | None = None) -> None:
        self.url = make_url(_with_driver(url))
        self.engine = engine or _engine(self.url.render_as_string(hide_password=False), pool_size)
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)
        self._manners = {
            (write, durable): self.engine.execution_options(write=write, durable=durable)
            for write in (True, False)
            for durable in (True, False)
        }

    @property
    def is_sqlite(self) -> bool:
        """True for the embedded database."""
        return self.engine.dialect.name == "sqlite"

    def open(self, *, write: bool = True, durable: bool = True) -> Session:
        """Return a session whose owner commits or rolls back, and closes; without `write` writes are refused.

        Without `durable` a commit does not wait for the disk: it survives the end of the process,
        and a power cut only once a later commit has waited. For rows whose loss harms nobody.
        """
        return self._sessions(bind=self._manners[write, durable])

    @contextmanager
    def transaction(self, *, write: bool = True, durable: bool = True) -> Iterator[Session]:
        """Returning commits, raising rolls back."""
        with self.open(write=write, durable=durable) as session, session.begin():
            yield session

    @contextmanager
    def statements(self, *, write: bool = True, durable: bool = True) -> Iterator[Connection]:
        """A transaction for a few statements that need no mapped objects: a third of the time of a session's.

        Listeners of session events are not called.
        """
        with self._manners[write, durable].begin() as connection:
            yield connection

    def listen(self, name: str, function: Callable[[Session], None]) -> None:
        """Call `function` with each of our sessions at one of SQLAlchemy's session events, e.g. "after_commit"."""
        event.listen(self._sessions, name, function)

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def _with_driver(url: str) -> str:
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def _engine(url: str, pool_size: int) -> Engine:
    if not url.startswith("sqlite"):
        engine = create_engine(url, pool_size=pool_size, max_overflow=pool_size, pool_pre_ping=True)
        event.listen(engine, "begin", _begin_postgresql)
        return engine
    engine = create_engine(url, connect_args={"check_same_thread": False, "timeout": BUSY_TIMEOUT_MS / 1000})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # transactions are begun below, not by the driver's guess
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "foreign_keys=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    write = options.get("write", True)
    _set(connection, "query_only", "OFF" if write else "ON")
    if write:
        _set(connection, "synchronous", "FULL" if options.get("durable", True) else "NORMAL")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def _set(connection: Connection, pragma: str, value: str) -> None:
    """Change a setting of the connection, unless it is so already."""
    if connection.info.get(pragma) != value:
        connection.exec_driver_sql(f"PRAGMA {pragma}={value}")
        connection.info[pragma] = value


def _begin_postgresql(connection: Connection) -> None:
    options = connection.get_execution_options()
    if not options.get("write", True):
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")
    if not options.get("durable", True):
        connection.exec_driver_sql("SET LOCAL synchronous_commit = off")
