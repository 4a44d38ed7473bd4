"""The training command on a small made-up set, and its measures."""

import csv
import json
import random

import numpy as np
import pytest

from lti_tool.signals.mood.embedding import DIMENSION
from lti_tool.signals.mood.heads import load
from lti_tool.signals.mood.reading import read
from lti_tool.signals.training import scoring
from lti_tool.signals.training.__main__ import main
from lti_tool.signals.training.labelled import english, french
from lti_tool.signals.training.vectors import Vectors

SAD = {"en": ["sad", "afraid", "lonely"], "fr": ["triste", "peur", "seule"]}
GLAD = {"en": ["happy", "thanks", "great"], "fr": ["heureuse", "merci", "super"]}
PLAIN = {"en": ["table", "tuesday", "report"], "fr": ["table", "mardi", "rapport"]}


class Words:
    """A harmless model: one dimension per known word."""

    def __init__(self):
        self.embedded = 0
        self.words = [word for group in (SAD, GLAD, PLAIN) for words in group.values() for word in words]

    def query(self, texts):
        self.embedded += len(texts)
        vectors = np.zeros((len(texts), DIMENSION), np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for place, word in enumerate(self.words):
                row[place] = word in text
        return vectors


@pytest.fixture
def data(tmp_path):
    chance = random.Random(5)
    for name, language, size in (("goemotions_train", "en", 400), ("goemotions_dev", "en", 120), ("xed_fr", "fr", 400)):
        with (tmp_path / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            rows = csv.DictWriter(file, ["text", "labels", "valence", "distress", "neg", "pos"])
            rows.writeheader()
            for number in range(size):
                kind = chance.choices((SAD, GLAD, PLAIN), (1, 2, 4))[0]
                text = f"{chance.choice(kind[language])} {chance.choice(PLAIN[language])} {name}{number}"
                sad, glad = kind is SAD, kind is GLAD
                if chance.random() < 0.05:
                    sad, glad = glad, sad
                valence = "neg" if sad else "pos" if glad else "neu"
                rows.writerow(
                    {
                        "text": text,
                        "labels": "",
                        "valence": valence,
                        "distress": int(sad),
                        "neg": int(sad),
                        "pos": int(glad),
                    }
                )
    return tmp_path


def test_the_command_trains_measures_and_keeps_no_text(data, capsys):
    out = data / "out"
    arguments = ["--data", str(data), "--out", str(out), "--vectors", str(data / "vectors"), "--examples", "200"]
    model = Words()
    main(arguments, model)
    said = json.loads(capsys.readouterr().out)
    assert said == json.loads((out / "evaluation.json").read_text())
    assert set(said["heads"]) == {"en.ngrams", "fr.ngrams", "en.embedding", "fr.embedding"}
    for found in said["heads"].values():
        low, high = found["distress"]["auroc_interval"]
        assert 0.75 < low <= found["distress"]["auroc"] <= high
        assert found["distress"]["calibration_error"] < 0.3
    sad, plain = read(
        ["sad table", "report tuesday"],
        language="en",
        embedder=model,
        heads=lambda language, kind: load(out / f"{language}.{kind}.npz"),
    )
    assert sad.distress > 0.5 > plain.distress
    before, first = model.embedded, (out / "fr.embedding.npz").read_bytes()
    main(arguments, model)
    assert model.embedded == before
    assert (out / "fr.embedding.npz").read_bytes() == first
    assert b"tuesday" not in (data / "vectors").read_bytes()


def test_without_the_model_the_ngram_heads_are_made(data, capsys):
    main(["--data", str(data), "--out", str(data / "out"), "--without-model"])
    assert set(json.loads(capsys.readouterr().out)["heads"]) == {"en.ngrams", "fr.ngrams"}


def test_who_measures_never_trains(data):
    for split in (english(data), french(data)):
        assert not {line.text for line in split.train} & {line.text for line in split.test}
    assert sum(line.distress for line in english(data).train[:30]) == 10


def test_half_a_record_is_left_out(data):
    Vectors(Words(), data / "kept").of(["one", "two"])
    with (data / "kept").open("ab") as file:
        file.write(b"cut")
    again = Words()
    Vectors(again, data / "kept").of(["one", "two"])
    assert again.embedded == 0


def test_measures():
    labels = np.array([False] * 99 + [True])
    scores = np.arange(100.0)
    assert scoring.auroc(labels, scores) == 1
    assert scoring.auroc(labels, -scores) == 0
    assert np.isnan(scoring.auroc(np.zeros(3, bool), np.arange(3)))
    assert scoring.recall(labels, scores) == 1
    assert scoring.recall(labels, -scores) == 0
    assert scoring.interval(scoring.auroc, labels, scores, seed=1) == (1, 1)
    assert scoring.calibration_error(np.array([True, False]), np.array([1.0, 0.0]), bins=2) == 0
    assert scoring.calibration_error(np.array([True, False]), np.array([0.0, 1.0]), bins=2) == 1
