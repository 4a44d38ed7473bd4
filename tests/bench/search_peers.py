"""Other engines under one roof: given the same tokens as ours, they show what the engine itself is worth."""

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

import bm25s
import numpy as np
import tantivy

from content_index.documents import Resource
from content_index.index.layout import combined, field_language, records
from content_index.schema.analysis import analyse

#: From a question to document ids, best first.
Ask = Callable[[str, int], list[str]]
Tokens = list[list[str]]


def tokens_of(items: Sequence[Resource]) -> Tokens:
    """The stems of each resource's combined field, as our index counts them."""
    return [
        [stem for record in records(item) for stem in analyse(combined(record), field_language(item.language))]
        for item in items
    ]


def question_tokens(question: str, language: str) -> list[str]:
    """The different stems of a question."""
    return list(dict.fromkeys(analyse(question, language)))


def with_bm25s(items: Sequence[Resource], tokens: Tokens, language: str) -> Ask:
    """bm25s, Lucene's formula, in memory."""
    names = np.array([item.id for item in items])
    engine = bm25s.BM25(method="lucene")
    engine.index(tokens, show_progress=False)

    def ask(question: str, limit: int) -> list[str]:
        asked = [word for word in question_tokens(question, language) if word in engine.vocab_dict]
        if not asked:
            return []
        found, scores = engine.retrieve([asked], k=min(limit, len(names)), show_progress=False)
        return [str(names[row]) for row, score in zip(found[0], scores[0], strict=True) if score > 0]

    return ask


def with_tantivy(items: Sequence[Resource], tokens: Tokens, language: str, directory: Path) -> Ask:
    """tantivy, on disk, one merged commit."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    builder.add_text_field("body", stored=False, tokenizer_name="whitespace")
    schema = builder.build()
    directory.mkdir(parents=True)
    index = tantivy.Index(schema, path=str(directory))
    writer = index.writer(heap_size=100_000_000, num_threads=1)
    for item, words in zip(items, tokens, strict=True):
        writer.add_document(tantivy.Document(id=item.id, body=" ".join(words)))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def ask(question: str, limit: int) -> list[str]:
        terms = [
            (tantivy.Occur.Should, tantivy.Query.term_query(schema, "body", word))
            for word in question_tokens(question, language)
        ]
        if not terms:
            return []
        hits = searcher.search(tantivy.Query.boolean_query(terms), limit).hits
        return [searcher.doc(address)["id"][0] for _, address in hits]

    return ask


def with_fts5(items: Sequence[Resource], tokens: Tokens, language: str, path: Path) -> Ask:
    """SQLite FTS5 on disk, merged; answers with the stored text too, as ours does."""
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE passage (id TEXT, text TEXT)")
    connection.execute(
        "CREATE VIRTUAL TABLE postings USING fts5(body, content='', tokenize=\"unicode61 remove_diacritics 0\")"
    )
    for row, (item, words) in enumerate(zip(items, tokens, strict=True), 1):
        connection.execute("INSERT INTO passage (rowid, id, text) VALUES (?, ?, ?)", (row, item.id, item.text))
        connection.execute("INSERT INTO postings (rowid, body) VALUES (?, ?)", (row, " ".join(words)))
    connection.execute("INSERT INTO postings (postings) VALUES ('optimize')")
    connection.commit()

    def ask(question: str, limit: int) -> list[str]:
        match = " OR ".join(f'"{word}"' for word in question_tokens(question, language))
        if not match:
            return []
        rows = connection.execute(
            "SELECT id, text FROM (SELECT rowid AS found, rank AS score FROM postings WHERE postings MATCH ? "
            "ORDER BY rank LIMIT ?) JOIN passage ON passage.rowid = found ORDER BY score",
            (match, limit),
        )
        return [name for name, _ in rows]

    return ask
