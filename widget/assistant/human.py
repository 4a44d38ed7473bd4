"""The next human step under every answer, and the message that goes to the mentor."""

from widget.assistant.wording import ASK_MENTOR, ASK_SOMEONE, TAKE_IT_TO_MENTOR
from widget.conversation import SEARCH_ANSWER, Answer, Message, Outcome, Turn
from widget.guardrails.help_lines import CARD_NOBODY_TOLD, CARD_TEXT, CARD_TITLE
from widget.ports import Contact

#: After so many turns, or days, without a human the assistant points to one.
TURNS_ALONE = 10
DAYS_ALONE = 3


def next_steps(contact: Contact, outcome: Outcome) -> tuple[Message, ...]:
    """What to do next with a human; never empty."""
    ask = Message(ASK_MENTOR.text, {"mentor": contact.mentor}) if contact.mentor else ASK_SOMEONE
    if outcome is Outcome.ANSWERED and _alone(contact):
        return (TAKE_IT_TO_MENTOR, ask)
    return (ask,)


def _alone(contact: Contact) -> bool:
    days = contact.days_since_human
    return contact.turns_since_human >= TURNS_ALONE or (days is not None and days >= DAYS_ALONE)


def crisis_card(language: str) -> Answer:
    """The card with the help lines, where somebody's words show that they are in danger."""
    return Answer(Outcome.CRISIS, SEARCH_ANSWER, language, notes=(CARD_TITLE, CARD_TEXT, CARD_NOBODY_TOLD))


def message_to_mentor(turn: Turn, contact: Contact) -> tuple[Message, str]:
    """The opening sentence and the person's own question: a draft they edit before it goes."""
    opening = Message("Hello %(mentor)s, I have a question.", {"mentor": contact.mentor})
    if not contact.mentor:
        opening = Message("Hello, I have a question.")
    return opening, turn.question.text
