"""The sentences of the assistant itself, to be translated where they are shown."""

from widget.conversation import Message

DISCLOSURE = Message(
    "You are talking with software. It searches your course and quotes it. It can be wrong, and it is not your mentor."
)
SEARCHING = Message("Searching your course.")
WRITING = Message("Writing from your course's material. Each sentence is checked before it appears.")
NOTHING_FOUND = Message("I found nothing in your course's material that answers this.")
NOTHING_FOUND_NEXT = Message("Use other words, or send your question to your mentor.")
UNKNOWN_LANGUAGE = Message(
    "Your question seems to be in a language that this assistant does not know. "
    "It searches in English and French: ask in one of them, or send your question to your mentor."
)
SEARCH_DOWN = Message(
    "The search does not work right now. Your question is kept. Send it to your mentor, or try again later."
)
SWITCHED_OFF = Message(
    "The assistant is switched off for this activity. Your question is kept, and you can send it to your mentor."
)
LIMIT_REACHED = Message(
    "You have asked %(limit)s questions today, which is the limit for each person. "
    "You can ask again from %(resets_at)s. Your question is kept."
)
MODEL_FAILED = Message("The language model did not finish its answer. This is a search answer instead.")
MODEL_UNGROUNDED = Message(
    "Nothing that the language model wrote could be tied to your course's material. This is a search answer instead."
)
BUDGET_SPENT = Message("The budget for the language model is used up for now. This is a search answer.")
SOME_WITHDRAWN = Message("%(count)s sentences of the draft were removed: no source carries them.")
ONE_WITHDRAWN = Message("One sentence of the draft was removed: no source carries it.")
STOPPED = Message("You stopped this answer.")
STOPPED_EARLY = Message("This answer was stopped before it was whole.")
OTHER_LANGUAGE = Message("Your course's material on this is in another language, so the quotes are too.")
HINT_FIRST = Message(
    "A hint first, because this work is yours: read these places, write down what you think, "
    "then ask again with your attempt."
)
NOT_STORED = Message("This answer could not be kept in your history. Copy what you need.")
FAILED = Message(
    "Something went wrong while answering. Your question is kept. Try again in a minute, or send it to your mentor."
)
ASK_MENTOR = Message("Ask %(mentor)s")
ASK_SOMEONE = Message("Ask a human")
TAKE_IT_TO_MENTOR = Message(
    "You have worked with this assistant for a while. Take your question to your mentor: "
    "a human sees what software misses."
)
