"""What can go wrong with content; every error carries a sentence a person can act on."""


class ContentIndexError(Exception):
    """Base of this package's errors.

    `message` is an English source sentence with `%(name)s` places, `parameters` fills them:
    whoever shows the error translates the sentence first.
    """

    message = "Something went wrong with the content."

    def __init__(self, message: str | None = None, **parameters: object) -> None:
        self.message = message or self.message
        self.parameters = parameters
        super().__init__(self.message % parameters if parameters else self.message)
