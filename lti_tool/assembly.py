"""What the web process, the worker and commands put together alike: search engines, models, the assistant."""

from urllib.parse import quote

from lti_tool.catalogue.assistant_source import CatalogueSource
from lti_tool.catalogue.engines import Engines, Meaning, words_only
from lti_tool.clock import Clock
from lti_tool.conversations.budgets import DatabaseBudget
from lti_tool.conversations.exercise_notes import DatabaseExerciseNotes
from lti_tool.conversations.providing.book import FromSettings
from lti_tool.conversations.providing.connecting import PURPOSE, ModelDesk, Reach
from lti_tool.conversations.store import DatabaseConversationStore
from lti_tool.conversations.surroundings import CourseSwitches, NamesAround, PeopleAround, Places, no_model
from lti_tool.db import Database
from lti_tool.embed.passages import PassagesForFrames
from lti_tool.http.reachable import may_call
from lti_tool.lti.vault import Vault
from lti_tool.mentoring import reaching
from lti_tool.settings import Settings
from widget.assistant.needs import AssistantNeeds
from widget.exercises.choosing import LibraryExercises
from widget.providers import AnswerProvider
from widget.providers.failover import CircuitBreaker

OPENAI = "https://api.openai.com/v1"
HELP = "/help/now"
MENTOR = "/learn/mentor/"


def search_engines(settings: Settings, meaning: Meaning = words_only) -> Engines:
    """Return the engines that the settings choose: a directory on this machine, or PostgreSQL for all of them."""
    root = settings.data_dir / "index"
    if settings.search_engine == "whoosh":
        return Engines(root, meaning=meaning)
    from lti_tool.catalogue.full_text.shared import SharedEngines  # noqa: PLC0415 - few installations need it

    return SharedEngines(settings.database, root, meaning=meaning)


def model_of_settings(settings: Settings) -> FromSettings | None:
    """Return the model that the environment connects; none is normal."""
    key = settings.openai_api_key.get_secret_value()
    if not key and not settings.openai_base_url:
        return None
    return FromSettings(settings.openai_base_url or OPENAI, settings.model, key)


def connect(reach: Reach) -> AnswerProvider:
    """Return a model's client, left alone for a while after failures."""
    # The client takes a second to load: only installations with a model wait for it.
    from widget.providers.openai_compatible import ModelServer, OpenAIProvider  # noqa: PLC0415

    server = ModelServer(base_url=reach.base_url, model=reach.model, api_key=reach.key, name=reach.name)
    return CircuitBreaker(OpenAIProvider(server))


def model_desk(settings: Settings, database: Database) -> ModelDesk:
    """Wire the models: those of the administrator's desk and the one of the settings."""
    return ModelDesk(
        database,
        Vault(settings.derived_key(PURPOSE)),
        connect,
        settings=model_of_settings(settings),
        may_call=lambda url: may_call(url, settings.private_networks),
    )


def passage_address(resource_id: str, fragment: str) -> str:
    """Return where a cited passage opens, inside the launched page."""
    return f"/learn/resources/{quote(resource_id, safe='')}#{fragment}"


def assistant_needs(
    settings: Settings,
    database: Database,
    engines: Engines,
    clock: Clock,
    *,
    models: ModelDesk | None = None,
) -> AssistantNeeds:
    """Wire the assistant; without `models` it gives search answers."""
    places = Places(human_url=HELP, ask_url=MENTOR, country=settings.country, help_contact=settings.help_contact)
    return AssistantNeeds(
        passages=PassagesForFrames(CatalogueSource(database, engines, passage_address)),
        store=DatabaseConversationStore(database, clock),
        budget=DatabaseBudget(database, clock, settings.daily_turns, models.settings if models else None),
        switches=CourseSwitches(database, models.ready if models else no_model),
        contact=PeopleAround(database, clock, places, reaching.mentor_of),
        exercises=LibraryExercises(),
        asker=NamesAround(database),
        now=clock.now,
        providers=(models,) if models else (),
        notes=DatabaseExerciseNotes(database, clock),
        letters=reaching.MentorLetters(database, clock),
    )
