"""Words that ask nothing: a greeting, thanks, a complaint.

Small talk is recognised only where every word of a text is, so that it never hides a question.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal

from bot.language.words import FILLERS

Talk = Literal["complaint", "thanks", "greeting"]

_COMPLAINTS: Final = frozenset(
    (  # noqa: SIM905 - one text is easier to read and to change
        "useless wrong stupid bad terrible rubbish dumb awful hate broken crap annoying idiot "
        "nonsense horrible unhelpful sucks suck worthless disappointing garbage"
    ).split()
)
_THANKS: Final = frozenset(
    (  # noqa: SIM905 - as above
        "thanks thank thx ty cheers great awesome nice perfect good love cool amazing brilliant "
        "helpful excellent wonderful fantastic appreciated"
    ).split()
)
_GREETINGS: Final = frozenset(
    (  # noqa: SIM905 - as above
        "hi hello hey hiya howdy greetings morning afternoon evening"
    ).split()
)
_TURNED: Final = frozenset({"not", "never", "isn't", "aren't"})
_GLUE: Final = frozenset(
    (  # noqa: SIM905 - as above
        "you're you that's that this so very such really just much lot one bot paceline job work "
        "answer and all of for to no again always i'm well today"
    ).split()
)
_KNOWN: Final = FILLERS | _GLUE | _TURNED | _COMPLAINTS | _THANKS | _GREETINGS


def small_talk(words: Iterable[str]) -> Talk | None:
    """What sort of small talk the words are; None where any of them may be a question.

    >>> small_talk(["thanks", "you're", "great"]), small_talk(["not", "good"])
    ('thanks', 'complaint')
    >>> small_talk(["good", "claims"]) is None
    True
    """
    said = {word.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'") for word in words}
    if not said <= _KNOWN:
        return None
    praised, greeted = bool(said & _THANKS), bool(said & _GREETINGS)
    if said & _COMPLAINTS or (praised and said & _TURNED):
        return "complaint"
    if greeted and said & _THANKS <= {"good"}:
        return "greeting"
    return "thanks" if praised else None
