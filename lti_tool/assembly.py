"""The assistant of one installation: the widget's needs, filled with the database and the settings."""

from collections.abc import Sequence
from urllib.parse import quote

from lti_tool.catalogue.assistant_source import CatalogueSource
from lti_tool.catalogue.engines import Engines
from lti_tool.clock import Clock
from lti_tool.conversations.budgets import DatabaseBudget, Limits
from lti_tool.conversations.exercise_notes import DatabaseExerciseNotes
from lti_tool.conversations.store import DatabaseConversationStore
from lti_tool.conversations.surroundings import CourseSwitches, NamesAround, PeopleAround, Places
from lti_tool.db import Database
from lti_tool.embed.passages import PassagesForFrames
from lti_tool.mentoring import reaching
from lti_tool.settings import Settings
from widget.assistant.needs import AssistantNeeds
from widget.exercises.choosing import LibraryExercises
from widget.providers import AnswerProvider
from widget.providers.failover import CircuitBreaker

OPENAI = "https://api.openai.com/v1"
HELP = "/help/now"
MENTOR = "/learn/mentor/"


def model_providers(settings: Settings) -> Sequence[AnswerProvider]:
    """Return the models that the settings connect, in the order in which they are tried; none is normal."""
    key = settings.openai_api_key.get_secret_value()
    if not key and not settings.openai_base_url:
        return ()
    # The client takes a second to load: only installations with a model wait for it.
    from widget.providers.openai_compatible import ModelServer, OpenAIProvider  # noqa: PLC0415

    server = ModelServer(base_url=settings.openai_base_url or OPENAI, model=settings.model, api_key=key)
    return (CircuitBreaker(OpenAIProvider(server)),)


def passage_address(resource_id: str, fragment: str) -> str:
    """Return where a cited passage opens, inside the launched page."""
    return f"/learn/resources/{quote(resource_id, safe='')}#{fragment}"


def assistant_needs(
    settings: Settings,
    database: Database,
    engines: Engines,
    clock: Clock,
    *,
    providers: Sequence[AnswerProvider] | None = None,
) -> AssistantNeeds:
    """Wire the assistant; `providers` replaces the models of the settings."""
    models = model_providers(settings) if providers is None else providers
    places = Places(human_url=HELP, ask_url=MENTOR, country=settings.country, help_contact=settings.help_contact)
    return AssistantNeeds(
        passages=PassagesForFrames(CatalogueSource(database, engines, passage_address)),
        store=DatabaseConversationStore(database, clock),
        budget=DatabaseBudget(database, clock, Limits(daily_turns=settings.daily_turns)),
        switches=CourseSwitches(database, model_connected=bool(models)),
        contact=PeopleAround(database, clock, places, reaching.mentor_of),
        exercises=LibraryExercises(),
        asker=NamesAround(database),
        now=clock.now,
        providers=models,
        notes=DatabaseExerciseNotes(database, clock),
        letters=reaching.MentorLetters(database, clock),
    )
