"""Which sentences a source carries: rewordings pass; changed numbers, names and negations never do."""

import json
from pathlib import Path

import pytest

from widget.conversation import Passage
from widget.grounding.matching import QUOTE_CHARACTERS, Sources, plain_claim
from widget.grounding.meaning import meaning_of, same_direction

FRENCH = Passage(
    "p1",
    "cv",
    "Écrire son CV",
    "Pour moins de dix ans d'expérience, le CV tient sur une page. Les recruteurs lisent un CV en trente secondes "
    "environ : l'essentiel est donc en haut. La photo est facultative en France. N'inventez jamais un diplôme ni une "
    "date. Citez une offre précise dans la première phrase de la lettre. Ajoutez la lettre, sauf si l'annonce la "
    "refuse. L'entretien exploratoire dure vingt minutes ; il ne sert pas à demander un emploi, mais à comprendre un "
    "métier. Votre mentor relit le brouillon avant l'envoi.",
    "fr",
    "/cv",
)
ENGLISH = Passage(
    "p2",
    "change",
    "Career change",
    "Write to five people you already know before you write to strangers. The STAR method has four parts: situation, "
    "task, action, result. You should not negotiate pay in the first interview. A career change takes 6 to 18 months "
    "for most people. A mentor may read your notes only if you share them. Marie Curie won two Nobel prizes and "
    "taught in Paris with Pierre. In a 2019 survey, 62 % of mentors said that listening mattered more than advice; "
    "learners agreed.",
    "en",
    "/change",
)
SOURCES = Sources([FRENCH, ENGLISH])
CLAIMS = [json.loads(line) for line in (Path(__file__).parent / "claims.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize("case", CLAIMS, ids=lambda case: case["claim"])
def test_a_claim_is_carried_or_not(case: dict[str, str]) -> None:
    assert (SOURCES.support(case["claim"]) is not None) is bool(case["carried"])


@pytest.mark.parametrize("case", [case for case in CLAIMS if case["carried"]], ids=lambda case: case["claim"])
def test_every_quote_stands_verbatim_in_its_passage(case: dict[str, str]) -> None:
    support = SOURCES.support(case["claim"])
    assert support is not None
    assert support.quote in support.passage.text


def test_every_sentence_of_a_source_carries_itself() -> None:
    for sentence in ("La photo est facultative en France.", "A career change takes 6 to 18 months for most people."):
        support = SOURCES.support(sentence)
        assert support is not None
        assert support.quote == sentence


@pytest.mark.parametrize("items", range(1, 12))
def test_a_sentence_carries_itself_however_many_clauses_it_has(items: int) -> None:
    names = ["logement", "énergie", "alimentation", "assurances", "crédits", "transports", "vêtements", "loisirs"]
    names += ["impôts", "cadeaux", "téléphone"]
    sentence = f"Relevez trois mois de comptes et séparez l’incompressible ({', '.join(names[:items])}) du reste."
    passage = Passage("p", "r", "Budget", f"{sentence} Ajoutez un douzième des dépenses annuelles.", "fr", "")

    assert Sources([passage]).support(sentence)


def test_two_neighbouring_sentences_may_carry_one_claim() -> None:
    claim = "The STAR method has four parts: situation, task, action, result, and you should not negotiate pay."
    assert Sources([ENGLISH]).support(claim) is not None


def test_sentences_far_apart_may_not() -> None:
    claim = "Write to five people you already know and negotiate a career change."
    assert SOURCES.support(claim) is None


def test_the_title_may_lend_a_word() -> None:
    passage = Passage("p", "r", "Photosynthesis", "Leaves turn light into sugar during the day.", "en", "/")
    assert Sources([passage]).support("Photosynthesis: leaves turn light into sugar during the day.") is not None


def test_a_very_long_sentence_is_quoted_in_part() -> None:
    text = "The garden holds " + ", ".join(f"plant{chr(97 + i % 26)}{chr(97 + i // 26)}" for i in range(120)) + "."
    support = Sources([Passage("p", "r", "Garden", text, "en", "/")]).support(text)
    assert support is not None
    assert len(support.quote) <= QUOTE_CHARACTERS
    assert support.quote in text


def test_marks_and_references_of_the_model_are_taken_off() -> None:
    assert plain_claim("**Bold** `claim` [1] [passage 2, 3] (source 4).") == "Bold claim."


def test_numbers_and_names_known_to_one_passage() -> None:
    assert SOURCES.knows("Did Marie Curie win two prizes?")
    assert not SOURCES.knows("Did Newton win 7 prizes?")


def test_no_passage_carries_nothing() -> None:
    assert Sources([]).support("Anything at all is true.") is None


@pytest.mark.parametrize(
    ("claim", "source", "same"),
    [
        ("It doesn't rise.", "It does not rise.", True),
        ("It can't rise.", "It cannot rise.", True),
        ("It rises.", "It never rises.", False),
        ("All mentors agree.", "Mentors agree.", False),
        ("Only mentors agree.", "Mentors agree.", False),
        ("You must sign.", "You may sign.", False),
        ("You may sign.", "You must sign.", True),
        ("It increases.", "It decreases.", False),
        ("Sign before noon.", "Sign after noon.", False),
        ("Vous devez signer.", "Vous pouvez signer.", False),
        ("Ni photo ni âge.", "Ni photo ni âge.", True),
        ("Photo et âge.", "Ni photo ni âge.", False),
        ("Share it.", "Share it unless it is private.", False),
        ("Share it only if asked.", "Share it if asked.", False),
    ],
)
def test_direction(claim: str, source: str, same: bool) -> None:
    assert same_direction(meaning_of(claim), meaning_of(source)) is same
