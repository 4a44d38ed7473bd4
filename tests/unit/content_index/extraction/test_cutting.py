"""Passages are of a quotable length and keep their ids while their words stay."""

from hypothesis import given, settings
from hypothesis import strategies as st

from content_index.extraction import Block, Document, as_resource, passages
from content_index.extraction.cutting import FEWEST_WORDS, MOST_WORDS
from content_index.extraction.prose import word_count


def a_document(*blocks: Block) -> Document:
    return Document(source="s", title="T", language="en", blocks=blocks, minutes=3, skills=("a",))


def paragraph(words: int, seed: str = "w") -> Block:
    sentences = [f"S{seed}{n} " + " ".join(["word"] * 9) + "." for n in range(words // 10)]
    return Block(" ".join(sentences))


def heading(text: str) -> Block:
    return Block(text, "heading", 2, f"#{text}")


WORDS = st.text(st.sampled_from("abc .!?\n-'éA9\u00a0"), max_size=600)
BLOCKS = st.lists(
    st.one_of(
        st.builds(Block, WORDS, st.sampled_from(["paragraph", "item", "code", "row"])),
        st.builds(lambda text: Block(text, "heading", 2, "#a"), WORDS),
        st.builds(paragraph, st.integers(0, 700), st.sampled_from("xyz")),
        st.builds(lambda n: Block("word " * n), st.integers(0, 700)),
        st.builds(lambda n: Block("a." * n), st.integers(0, 3000)),
    ),
    max_size=12,
)


@given(BLOCKS)
@settings(max_examples=300, deadline=None)
def test_every_passage_has_60_to_220_words_unless_the_document_is_shorter(blocks: list[Block]) -> None:
    found = passages(a_document(*blocks), "r")
    counts = [word_count(passage.text) for passage in found]
    assert (FEWEST_WORDS, MOST_WORDS) == (60, 220)
    assert all(count <= MOST_WORDS for count in counts)
    assert len(counts) <= 1 or all(count >= FEWEST_WORDS for count in counts)


@given(BLOCKS)
@settings(max_examples=200, deadline=None)
def test_no_word_of_the_text_is_lost_and_ids_are_unique(blocks: list[Block]) -> None:
    found = passages(a_document(*blocks), "r")
    kept = "".join("".join(passage.text.split()) for passage in found)
    assert all("".join(block.text.split()) in kept or block.kind == "heading" for block in blocks)
    assert len({passage.id for passage in found}) == len(found)
    assert [passage.ordinal for passage in found] == list(range(len(found)))


def test_sections_of_enough_words_are_passages_with_heading_and_anchor() -> None:
    found = passages(a_document(heading("one"), paragraph(80), heading("two"), paragraph(90)), "r")
    assert [(passage.heading, passage.anchor) for passage in found] == [("one", "#one"), ("two", "#two")]
    assert "one" not in found[0].text


def test_a_short_section_joins_the_next_with_its_heading() -> None:
    (only,) = passages(a_document(heading("one"), paragraph(30), heading("two"), paragraph(90)), "r")
    assert only.heading == "one"
    assert "\n\ntwo\n\n" in only.text


def test_a_short_end_joins_the_passage_before_or_borrows_from_it() -> None:
    (joined,) = passages(a_document(heading("one"), paragraph(80), heading("two"), paragraph(20)), "r")
    assert "two" in joined.text
    found = passages(
        a_document(heading("one"), *[paragraph(50, s) for s in "abcd"], heading("two"), paragraph(30)), "r"
    )
    assert [word_count(passage.text) for passage in found] == [150, 81]
    assert found[1].heading == "one"


def test_an_edit_leaves_the_ids_of_other_sections_as_they_were() -> None:
    sections = [
        heading("one"),
        paragraph(100, "a"),
        heading("two"),
        paragraph(100, "b"),
        heading("3"),
        paragraph(70, "c"),
    ]
    before = passages(a_document(*sections), "r")
    sections[1] = paragraph(130, "changed")
    after = passages(a_document(*sections), "r")
    assert before[0].id != after[0].id
    assert [passage.id for passage in before[1:]] == [passage.id for passage in after[1:]]


def test_ids_depend_on_the_resource_and_count_equal_passages() -> None:
    twice = a_document(heading("one"), paragraph(100), heading("two"), paragraph(100))
    first, second = passages(twice, "r")
    assert first.id != second.id
    assert passages(twice, "other")[0].id != first.id
    assert [passage.id for passage in passages(twice, "r")] == [first.id, second.id]


def test_case_and_spacing_do_not_change_an_id() -> None:
    (one,) = passages(a_document(Block("Some  words\nhere")), "r")
    (other,) = passages(a_document(Block("some words HERE")), "r")
    assert one.id == other.id


def test_a_document_becomes_a_resource_with_its_source() -> None:
    resource = as_resource(a_document(paragraph(100)), "r9")
    assert (resource.id, resource.title, resource.skills, resource.minutes) == ("r9", "T", ("a",), 3)
    assert resource.passages[0].resource_id == "r9"
    assert resource.metadata["source"] == "s"


def test_a_document_without_blocks_has_no_passage() -> None:
    assert passages(a_document(), "r") == ()
