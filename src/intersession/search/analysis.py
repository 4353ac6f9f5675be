"""From text to words, folded words, and stems.

A *word* is a run of letters and digits. *Folding* takes away what readers leave out when they type: case,
accents, Arabic vowel marks and the variants of alef, ya and ta marbuta, the dots of ё. A *stem* is what a
language's Snowball stemmer leaves of a word; it is taken before accents are folded (folding first would
part négociation from négociations). Chinese, Japanese and Korean runs have no spaces: they become single
characters and pairs of neighbours.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

import tantivy

STEMMERS = {
    "ar": "arabic",
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fr": "french",
    "pt": "portuguese",
    "ru": "russian",
}
LATIN = ("en", "fr", "es", "pt", "de")

_WORD = re.compile(r"[^\W_](?:[^\W_]|[\u064b-\u0652\u0670\u0640\u0300-\u036f\u093c-\u094d\u0951\u200c])*")
_ARABIC_MARKS = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u0640]")
_ACCENTS = re.compile("[\u0300-\u036f]")
_ALEF = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ک": "ك", "ی": "ي"})
_LOOSE = str.maketrans({"ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي"})
_LETTERS = str.maketrans(
    {"ß": "ss", "œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "þ": "th", "ё": "е", "Ё": "Е"}
)
_CJK = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]+")
_ARABIC = re.compile("[\u0600-\u06ff]")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
LONGEST_WORD = 60


def words_of(text: str) -> list[str]:
    """The words of a text in order. CJK runs come out whole; `terms_of` takes them apart."""
    return [found[:LONGEST_WORD] for found in _WORD.findall(unicodedata.normalize("NFKC", text))]


def word_spans(text: str) -> list[tuple[int, int]]:
    """Where the words of a text stand, for marking them."""
    return [found.span() for found in _WORD.finditer(text)]


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """The word as a hurried reader types it."""
    low = word.lower().translate(_LETTERS)
    if low.isascii():
        return low
    if _ARABIC.search(low):
        return _ARABIC_MARKS.sub("", low).translate(_ALEF).translate(_LOOSE)
    return unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFD", low)))


def is_cjk(word: str) -> bool:
    """Whether the word is written without spaces around it."""
    return bool(_CJK.search(word))


def grams(word: str) -> list[str]:
    """Pairs of neighbouring characters of the CJK runs in a word; a lone character stands by itself."""
    found: list[str] = []
    for run in _CJK.findall(word):
        found += [run] if len(run) == 1 else [run[place : place + 2] for place in range(len(run) - 1)]
    return found


@lru_cache(maxsize=16)
def _stemmer(language: str) -> tantivy.TextAnalyzer:
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace())
    return builder.filter(tantivy.Filter.stemmer(STEMMERS[language])).build()


def stems(words: Iterable[str], language: str) -> list[str]:
    """The stem of each word, folded; the folded word itself where the language has no stemmer."""
    language = language.split("-")[0].lower()
    if language not in STEMMERS:
        return [fold(word) for word in words]
    prepared = [_before_stemming(word, language) for word in words]
    found = _stemmer(language).analyze(" ".join(prepared))
    if len(found) != len(prepared):  # a stemmer that swallowed a word: take them one by one
        found = [(_stemmer(language).analyze(word) or [word])[0] for word in prepared]
    return [fold(stem) for stem in found]


def _before_stemming(word: str, language: str) -> str:
    low = word.lower().replace("ё", "е")
    if language == "ar":
        return _ARABIC_MARKS.sub("", low).translate(_ALEF) or low
    return low.replace(" ", "") or low


def languages_of_script(word: str) -> tuple[str, ...]:
    """The languages with a stemmer that a word may be of, by its script."""
    if _ARABIC.search(word):
        return ("ar",)
    if _CYRILLIC.search(word):
        return ("ru",)
    return LATIN if not is_cjk(word) else ()


@lru_cache(maxsize=32768)
def stems_of_unknown(word: str) -> frozenset[str]:
    """Every stem the word may have; what somebody types does not say its language."""
    return frozenset(stems([word], language)[0] for language in languages_of_script(word)) | {fold(word)}


def index_terms(text: str, language: str) -> tuple[list[str], list[str]]:
    """(folded words, stems) of a text for the index, CJK runs as characters and pairs."""
    plain, stemmed = [], []
    words = words_of(text)
    for word, stem in zip(words, stems(words, language), strict=True):
        if is_cjk(word):
            pairs = grams(word)
            plain += [*pairs, *(sign for sign in word if len(word) > 1)]
            stemmed += pairs
        else:
            plain.append(fold(word))
            stemmed.append(stem)
    return plain, stemmed


def exact_key(text: str) -> str:
    """A title as one key: its folded words joined. Two titles with the same key read the same."""
    return " ".join(fold(word) for word in words_of(text))[:500]


# Words that carry no meaning of their own in a query. Short on purpose: a wrong one loses results.
_FUNCTION_WORDS = """
a an and are as at be by can do does for from how i in is it my of on or our s that the their this to was
what when where which who why will with you your we
au aux avec ce ces c d dans de des du elle en et est il j je l la le les leur mais me mon ne n nous on ou
par pas pour qu que qui sa se ses son sont sur un une vos votre vous y
al como con de del donde el ella en es esta este la las lo los mi no o para por qué que se si sin su sus un
una y ya
ao aos as com da das do dos e em entre mais meu minha na nas no nos o os ou para pela pelo por que se sem
sua um uma
am auf aus bei das dem den der des die ein eine einem einen einer für ich im in ist mit nach oder sich sind
über und von vom wie zu zum zur
в во и из к как ко на не но о об от по при с со у что это для за
في من على إلى عن مع هذا هذه التي الذي أو و ما هو هي
ya na wa kwa za la katika ni cha vya
的 了 和 与 在 是
"""
STOPWORDS = frozenset(fold(word) for word in _FUNCTION_WORDS.split())
