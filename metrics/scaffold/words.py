"""From names in a database to words that people say, and to names of the catalogue."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from functools import cache

from metrics.scaffold.vocabulary import ABBREVIATIONS, ENDINGS, NOUNS, WHOLE

Words = tuple[str, ...]
_RUN = re.compile(r"[^\W_]+")
_SHORT = 3
_MOST_LETTERS = 50
_ACRONYM = 4
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "o", "æ": "ae"})
_ALIKE = frozenset({"staff", "series", "species", "news", "data", "equipment", "information"})
_IRREGULAR = {
    "person": "people",
    "child": "children",
    "man": "men",
    "woman": "women",
    "foot": "feet",
    "index": "indexes",
    "premise": "premises",
}
_SINGULAR = {plural: singular for singular, plural in _IRREGULAR.items()} | {"indices": "index"}
_KEPT = ("ss", "us", "is", "as", "os")
_LONGER = ("xes", "ches", "shes", "sses", "zes", "tuses", "buses", "nuses", "ruses")


def split(name: str, known: Collection[str] = ()) -> Words:
    """The words of a name in lower case: snake_case, camelCase, run together, abbreviated or not.

    ``known`` are nouns of this database: ``policyid`` comes apart where there are policies.

    >>> split("sbTxCustId"), split("is_valid"), split("custid"), split("RAM_MiB")
    (('sb', 'tx', 'cust', 'id'), ('is', 'valid'), ('cust', 'id'), ('ram', 'mib'))
    """
    shouted = name.upper() == name
    parts = [part for run in _RUN.findall(name) for part in _humps(run, shouted=shouted)]
    return tuple(word for part in parts for word in _apart(part.lower(), known))


def expand(words: Iterable[str]) -> Words:
    """The words with common abbreviations written out.

    >>> expand(("tot", "drug", "amt")), expand(("no", "of", "loans"))
    (('total', 'drug', 'amount'), ('number', 'of', 'loans'))
    """
    words = tuple(words)
    return tuple(_expanded(word, place, words) for place, word in enumerate(words))


def phrase(words: Words, name: str = "") -> str:
    """The words as a label; what stands in capitals in ``name`` and is short stays so.

    >>> phrase(("customer", "city")), phrase(("vat", "rating"), "VAT_rating")
    ('Customer city', 'VAT rating')
    """
    written = {run for run in re.findall(r"[A-Z]{2,}", name) if len(run) <= _ACRONYM}
    mixed = name.upper() != name
    kept = [w.upper() if mixed and w.upper() in written else w for w in words]
    text = " ".join(kept)
    return text[:1].upper() + text[1:]


def plural(words: Words) -> Words:
    """The words with the last one in the plural.

    >>> plural(("product", "category")), plural(("staff",))
    (('product', 'categories'), ('staff',))
    """
    return (*words[:-1], _plural(words[-1])) if words else words


def singular(words: Words) -> Words:
    """The words with the last one in the singular.

    >>> singular(("customer", "addresses")), singular(("diagnoses",)), singular(("status",))
    (('customer', 'address'), ('diagnosis',), ('status',))
    """
    return (*words[:-1], _singular(words[-1])) if words else words


def identifier(words: Iterable[str], fallback: str) -> str:
    """A name of the catalogue: lower-case ASCII letters, digits, single underscores.

    >>> identifier(("größe", "2"), "column"), identifier(("2020", "sales"), "table")
    ('groesse_2', 'table_2020_sales')
    """
    plain = "_".join(filter(None, (_ascii(word) for word in words)))
    if not plain:
        return fallback
    started = plain if plain[0].isalpha() else f"{fallback}_{plain}"
    if len(started) <= _MOST_LETTERS:
        return started
    return started[: _MOST_LETTERS + 1].rpartition("_")[0] or started[:_MOST_LETTERS]


@cache
def alike(one: str, other: str) -> bool:
    """Whether two words are the same word in another number, or one abbreviates the other.

    >>> alike("cust", "customer"), alike("dept", "departments"), alike("plan", "plant")
    (True, True, False)
    """
    one, other = (_singular(ABBREVIATIONS.get(word, word)) for word in (one, other))
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    if not _SHORT <= len(short) <= _ACRONYM or len(long) - len(short) < _SHORT:
        return False
    return long.startswith(short) or (len(short) > _SHORT and _skeleton(long).startswith(short))


def _humps(run: str, *, shouted: bool) -> list[str]:
    """A run of letters and digits cut where its case changes; short mixed ones stay whole."""
    if shouted or len(run) <= _SHORT or run.lower() in WHOLE:
        return [run]
    cut = re.sub(r"([^\W\d_])(?=[A-ZÀ-Þ][a-zß-ÿ])", r"\1 ", run)
    cut = re.sub(r"([a-zß-ÿ])(?=[A-ZÀ-Þ])", r"\1 ", cut)
    return re.sub(r"([^\W\d_]{3,})(?=\d+(?:\s|$))", r"\1 ", cut).split()


def _apart(word: str, known: Collection[str]) -> Words:
    """``custid`` → cust, id; only where what stands before the ending is a noun."""
    if word in WHOLE:
        return (word,)
    for ending in ENDINGS:
        before = word.removesuffix(ending)
        if before != word and (before in ABBREVIATIONS or before in NOUNS or before in known):
            return (before, ending)
    return (word,)


def _expanded(word: str, place: int, words: Words) -> str:
    if word == "no" and len(words) > 1:
        counts = place == len(words) - 1 or words[place + 1] == "of"
        return "number" if counts else word
    return ABBREVIATIONS.get(word, word)


def _plural(word: str) -> str:
    if word in _ALIKE or word in _SINGULAR or not word.isascii():
        return word
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith("sis"):
        return word[:-2] + "es"
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "z", "ch", "sh")) else "s")


def _singular(word: str) -> str:
    if word in _SINGULAR:
        return _SINGULAR[word]
    if word in _ALIKE or len(word) <= _SHORT or not word.endswith("s") or word.endswith(_KEPT):
        return word
    if word.endswith(("noses", "lyses", "heses")):
        return word[:-2] + "is"
    if word.endswith("ies") and len(word) > _SHORT + 1:
        return word[:-3] + "y"
    return word[: -2 if word.endswith(_LONGER) else -1]


def _skeleton(word: str) -> str:
    """The first letter and the consonants after it: ``department`` → ``dprtmnt``."""
    return word[0] + re.sub(r"[aeiou]", "", word[1:])


def _ascii(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word.casefold().translate(_GERMAN))
    return re.sub(r"[^a-z0-9]", "", plain)
