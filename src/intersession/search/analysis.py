"""From text to words, folded words, and stems.

A *word* is a run of letters and digits. *Folding* takes away what readers leave out when they type: case,
accents, Arabic vowel marks and the variants of alef, ya and ta marbuta, the dots of ё. A *stem* is what a
language's Snowball stemmer leaves of a word; it is taken before accents are folded (folding first would
part négociation from négociations); a text's words are indexed in the other order too, for queries typed
without accents. Chinese, Japanese and Korean runs have no spaces: they become single characters and pairs
of neighbours, in simplified characters for the signs of our matters. Limits: no stemmer for Swahili; the few
plurals that matter here and that no stemmer knows (child, children) are listed by hand.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
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
_ASCII_WORD = re.compile(r"[a-z0-9]+")
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

# Stems of one word that its stemmer keeps apart, each → the one that stands for both.
_SAME = {"children": "child", "اطفال": "طفل", "watoto": "mtoto", "дет": "ребенк", "women": "woman"}

# Traditional characters that occur in our matters, each followed by its simplified form.
_TRADITIONAL_PAIRS = (
    "兒儿網网絡络線线電电話话報报舉举檢检專专護护權权國国際际機机關关識识別别視视頻频錄录圖图畫画傳传資资訊讯術术業业務务處处導导"
    "學学習习體体驗验證证門门戶户統统總总會会協协議议規规則则條条約约對对為为與与類类動动態态區区隱隐攝摄剝剥騷骚擾扰穢秽觀观過过"
    "濾滤實实應应開开設设備备標标準准號号碼码認认齡龄級级長长經经濟济遊游戲戏賬账聯联員员幫帮請请問问題题訴诉訟讼婦妇亂乱傷伤"
    "隨随讓让給给說说諮咨詢询輔辅導导構构團团癮瘾霸霸誘诱騙骗買买賣卖點点發发佈布舊旧熱热救救"
)
_SIMPLIFIED = str.maketrans(dict(zip(_TRADITIONAL_PAIRS[::2], _TRADITIONAL_PAIRS[1::2], strict=True)))


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
    bare = unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFD", low)))
    return bare.translate(_SIMPLIFIED) if _CJK.search(bare) else bare


def simplified(text: str) -> str:
    """The text with traditional characters of our matters in their simplified form."""
    return text.translate(_SIMPLIFIED)


def is_cjk(word: str) -> bool:
    """Whether the word is written without spaces around it."""
    return bool(_CJK.search(word))


def grams(word: str) -> list[str]:
    """Pairs of neighbouring characters of the CJK runs in a word; a lone character stands by itself."""
    found: list[str] = []
    for run in _CJK.findall(fold(word)):
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
        return [_SAME.get(folded, folded) for folded in map(fold, words)]
    prepared = [_before_stemming(word, language) for word in words]
    found = _stemmer(language).analyze(" ".join(prepared))
    if len(found) != len(prepared):  # a stemmer that swallowed a word: take them one by one
        found = [(_stemmer(language).analyze(word) or [word])[0] for word in prepared]
    return [_SAME.get(stem, stem) for stem in map(fold, found)]


@lru_cache(maxsize=131_072)
def forms_of(word: str, language: str) -> tuple[str, str]:
    """(stem, folded word), kept: texts that are shown have most of their words in common."""
    return stems([word], language)[0], fold(word)


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
    folded = fold(word)
    kinds = {stems([word], language)[0] for language in languages_of_script(word)}
    return frozenset(kinds | {_SAME.get(folded, folded)})


@dataclass(frozen=True, slots=True)
class Analysed:
    """A text taken apart: `stems` and folded `words` in order and of one length; `others` are further forms.

    Pairs of CJK characters stand in both lists.
    """

    stems: list[str]
    words: list[str]
    others: list[str]


@lru_cache(maxsize=16)
def _at_once(language: str) -> tuple[tantivy.TextAnalyzer, tantivy.TextAnalyzer]:
    """(words, stems) of plain ASCII text, both without a detour through Python."""
    plain = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).filter(tantivy.Filter.lowercase())
    stemming = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).filter(tantivy.Filter.lowercase())
    return plain.build(), stemming.filter(tantivy.Filter.stemmer(STEMMERS[language])).build()


def analyse(text: str, language: str) -> Analysed:
    """Take a text of a document apart. An unknown language (`und`) is not stemmed."""
    language = language.split("-")[0].lower()
    if text.isascii() and language in STEMMERS:
        plain, stemming = _at_once(language)
        words, found = plain.analyze(text), stemming.analyze(text)
        if len(words) == len(found):
            return Analysed([_SAME.get(stem, stem) for stem in found], words, [])
    words = words_of(text)
    if not any(map(is_cjk, words)):
        folded = [fold(word) for word in words]
        stemmed = stems(words, language)
        return Analysed(stemmed, folded, _without_accents(words, folded, stemmed, language))
    return _with_cjk(words, language)


def _without_accents(words: list[str], folded: list[str], stemmed: list[str], language: str) -> list[str]:
    """The stems a query typed without accents has, where they differ from those of the text."""
    if language not in LATIN:
        return []
    accented = [
        (bare, stem)
        for word, bare, stem in zip(words, folded, stemmed, strict=True)
        if not word.isascii() and bare.isascii()
    ]
    again = stems([bare for bare, _ in accented], language)
    return [other for other, (_, stem) in zip(again, accented, strict=True) if other != stem]


def _with_cjk(words: list[str], language: str) -> Analysed:
    plain: list[str] = []
    stemmed: list[str] = []
    signs: list[str] = []
    for word, stem in zip(words, stems(words, language), strict=True):
        if is_cjk(word):
            pairs = grams(word)
            plain += pairs
            stemmed += pairs
            signs += [sign for sign in fold(word) if len(word) > 1]
        else:
            plain.append(fold(word))
            stemmed.append(stem)
    return Analysed(stemmed, plain, signs)


def exact_key(text: str) -> str:
    """A title as one key: its folded words joined. Two titles with the same key read the same."""
    if text.isascii():
        return " ".join(_ASCII_WORD.findall(text.lower()))[:500]
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
