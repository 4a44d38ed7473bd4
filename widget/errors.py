"""What can go wrong in the widget; every error carries a sentence that says what to do next."""

from collections.abc import Mapping


class WidgetError(Exception):
    """Base of this package's errors.

    `message` is an English source sentence with `%(name)s` places and `parameters` fill them:
    whoever shows the error translates the sentence first. `status` is the HTTP status.
    """

    message = "Something went wrong here. Your question is kept. Try again in a minute."
    status = 500

    def __init__(self, message: str | None = None, **parameters: str | int) -> None:
        self.message = message or type(self).message
        self.parameters: Mapping[str, str | int] = parameters
        super().__init__(self.message % parameters if parameters else self.message)


class QuestionRefusedError(WidgetError):
    """The question cannot be read as a question (empty, too long, no words)."""

    message = "Write a question first."
    status = 422


class UnknownAnswerError(WidgetError):
    """The answer or conversation does not exist for this person."""

    message = "This answer is no longer here. Reload the page to see your conversation."
    status = 404


class LetterRefusedError(WidgetError):
    """The words cannot go to a mentor: empty, too long, or nobody there to read them."""

    message = "You have no mentor to send this to at the moment. Your words are still here."
    status = 422


class StreamsBusyError(WidgetError):
    """Every place for a running answer is taken."""

    message = "Many people are asking right now. Your question is kept. Try again in a minute."
    status = 503


class UnknownExerciseError(WidgetError):
    """The library holds no exercise of this name."""

    message = "This exercise is no longer here. Choose another one from the list."
    status = 404


class ExercisesOffError(WidgetError):
    """The course lets nobody begin an exercise."""

    message = "Your teacher switched exercises off in this course. What you have begun stays yours."
    status = 409
