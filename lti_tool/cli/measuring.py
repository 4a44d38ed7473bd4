"""What the assistant is measured on: which model, which course, which questions."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from lti_tool.assembly import assistant_needs, connect, model_of_settings
from lti_tool.catalogue.engines import Engines
from lti_tool.cli.context import Context
from lti_tool.cli.search_engines import engines_of
from lti_tool.cli.small_model import SmallModel, weights
from lti_tool.conversations.providing.book import SETTINGS_NAME
from lti_tool.conversations.providing.connecting import ModelDesk, Reach
from lti_tool.conversations.unkept import NoLimit, UnkeptConversations
from lti_tool.db import Database, schema
from lti_tool.demo.seeding import COURSE, fill_course
from lti_tool.errors import N_, ConfigurationError, InvalidInputError
from lti_tool.people.courses import find_course
from lti_tool.settings import Settings
from widget.assistant.evaluation import Case, read_cases, sample
from widget.assistant.needs import AssistantNeeds
from widget.conversation import Scope
from widget.ports import AssistantSettings, Switches
from widget.providers import AnswerProvider

SAMPLE_SET = COURSE / "evaluation.jsonl"


class Provider(StrEnum):
    """Who answers: no model, the model of the settings, or the small one of this machine."""

    SEARCH = "search"
    CONFIGURED = "configured"
    SMALL = "small"


@dataclass(frozen=True, slots=True)
class ModelOn:
    """A course's switches with the model switched on; a small model gets a prompt that fits it."""

    switches: Switches
    small: bool

    def read(self, scope: Scope) -> AssistantSettings:
        """Return the course's settings, changed."""
        settings = replace(self.switches.read(scope), model_on=True)
        return replace(settings, passages=2, max_tokens=80) if self.small else settings


def unkept_needs(context: Context, engines: Engines, models: ModelDesk | None = None) -> AssistantNeeds:
    """Return the installation's assistant, with a memory that ends with this process."""
    needs = assistant_needs(context.settings, context.database, engines, context.clock, models=models)
    return replace(needs, store=UnkeptConversations(), budget=NoLimit(context.clock), notes=None)


def measured_needs(context: Context, engines: Engines, provider: Provider) -> AssistantNeeds:
    """Return the assistant with this provider; `ConfigurationError` when it is not there."""
    models = _models(context.settings, provider)
    needs = unkept_needs(context, engines)
    if not models:
        return needs
    return replace(needs, providers=models, switches=ModelOn(needs.switches, provider is Provider.SMALL))


def _models(settings: Settings, provider: Provider) -> Sequence[AnswerProvider]:
    if provider is Provider.SEARCH:
        return ()
    if provider is Provider.SMALL:
        return (SmallModel(weights()),)
    given = model_of_settings(settings)
    if given is None:
        raise ConfigurationError(N_("No model is connected. Set OPENAI_API_KEY or OPENAI_BASE_URL first."))
    return (connect(Reach(SETTINGS_NAME, given.base_url, given.model, given.key)),)


@contextmanager
def measured_course(context: Context, key: str | None) -> Iterator[tuple[Context, Engines, int]]:
    """Give the course of this key, or the sample course in a folder that is thrown away afterwards."""
    if key is not None:
        schema.prepare(context.database)
        with context.database.transaction(write=False) as session:
            course_id = find_course(session, key).id
        yield context, engines_of(context), course_id
        return
    with tempfile.TemporaryDirectory(prefix="boussole-evaluation-", ignore_cleanup_errors=True) as folder:
        place = Path(folder)
        settings = context.settings.model_copy(update={"data_dir": place, "database_url": ""})
        database = Database(settings.database)
        engines = Engines(place / "index")
        try:
            schema.prepare(database)
            seeded = fill_course(database, engines, context.clock, place / "sample-course")
            yield replace(context, settings=settings, database=database), engines, seeded.course_id
        finally:
            engines.close()
            database.close()


def chosen_cases(path: Path, most: int | None) -> list[Case]:
    """Return the questions of a set, or about `most` of them: every kind, then spread over the whole set."""
    try:
        cases = list(read_cases(path.read_text(encoding="utf-8").splitlines()))
    except (ValueError, OSError) as error:
        raise InvalidInputError(N_("This set cannot be read: %(problem)s"), problem=str(error)) from error
    return cases if most is None or most >= len(cases) else sample(cases, most)
