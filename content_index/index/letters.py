"""Which letters a word is made of, as bits: a quick first look at how far two words are apart."""


def letters_of(word: str) -> int:
    """The letters of a folded word as bits: a to z, the rest shared out over what is left of 32."""
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) - 97 if "a" <= letter <= "z" else 26 + ord(letter) % 6)
    return bits
