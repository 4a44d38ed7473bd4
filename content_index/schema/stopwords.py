"""Words that say nothing about a subject, per language, folded.

Question words are among them: a passage that answers "comment" or "why" seldom holds the
word, and one that holds it is seldom the answer. Base lists: Snowball's, as Whoosh ships them.
"""

from whoosh.lang.stopwords import stoplists

from content_index.schema.folding import fold

_QUESTIONS = {
    "en": (
        "what when where which while who whom whose why how does did doing done whether please tell explain "
        "could would shall should may might must im ive id dont doesnt didnt isnt arent cant couldnt wont "
        "doesn didn isn aren couldn wouldn shouldn hasn haven weren wasn also there"
    ),
    "fr": (
        "comment pourquoi quand quel quelle quels quelles lequel laquelle lesquels lesquelles combien quoi ou "
        "dont auquel auxquels duquel desquels est-ce afin ainsi alors aussi cela ceci cet cette ceux celle "
        "celles celui comme donc etc etre ici ils elles leurs lors lorsque meme ni or parce puis puisque "
        "quelque quelques sans si sous tout toute tous toutes tres votre vers chez entre faut peut peuvent "
        "peux puis-je dois doit fait faire ait avoir ca jusqu lorsqu puisqu quoiqu presqu quelqu"
    ),
}


def stop_words(language: str) -> frozenset[str]:
    """The folded stop words of `language`; empty where there is no list."""
    base = stoplists.get(language, frozenset())
    return frozenset(fold(word) for word in base) | frozenset(_QUESTIONS.get(language, "").split())
