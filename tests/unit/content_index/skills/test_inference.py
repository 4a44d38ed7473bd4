"""Prerequisites inferred from what mentions what, in the right direction and with evidence."""

from content_index.errors import Message
from content_index.skills import Quote, Relation, Skill, SkillGraph, infer_order, infer_prerequisites
from content_index.skills.mentions import SkillNames, quote_around
from tests.factories.content import a_resource, career_skills


def names(*keys: str) -> dict[str, str]:
    return {key: key.replace("_", " ") for key in keys}


class TestOrder:
    def test_what_many_mention_is_basic(self) -> None:
        relations = [Relation(skill, "point") for skill in ("circle", "triangle", "angle")]
        beliefs = infer_order(names("point", "circle", "triangle", "angle"), relations)
        assert beliefs.order()[0] == "point"
        assert all(first == "point" and confidence > 0.3 for _, first, confidence in beliefs.edges())

    def test_a_name_inside_another_comes_first(self) -> None:
        both = [Relation("right triangle", "triangle"), Relation("triangle", "right triangle")]
        ((skill, first, confidence),) = infer_order(names("right triangle", "triangle"), both).edges()
        assert (skill, first) == ("right triangle", "triangle")
        assert confidence > 0.9

    def test_the_one_that_mentions_comes_after_the_one_that_is_mentioned(self) -> None:
        ((skill, first, _),) = infer_order(names("alpha", "omega"), [Relation("alpha", "omega", 0.9)]).edges()
        assert (skill, first) == ("alpha", "omega")

    def test_what_a_course_teaches_first_comes_first(self) -> None:
        both = [Relation("alpha", "omega"), Relation("omega", "alpha")]
        for places, expected in (({"alpha": 1, "omega": 5}, "alpha"), ({"alpha": 5, "omega": 1}, "omega")):
            ((_, first, _),) = infer_order(names("alpha", "omega"), both, places=places).edges()
            assert first == expected

    def test_skills_related_to_one_but_not_to_each_other_stand_on_one_side_of_it(self) -> None:
        """Four of five are mentioned by the middle one; the fifth follows although it says nothing itself."""
        related = [Relation(end, "middle") for end in ("a", "b", "c", "d")]
        unclear = [Relation("e", "middle"), Relation("middle", "e")]
        beliefs = infer_order(names("a", "b", "c", "d", "e", "middle"), [*related, *unclear])
        assert beliefs.order()[0] == "middle"
        alone = infer_order(names("e", "middle"), unclear)
        assert alone.edges() == []
        assert ("e", "middle") in [(skill, first) for skill, first, _ in beliefs.edges()]

    def test_that_rule_can_overrule_a_weaker_sign(self) -> None:
        """The middle one mentions `e`, so `e` would come first; four others that surely follow pull it along."""
        sure = [Relation("middle", f"{name} middle") for name in ("alpha", "beta", "gamma", "delta")]
        ((_, first, _),) = infer_order(names("e", "middle"), [Relation("middle", "e")]).edges()
        assert first == "e"
        keys = names("e", "middle", "alpha middle", "beta middle", "gamma middle", "delta middle")
        edges = infer_order(keys, [*sure, Relation("middle", "e")]).edges()
        assert ("e", "middle") in [(skill, before) for skill, before, _ in edges]

    def test_nothing_known_gives_names_in_order_and_unknown_skills_are_ignored(self) -> None:
        assert infer_order(names("b", "a"), [Relation("x", "y"), Relation("a", "a")]).order() == ("a", "b")
        assert infer_order({}, []).order() == ()


class TestMentions:
    def test_words_in_a_row_near_and_apart(self) -> None:
        finder = SkillNames(career_skills().skills.values(), "en")

        def strength(text: str) -> float:
            return max((mention.strength for mention in finder.found_in(text)), default=0.0)

        assert strength("You practise active listening every day.") == 1.0
        assert strength("Listening in an active way.") == 0.6
        assert strength("Active people know that one day, after many long years, comes the time for listening.") == 0.0
        assert strength("Network") == 0.0
        assert finder.stems("pitch") == ("elev", "pitch")
        assert finder.stems("nobody") == ()

    def test_the_quote_is_the_sentence_verbatim_and_long_ones_are_cut_between_words(self) -> None:
        finder = SkillNames(career_skills().skills.values(), "fr")
        text = "Bonjour. L'écoute active s'apprend! Ensuite, parlez."
        (mention,) = finder.found_in(text)
        assert quote_around(text, mention) == "L'écoute active s'apprend!"
        for long in ("mot " * 200 + "écoute active " + "mot " * 200, "écoute active " + "mot " * 200):
            (mention,) = finder.found_in(long)
            quote = quote_around(long, mention)
            assert "écoute active" in quote
            assert len(quote) <= 300
            assert set(quote.split()) == {"mot", "écoute", "active"}


class TestSuggestions:
    RESOURCES = (
        a_resource("r1", "Listening", "Sit and wait.", "Say nothing.", skills=("listening",)),
        a_resource(
            "r2",
            "Network",
            "A network grows by active listening. Then you call.",
            "With active listening people remember you.",
            skills=("network", "unknown"),
        ),
        a_resource("r3", "Pitch", "Telling your story is half of it.", skills=("pitch",)),
        a_resource("r4", "Nothing", "Active listening"),
    )

    def test_an_edge_with_its_evidence(self) -> None:
        (found,) = infer_prerequisites(career_skills(), self.RESOURCES)
        assert (found.skill, found.prerequisite) == ("network", "listening")
        assert 0.5 <= found.confidence <= 1.0
        assert [str(part) for part in found.evidence if isinstance(part, Message)] == [
            "2 of 2 passages about “Building a network” mention “Active listening”.",
            "The course teaches “Active listening” before “Building a network”.",
        ]
        assert [part for part in found.evidence if isinstance(part, Quote)] == [
            Quote("r2/0", "A network grows by active listening."),
            Quote("r2/1", "With active listening people remember you."),
        ]

    def test_given_edges_and_their_reverse_are_not_suggested(self) -> None:
        given = SkillGraph.build([*career_skills().skills.values(), Skill("network", "n", ("listening",))])
        assert infer_prerequisites(given, self.RESOURCES) == ()
        reverse = SkillGraph.build([*career_skills().skills.values(), Skill("listening", "n", ("network",))])
        assert infer_prerequisites(reverse, self.RESOURCES) == ()

    def test_one_mention_among_many_passages_proves_little(self) -> None:
        long = a_resource("r2", "Network", "By active listening.", *["Call people."] * 20, skills=("network",))
        assert infer_prerequisites(career_skills(), (self.RESOURCES[0], long)) == ()

    def test_mentions_the_other_way_round_are_said(self) -> None:
        back = a_resource("r1", "Listening", "Building a network helps.", "Wait.", skills=("listening",))
        (found,) = infer_prerequisites(career_skills(), (back, self.RESOURCES[1]), least=0.0)
        assert any("The other way round, 1 of 2" in str(part) for part in found.evidence)

    def test_at_most_so_many(self) -> None:
        assert infer_prerequisites(career_skills(), self.RESOURCES, most=0) == ()
