"""The meaning of passages: read by the worker bit by bit, so that other words find them too."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from content_index.errors import IndexWriteError
from content_index.index import EngineState
from content_index.index.engine import MeaningIndex
from content_index.search import Embedder, embed_missing
from lti_tool.catalogue.engines import Engines
from lti_tool.catalogue.models import IndexState
from lti_tool.db import Database

#: Passages read in one round over all courses: some twenty seconds of one core, then other courses get a turn.
A_ROUND = 48


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of the passages that can be searched were read for meaning."""

    passages: int = 0
    embedded: int = 0


def embed_round(
    database: Database, engines: Engines, *, most: int = A_ROUND, stop: Callable[[], bool] = lambda: False
) -> int:
    """Read up to about `most` passages that wait for it, the shortest waiting list first; returns how many.

    Nothing is lost when it is cut off: what was read is kept, by content, and the next round goes on.
    Without a model nothing is done.
    """
    embedder = engines.embedder
    done = 0
    for course_id in _behind(database, engines, embedder) if embedder is not None else ():
        if done >= most or stop():
            break
        try:
            done += embed_course(database, engines, course_id, most=most - done, stop=stop)
        except IndexWriteError:
            continue  # somebody else writes, or the disk is full: the next round tries again
    return done


def embed_course(
    database: Database,
    engines: Engines,
    course_id: int,
    *,
    most: int | None = None,
    stop: Callable[[], bool] = lambda: False,
    progress: Callable[[int], None] = lambda _: None,
) -> int:
    """Read one course's passages, all of them or about `most`; returns how many were read."""
    engine, embedder = engines.of(course_id), engines.embedder
    if embedder is None or not isinstance(engine, MeaningIndex):
        return 0
    state, counted = engine.state(), 0

    def count(so_far: int) -> None:
        nonlocal counted
        counted = so_far
        progress(so_far)

    done = embed_missing(
        engine, embedder, progress=count, stop=lambda: stop() or (most is not None and counted >= most)
    )
    _note(database, engines, course_id, embedder, engine.embedded(embedder.model, embedder.dimension), state)
    return done


def progress_of(session: Session, engines: Engines, course_id: int | None = None) -> Progress:
    """Return how far one course is, or all of them, as this machine's worker last noted it."""
    statement = select(func.sum(IndexState.passages), func.sum(IndexState.embedded)).where(
        IndexState.place == engines.place
    )
    if course_id is not None:
        statement = statement.where(IndexState.course_id == course_id)
    passages, embedded = session.execute(statement).one()
    return Progress(int(passages or 0), int(embedded or 0))


def _behind(database: Database, engines: Engines, embedder: Embedder) -> list[int]:
    with database.transaction(write=False) as session:
        return list(
            session.scalars(
                select(IndexState.course_id)
                .where(
                    IndexState.place == engines.place,
                    (IndexState.embedded_sequence < IndexState.sequence) | (IndexState.meaning != embedder.model),
                )
                .order_by(IndexState.passages - IndexState.embedded, IndexState.course_id)
            )
        )


def _note(
    database: Database, engines: Engines, course_id: int, embedder: Embedder, embedded: int, state: EngineState
) -> None:
    with database.transaction() as session:
        row = session.get(IndexState, (course_id, engines.place))
        if row is not None:
            row.meaning, row.embedded = embedder.model, embedded
            row.embedded_sequence = state.sequence if embedded >= state.passages else -1
