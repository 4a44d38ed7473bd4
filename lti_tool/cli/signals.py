"""`boussole signals`: read lines of text, describe a recording's delivery; needs no database."""

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

import click

from lti_tool.errors import BoussoleError
from lti_tool.signals.mood.embedding import load_embedder
from lti_tool.signals.mood.reading import read
from lti_tool.signals.mood.result import LANGUAGES, Reading
from lti_tool.signals.voice.delivery import describe
from lti_tool.signals.voice.report import Delivery

#: Lines read before any is answered.
AT_ONCE = 64


@click.group("signals")
def signals() -> None:
    """Facts about texts and recordings, for the person they come from."""


@signals.command("text")
@click.option("--language", type=click.Choice(LANGUAGES), help="Of all lines; else guessed for each.")
@click.option("--model/--no-model", default=True, show_default=True, help="Use the language model when installed.")
@click.argument("lines", type=click.File("rb"), default="-")
def text_command(language: str | None, model: bool, lines: BinaryIO) -> None:
    """Read {"id","text"} a line; write {"id","valence","distress","confidence","language","head","degraded"}.

    A line that cannot be used is named on the error output and left out; the exit code is then 1.
    """
    embedder = load_embedder() if model else None
    if embedder is None:
        click.echo("The language model is not used: the n-gram heads answer, which are less exact.", err=True)
    refused: list[str] = []
    rows = _rows(lines, refused)
    while batch := list(islice(rows, AT_ONCE)):
        found = read([text for _, text in batch], language=language, embedder=embedder)
        for (name, _), reading in zip(batch, found, strict=True):
            click.echo(json.dumps(_line(name, reading), ensure_ascii=False))
    if refused:
        raise click.ClickException("\n".join(["Lines were left out.", *refused]))


@signals.command("voice")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def voice_command(file: Path, as_json: bool) -> None:
    """Describe the delivery in a recording: pauses, pace, pitch, loudness. Nothing is kept."""
    try:
        found = describe(file)
    except BoussoleError as error:
        raise click.ClickException(str(error)) from error
    click.echo(json.dumps(found.as_dict(), ensure_ascii=False) if as_json else _text(found))


def _rows(lines: BinaryIO, refused: list[str]) -> Iterator[tuple[Any, str]]:
    """Id and text of each line that has them; of the others, why not, into `refused`."""
    for number, line in enumerate(lines, 1):
        try:
            text = line.decode("utf-8-sig" if number == 1 else "utf-8")
            row = json.loads(text) if text.strip() else None
        except (ValueError, RecursionError):
            refused.append(f"Line {number} is not JSON in UTF-8.")
            continue
        if row is None and not text.strip():
            continue
        if isinstance(row, dict) and "id" in row and isinstance(row.get("text"), str):
            yield row["id"], row["text"]
        else:
            refused.append(f'Line {number} needs "id" and "text".')


def _line(name: Any, reading: Reading) -> dict[str, Any]:
    return {
        "id": name,
        "valence": reading.valence,
        "distress": reading.distress,
        "confidence": reading.confidence,
        "language": reading.language,
        "head": reading.head,
        "degraded": reading.degraded,
    }


def _text(found: Delivery) -> str:
    pitch = "no voiced sound was heard"
    if found.pitch_hz_median is not None:
        pitch = f"{found.pitch_hz_median:.0f} Hz in the middle, moving by {found.pitch_semitone_sd or 0:.1f} semitones"
    off = f"off by up to {found.pace_error:.0%} on real voices, so compare it with your own takes alone"
    return "\n".join(
        [
            f"Length: {found.seconds:.1f} s",
            f"Pauses: {len(found.pauses)}, {found.pause_ratio:.1%} of the time from the first to the last sound",
            *(f"  at {pause.start:.1f} s: {pause.seconds:.2f} s" for pause in found.pauses),
            f"Pace: {found.speech_rate:.1f} syllables a second, {found.articulation_rate:.1f} without pauses; {off}",
            f"Pitch: {pitch}",
            f"Loudness: moving by {found.loudness_db_sd:.1f} dB; compare takes of the same device alone",
            f"Silence: {found.lead_seconds:.1f} s before the first sound, {found.trail_seconds:.1f} s after the last",
        ]
    )
