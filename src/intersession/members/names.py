"""Names as keys: the same organisation is found under another spelling, another script, or its acronym.

`anyascii` writes any script in plain Latin letters (so "إنقاذ" and "inqadh" meet), `rapidfuzz` says how alike two
such names are. Words that half of all organisations carry say nothing and are left out of the keys.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from anyascii import anyascii
from rapidfuzz import fuzz

# A mail address here says nothing about an organisation: everybody may have one.
_OPEN_TO_ALL = """163.com 126.com aol.com free.fr gmail.com gmx.de gmx.net gmx.com googlemail.com hotmail.com hotmail.fr
    icloud.com laposte.net libero.it live.com mail.com mail.ru me.com msn.com naver.com orange.fr outlook.com
    posteo.de proton.me protonmail.com qq.com rediffmail.com t-online.de uol.com.br web.de yahoo.com yahoo.co.in
    yahoo.co.uk yahoo.fr yandex.com yandex.ru ymail.com zoho.com"""
OPEN_TO_ALL = frozenset(_OPEN_TO_ALL.split())
_SAY_NOTHING = """and the for des les del los las der die und pour para association foundation fondation fundacion
    organisation organization organizacion international national"""
SAY_NOTHING = frozenset(_SAY_NOTHING.split())
ALIKE = 82


def fold(name: str) -> str:
    """A name in lower-case Latin letters and digits, words apart by one space."""
    return " ".join(re.findall(r"[a-z0-9]+", anyascii(name).casefold()))[:300]


def words_of(name: str) -> set[str]:
    """The words of a folded name that tell organisations apart."""
    return {word for word in fold(name).split() if len(word) > 2 and word not in SAY_NOTHING}


def keys_of(names: Iterable[str]) -> set[tuple[str, bool]]:
    """Each name as a whole, and each word of it: (key, is it the whole name)."""
    keys: set[tuple[str, bool]] = set()
    for name in names:
        whole = fold(name)
        if whole:
            keys.add((whole, True))
            keys |= {(word, False) for word in words_of(name)}
    return keys


def likeness(one: str, other: str) -> float:
    """How alike two folded names are, from 0 to 100; the order of their words does not matter."""
    return float(
        max(fuzz.token_sort_ratio(one, other), fuzz.ratio(one.replace(" ", ""), other.replace(" ", "")))
    )


def domain_of(address: str) -> str:
    """The host of a web address without "www.", or the part of a mail address after the @; else nothing."""
    if "@" in address and "/" not in address:
        host = address.rpartition("@")[2]
    else:
        try:
            host = urlsplit(address if "//" in address else f"//{address}").hostname or ""
        except ValueError:
            return ""
    host = host.strip().strip(".").lower().removeprefix("www.")
    return host if "." in host and len(host) <= 253 else ""


def is_own_domain(domain: str) -> bool:
    """Whether an address there shows that somebody belongs to the organisation."""
    return bool(domain) and domain not in OPEN_TO_ALL
