"""Train the heads of both languages and write them with their evaluation.

    python -m lti_tool.signals.training --data DIRECTORY --out DIRECTORY
        [--examples 4000] [--measured 3500] [--ngram-lines 8000] [--vectors FILE] [--without-model]

The directory holds goemotions_train.csv, goemotions_dev.csv and xed_fr.csv (text, labels). What is
written are numbers: a head per language and reader, and evaluation.json. The same data give the same heads.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from lti_tool.signals.mood import ngrams
from lti_tool.signals.mood.embedding import Embedder, load_embedder
from lti_tool.signals.mood.heads import file_name
from lti_tool.signals.mood.result import EMBEDDING, NGRAMS
from lti_tool.signals.training import making
from lti_tool.signals.training.labelled import SEED, Split, english, french
from lti_tool.signals.training.vectors import Vectors


def main(arguments: list[str] | None = None, embedder: Embedder | None = None) -> None:
    """Run the command; `embedder` replaces the installed model."""
    asked = _parser().parse_args(arguments)
    asked.out.mkdir(parents=True, exist_ok=True)
    splits = [english(asked.data), french(asked.data)]
    evaluation: dict[str, Any] = {"seed": SEED, "heads": {}}
    for split in splits:
        evaluation["heads"][f"{split.language}.{NGRAMS}"] = _ngrams(split, asked.ngram_lines, asked.out)
    model = None if asked.without_model else embedder or load_embedder()
    if model is not None:
        evaluation["heads"] |= _embeddings(splits, Vectors(model, asked.vectors), asked)
    (asked.out / "evaluation.json").write_text(json.dumps(evaluation, indent=1) + "\n", encoding="utf-8")
    json.dump(evaluation, sys.stdout)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m lti_tool.signals.training", description="Train the mood heads.")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--examples", type=int, default=4_000, help="lines per language that the model embeds to train")
    parser.add_argument("--measured", type=int, default=3_500, help="lines per language that the model embeds to test")
    parser.add_argument("--ngram-lines", type=int, default=8_000, help="lines per language for the n-gram heads")
    parser.add_argument("--vectors", type=Path, help="file that keeps vectors between runs")
    parser.add_argument("--without-model", action="store_true", help="n-gram heads only")
    return parser


def _ngrams(split: Split, most: int, out: Path) -> dict[str, Any]:
    lines = split.train[:most]
    head = making.ngram_head(lines, split)
    head.save(out / file_name(split.language, NGRAMS))
    table = ngrams.counts([line.text for line in split.test])
    assert head.idf is not None  # noqa: S101 - n-gram heads carry it
    chances = head.chances(ngrams.weighted(table, head.idf))
    return {"trained_on": f"{len(lines)} lines of {split.source}", **making.measured(split.test, chances)}


def _embeddings(splits: list[Split], vectors: Vectors, asked: argparse.Namespace) -> dict[str, Any]:
    """The French head also learns from the English lines; it is chosen and calibrated on French ones alone."""
    there, here = splits
    found: dict[str, Any] = {}
    train = {split.language: split.train[: asked.examples] for split in splits}
    known = {language: vectors.of([line.text for line in lines]) for language, lines in train.items()}
    for split, also in ((there, None), (here, (known["en"], train["en"]))):
        language = split.language
        head = making.embedding_head(train[language], known[language], split, also)
        head.save(asked.out / file_name(language, EMBEDDING))
        test = split.test[: asked.measured]
        chances = head.chances(vectors.of([line.text for line in test]))
        source = f"{len(train[language])} lines of {split.source}"
        source += f", with {len(train['en'])} lines of {there.source}" if also else ""
        found[f"{language}.{EMBEDDING}"] = {"trained_on": source, **making.measured(test, chances)}
    return found


if __name__ == "__main__":
    main()
