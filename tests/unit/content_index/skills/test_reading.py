"""Skills files: plain CSV and JSON, CASE, ESCO, and everything that people save by mistake."""

import json

import pytest

from content_index.skills import Skill, SkillGraph, SkillsRead, read_skills
from content_index.skills.reading import _MOST_ROWS


def read(text: str, name: str = "skills.csv") -> SkillsRead:
    return read_skills(text.encode(), name)


def reasons(found: SkillsRead) -> list[str]:
    return [str(problem.message) for problem in found.problems]


class TestTables:
    def test_the_columns_of_the_contract(self) -> None:
        found = read(
            "skill,name,prerequisites\nlisten,Active listening,\npitch,The pitch,listen; story\nstory,Story,listen\n"
        )
        assert found.skills == (
            Skill("listen", "Active listening"),
            Skill("pitch", "The pitch", ("listen", "story")),
            Skill("story", "Story", ("listen",)),
        )
        assert found.problems == ()

    def test_names_per_language_levels_and_descriptions(self) -> None:
        found = read("skill,name,name_fr,level,description\na,Listening,Écoute,level 2,How to listen\n")
        assert found.skills == (Skill("a", "Listening", (), {"fr": "Écoute"}, "How to listen", 2),)

    def test_a_french_spreadsheet(self) -> None:
        rows = ["Compétence;Nom;Prérequis;Niveau", "écoute;Écoute active;;1"]
        rows += ['récit;Récit;"Écoute Active|voix";très']
        text = "\ufeff" + "\r\n".join(rows)
        found = read_skills(text.encode("utf-8"), "x.csv")
        assert [(s.key, s.name, s.prerequisites, s.level) for s in found.skills] == [
            ("écoute", "Écoute active", (), 1),
            ("récit", "Récit", ("écoute", "voix"), None),
            ("voix", "voix", (), None),
        ]
        assert reasons(found) == ["“voix” is a prerequisite without a row of its own. It was added as a skill."]

    def test_windows_encoding_and_tabs(self) -> None:
        found = read_skills("skill\tprerequisites\nécoute\t\nrécit\técoute\n".encode("cp1252"), "x.txt")
        assert found.skills[1].prerequisites == ("écoute",)

    def test_a_key_wins_over_a_name_and_spelling_of_case_is_forgiven(self) -> None:
        found = read("skill,name,prerequisites\na,b,\nb,Other,\nc,C,B;OTHER\n")
        assert found.skills[2].prerequisites == ("b",)

    def test_bad_rows_are_named_by_line_and_the_rest_goes_in(self) -> None:
        found = read(f"skill,name\n,\n ,nameless\n{'x' * 300},long\nok,fine\n\n")
        assert [(s.key, s.name) for s in found.skills] == [("nameless", "nameless"), ("ok", "fine")]
        assert [problem.row for problem in found.problems] == [4]

    @pytest.mark.parametrize("text", ["", "\n", "a,b\n1,2\n", "skill\n", '"unclosed', "skill\n\x00\n"])
    def test_what_is_no_list_of_skills_says_so(self, text: str) -> None:
        found = read(text)
        assert found.skills == ()
        assert reasons(found)

    def test_bytes_that_are_no_text_and_too_many_bytes(self) -> None:
        assert "not a text file" in reasons(read_skills(bytes(range(256)) * 9))[0]
        assert "too large" in reasons(read_skills(b"x" * (64 * 1024 * 1024 + 1)))[0]

    def test_a_cell_without_end_is_refused(self) -> None:
        assert "cannot be read" in reasons(read("skill,name\na," + "x" * 200_000))[0]

    def test_too_many_rows_are_cut_and_said(self) -> None:
        found = read("skill\n" + "\n".join(f"s{number}" for number in range(_MOST_ROWS + 5)))
        assert len(found.skills) == _MOST_ROWS
        assert "too many" in reasons(found)[0]


class TestEsco:
    def test_skills_and_relations_fit_together(self) -> None:
        address = "http://data.europa.eu/esco/skill/"
        skills = read(
            "conceptType,conceptUri,preferredLabel,description\n"
            f"KSC,{address}aa,listen,to hear\nKSC,,x,\nKSC,{address}bb,sell,\n"
        )
        relations = read(
            "originalSkillUri,originalSkillType,relationType,targetSkillType,targetSkillUri\n"
            f"{address}bb,s,essential,s,{address}aa\n{address}aa,s,optional,s,{address}bb\n,,,,{address}aa\n"
        )
        assert [(s.key, s.name) for s in skills.skills] == [("aa", "listen"), ("bb", "sell")]
        assert [problem.row for problem in (*skills.problems, *relations.problems)] == [3, 4]
        graph = SkillGraph.build([*skills.skills, *relations.skills])
        assert [(edge.skill, edge.prerequisite) for edge in graph.edges] == [("bb", "aa")]
        assert graph.skills["bb"].name == "sell"


class TestJson:
    def test_a_list_or_an_object_with_skills(self) -> None:
        entries = [
            "bare",
            {"skill": "a", "name": "A", "names": {"fr": "Ä", "de": 3}, "prerequisites": ["bare"], "level": 1},
            {"key": 7, "prerequisites": "a; bare"},
            {"name_fr": "sans clé"},
            None,
        ]
        for value in (entries, {"skills": entries}):
            found = read(json.dumps(value), "x.json")
            assert [(s.key, s.prerequisites) for s in found.skills] == [
                ("bare", ()),
                ("a", ("bare",)),
                ("7", ("a", "bare")),
            ]
            assert found.skills[1].names == {"fr": "Ä"}
            assert [problem.row for problem in found.problems] == [4, 5]

    @pytest.mark.parametrize("text", ["{", "3", '{"a": 1}', "[]", '{"CFItems": []}', "[" * 100_000])
    def test_what_is_no_list_of_skills_says_so(self, text: str) -> None:
        found = read(text, "x.json")
        assert (found.skills, len(found.problems)) == ((), 1)

    def test_a_case_framework(self) -> None:
        framework = {
            "CFDocument": {"title": "Framework"},
            "CFItems": [
                {"identifier": "i1", "fullStatement": "The learner listens.", "abbreviatedStatement": "Listens"},
                {"identifier": "i2", "fullStatement": "The learner retells."},
                {"identifier": "i3"},
                "nonsense",
            ],
            "CFAssociations": [
                {
                    "associationType": "precedes",
                    "originNodeURI": {"identifier": "i1"},
                    "destinationNodeURI": {"identifier": "i2"},
                },
                {"associationType": "isChildOf", "originNodeURI": {"identifier": "i2"}, "destinationNodeURI": {}},
                {"associationType": "precedes", "originNodeURI": None},
                5,
            ],
        }
        found = read(json.dumps(framework), "case.json")
        assert found.skills == (
            Skill("i1", "Listens", description="The learner listens."),
            Skill("i2", "The learner retells.", ("i1",), description="The learner retells."),
        )
        assert [problem.row for problem in found.problems] == [3, 4]
        assert read(json.dumps({"CFItems": [framework["CFItems"][0]], "CFAssociations": 3})).skills  # type: ignore[index]
