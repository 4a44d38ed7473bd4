"""Skills are suggested from the words of a resource, with words of it as evidence."""

from content_index.skills import Background, Skill, SkillGraph, suggest_skills
from tests.factories.content import a_resource, career_skills


def test_the_skill_whose_words_are_in_title_and_text_is_suggested_with_sentences() -> None:
    resource = a_resource(
        "r", "How to listen actively", "To listen is work. Active listening means that you repeat.\nYou say little."
    )
    (found,) = suggest_skills(resource, career_skills())
    assert found.skill == "listening"
    assert 0.3 <= found.score <= 1
    assert found.evidence[0].text == "Active listening means that you repeat."
    assert found.evidence[0].passage_id == "r/0"
    assert all(quote.text in resource.text for quote in found.evidence)


def test_a_quote_begins_with_its_sentence_not_with_the_end_of_another() -> None:
    text = "« Que faire ? » Un réseau se développe lentement."
    [found] = suggest_skills(a_resource("r", "Réseau", text, language="fr"), career_skills())
    assert [quote.text for quote in found.evidence] == ["Un réseau se développe lentement."]


def test_names_in_the_language_of_the_resource_count() -> None:
    resource = a_resource("r", "Développer un réseau solide", "Un réseau se développe lentement.", language="fr")
    assert [found.skill for found in suggest_skills(resource, career_skills())] == ["network"]


def test_skills_that_are_given_are_not_suggested_again() -> None:
    resource = a_resource("r", "Active listening", "Active listening", skills=("listening",))
    assert suggest_skills(resource, career_skills()) == ()


def test_headings_count_and_the_title_is_the_evidence_when_no_sentence_is() -> None:
    resource = a_resource("r", "Elevator pitch", "Nothing of it here.", heading="The elevator pitch")
    (found,) = suggest_skills(resource, career_skills())
    assert [(quote.passage_id, quote.text) for quote in found.evidence] == [("r/0", "Elevator pitch")]
    assert (
        suggest_skills(a_resource("r", "Elevator pitch, elevator pitch"), career_skills())[0].evidence[0].passage_id
        == ""
    )


def test_words_in_every_lesson_say_little() -> None:
    graph = SkillGraph.build([Skill("a", "Work interviews"), Skill("b", "Work letters")])
    resource = a_resource("r", "Letters at work", "Work work work. Letters letters.")
    lessons = [a_resource(f"x{n}", "Work", "Work at work.") for n in range(9)]
    without = {found.skill: found.score for found in suggest_skills(resource, graph)}
    with_background = {found.skill: found.score for found in suggest_skills(resource, graph, Background.of(lessons))}
    assert set(without) == {"a", "b"}
    assert set(with_background) == {"b"}


def test_at_most_so_many_and_none_for_other_text() -> None:
    graph = SkillGraph.build([Skill(f"k{n}", f"letter {n}") for n in range(9)])
    resource = a_resource("r", "letter letter", "letter 1")
    assert len(suggest_skills(resource, graph, most=2)) == 2
    assert suggest_skills(a_resource("r", "Cooking", "Soup."), career_skills()) == ()
