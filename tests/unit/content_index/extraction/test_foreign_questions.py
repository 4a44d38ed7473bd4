"""Questions that are surely in neither English nor French."""

import json
from importlib.resources import files

import pytest

from content_index.extraction.language import is_foreign


@pytest.mark.parametrize(
    "question",
    [
        "Wie bereite ich ein Vorstellungsgespräch vor?",
        "¿Cómo preparo una entrevista de trabajo?",
        "¿Qué debo escribir en la carta de presentación?",
        "Como faço para preparar uma entrevista de emprego?",
        "Quanto deve essere lunga una lettera?",
        "Hoe bereid ik een sollicitatiegesprek voor?",
        "İş görüşmesine nasıl hazırlanırım?",
        "كيف أستعد لمقابلة عمل؟",
        "Як підготуватися до співбесіди?",
        "如何准备面试？",
    ],
)
def test_other_languages_are_seen(question: str) -> None:
    assert is_foreign(question)


@pytest.mark.parametrize(
    "question",
    [
        "", "CV", "123", "🎉", "jai pa compri la lettre de motivasion", "how 2 do interview prep plz",
        "pitch 30 secondes salon emploi", "methode STAR exemple reponse entretien", "Xavier Niel Iliad Free",
    ],
)  # fmt: skip
def test_short_and_careless_words_are_not(question: str) -> None:
    assert not is_foreign(question)


def test_no_question_of_the_sample_course_is() -> None:
    lines = files("lti_tool.demo").joinpath("course", "evaluation.jsonl").read_text("utf-8").splitlines()
    questions = [json.loads(line)["question"] for line in lines if line.strip()]
    assert len(questions) > 200
    assert [question for question in questions if is_foreign(question)] == []
