"""Why a recording cannot be described, in words that say what to do."""

from lti_tool.errors import N_, InvalidInputError, UnavailableError

#: What the decoding process answers, and the sentence for it.
REASONS = {
    "missing": N_("There is no file to read. Record again, or choose another file."),
    "large": N_("The recording is larger than 10 MB. Record a shorter one."),
    "empty": N_("The recording is empty. Check your microphone, then record again."),
    "format": N_("This is not a recording we can read. Send WAV, WebM, Ogg, M4A, MP3 or FLAC."),
    "video": N_("This file holds pictures or video. Send the sound alone."),
    "streams": N_("The file must hold exactly one sound track. Record again, or export one track."),
    "long": N_("The recording is longer than two minutes. Record a shorter one."),
    "truncated": N_("The recording stops before its end: part of it got lost. Send it again."),
    "broken": N_("The recording is damaged and cannot be read. Record again."),
    "costly": N_("This file takes too much work to read. Record again in the browser."),
    "silent": N_("We hear no voice in this recording. Check your microphone, then record again."),
}


class RecordingRefusedError(InvalidInputError):
    """`reason` is a key of REASONS."""

    def __init__(self, reason: str) -> None:
        super().__init__(REASONS[reason])
        self.reason = reason


class VoiceAbsentError(UnavailableError):
    """The extra that decodes sound is not installed."""

    message = N_("Recordings cannot be read here: the voice extra is not installed. Tell your administrator.")
