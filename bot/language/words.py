"""The closed word lists: what counts as filler, and what every operator word means.

A word that stands in none of these lists and is no name of the catalogue is a content word that is
not understood. Words that change a number (net, gross, average, median, only, not, serious, …) are
never fillers. Each row is (kind, argument, phrases); phrases are matched longest first.
"""

from __future__ import annotations

from typing import Final

FILLERS: Final = frozenset(
    (  # noqa: SIM905 - one text is easier to read and to change
        "a an the we our ours us i me my you your it its they their i'd we've "
        "show list give get got gets getting see tell display pull run execute find look looking "
        "please thanks thank hi hello hey cheers ok okay then doing saw seen "
        "how is are was were be been being am did do does done has have had having there "
        "can could would like want need know about any "
        "total overall number numbers figure figures stats data report summary update overview"
    ).split()
)

Row = tuple[str, str, str]

WORDS: Final[tuple[Row, ...]] = (
    (
        "filler",
        "",
        "how much|by how much|thank you|good morning|good afternoon|tell me about|much is",
    ),
    ("count", "", "how many|number of|count of|the number of|total number of"),
    ("prep", "", "in|for|at|on|during|of"),
    ("over", "", "over|within|throughout"),
    ("with", "", "with|having"),
    ("by", "", "by|per|each|every|for each|for every|by each|in each|across|split by|grouped by"),
    ("by", "", "broken down by|break down by|breakdown by|broken out by|sliced by|group by"),
    ("by", "", "sorted by|sort by|ordered by|ranked by|rank by"),
    ("breakdown", "", "breakdown of|break down|broken down|split|split of|split up"),
    ("and", "", "and|&"),
    ("or", "", "or"),
    ("not", "", "not|excluding|except|except for|other than|without|but not|apart from|non"),
    ("not", "", "not including|exclude|outside of|outside|anywhere but|everywhere but|not from"),
    ("not", "", "excl|ex|sans|minus|w/o|aside from|leaving out|anywhere except|everywhere except"),
    ("only", "", "only|just"),
    ("all", "", "all"),
    ("both", "", "both"),
    ("is", "", "equals|="),
    ("vs", "", "vs|versus|compared with|compared to|against|relative to|in comparison with"),
    ("vs", "", "in comparison to|compare with|compare to"),
    ("compare", "", "compare|comparing|comparison of|comparison between"),
    ("than", "", "than"),
    ("to", "", "to"),
    ("which", "", "which|which one|which ones"),
    ("what", "", "what|whats"),
    ("change", "up", "go up|went up|gone up|going up|up|increase|increases|increased|increasing"),
    ("change", "up", "rise|rises|rose|risen|rising|grow|grows|grew|grown|growing|growth"),
    ("change", "up", "increase in|increases in|rise in|growth in|growth of|jump|jump in|jumped"),
    ("change", "down", "go down|went down|gone down|going down|down|decrease|decreases|decreased"),
    ("change", "down", "decreasing|drop|drops|dropped|dropping|fell|fallen|falling|shrink|shrank"),
    ("change", "down", "shrunk|decline|declines|declining|decrease in|decreases in|drop in"),
    ("change", "down", "drops in|decline in|declines in|fall in"),
    ("change", "declined", "declined"),
    (
        "change",
        "better",
        "improve|improves|improved|improving|improvement|improvement in|get better",
    ),
    ("change", "better", "improvements in|got better|gotten better|getting better"),
    ("change", "worse", "worsen|worsens|worsened|worsening|get worse|got worse|getting worse"),
    ("change", "either", "up or down|better or worse|get better or worse|got better or worse"),
    ("change", "either", "getting better or worse|go up or down|gone up or down|going up or down"),
    ("change", "either", "change|changes|changed|changing|change in|changes in|change of"),
    ("goal", "", "goal|goals|target|targets|on track"),
    ("attain", "", "hit|hits|hitting|meet|meets|meeting|met|reach|reaches|reaching|reached"),
    ("attain", "", "beat|beats|beating|miss|misses|missing|missed|achieve|achieving|achieved"),
    ("comparative", "", "more|fewer|less|higher|lower|better|worse"),
    ("threshold", ">", "more than|greater than|above|exceeding|higher than|>"),
    ("threshold", "<", "less than|fewer than|below|under|lower than|<"),
    ("threshold", ">=", "at least|no less than|no fewer than|>="),
    ("threshold", "<=", "at most|no more than|up to|<="),
    ("rank", "desc", "top|highest|most|largest|biggest|greatest"),
    ("rank", "asc", "bottom|lowest|least|fewest|smallest"),
    ("rank", "best", "best"),
    ("rank", "worst", "worst"),
    ("ranking", "", "rank|sort"),
    (
        "order",
        "desc",
        "highest first|largest first|biggest first|most first|descending|high to low",
    ),
    (
        "order",
        "desc",
        "in descending order|highest to lowest|from highest to lowest",
    ),
    ("order", "asc", "lowest first|smallest first|fewest first|least first|ascending|low to high"),
    (
        "order",
        "asc",
        "in ascending order|lowest to highest|from lowest to highest",
    ),
    ("order", "desc", "sorted descending|sorted high to low"),
    ("order", "asc", "sorted ascending|sorted low to high"),
    ("order", "best", "best first"),
    ("order", "worst", "worst first"),
    ("total", "", "in total|altogether"),
    ("trend", "month", "trend|trends|trending|trended|over time|trend of|trend in|trend for"),
    ("trend", "month", "as a trend|as a trend line"),
    ("grainly", "day", "daily|day by day|day over day trend"),
    ("grainly", "week", "weekly|week by week"),
    ("grainly", "month", "monthly|month by month"),
    ("grainly", "quarter", "quarterly|quarter by quarter"),
    ("grainly", "year", "yearly|annually|year by year"),
    ("now", "", "now|right now|currently|as of now|at the moment"),
    ("follow", "what about", "what about|how about|and what about|and how about"),
    ("follow", "same", "same|same for|the same|same thing|same again|same but"),
    ("follow", "instead", "instead|also|too|as well|i meant|i mean|sorry|actually|rather"),
    ("follow", "those", "of those|of them|of these|is that|was that|are those|are they"),
    ("define", "", "what counts as|define|definition of|meaning of|what does|explain"),
    ("define", "", "what does that mean|what does this mean"),
    ("define", "", "what is meant by|what do we mean by|what do you mean by|what counts towards"),
    ("define", "", "what is the definition of|definition for|what is the meaning of"),
    ("defined", "", "mean|means|defined|calculated|computed|worked out|measured|definition"),
    ("defined", "", "include|count as"),
    (
        "own",
        "",
        "who owns|owner of|who is responsible for|who is the owner of|who is in charge of",
    ),
    ("own", "", "who looks after|who maintains|who is the steward of|steward of"),
    ("fresh", "", "fresh|freshness|up to date|stale|last updated|last refreshed|last loaded"),
    ("fresh", "", "data through|through when|data through when|latest data|updated through"),
    ("fresh", "", "how current|how recent|how old|freshness of|up to what date|how up to date"),
    ("when", "", "when|what date|database"),
    ("help", "", "help|what can you do|what can i ask|what can i ask you|what do you know"),
    (
        "help",
        "",
        "what metrics do you have|what metrics are there|list metrics|how does this work",
    ),
    ("help", "", "how do i use you|how do you work|who are you|what are you"),
)

NUMBERS: Final[tuple[str, ...]] = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven"),
    *("eight", "nine", "ten", "eleven", "twelve"),
)

# Left out, these turn a question round or make it another one: no reading without them is offered.
TURNING: Final = frozenset(
    (  # noqa: SIM905 - one text is easier to read and to change
        "not no never none nor neither without except but second third beyond besides unless "
        "unlike instead net versus forecast predicted projected expected planned"
    ).split()
)

# Everyday words that lie one slip beside ours: meant as they are, no spelling is offered.
NO_SLIPS: Final = frozenset(
    (  # noqa: SIM905 - one text is easier to read and to change
        "gross unique failed filled field late later lost least weak mouth cast past case base "
        "where who whose whom why loan open plan plans parked pair pairs pain card cards care "
        "chart start store cash "
        "fast feast sent spent send rent unit unite united sale sales sold told hold"
    ).split()
)

# A whole message that only answers what was asked back, or ends the conversation.
YES: Final = frozenset(
    {"yes", "yes please", "yep", "yeah", "yup", "sure", "correct", "exactly", "right", "go ahead"}
    | {"yes thanks", "that one", "do it", "please do", "ok do it", "yes that one", "y"}
)
NO: Final = frozenset(
    {"no", "nope", "neither", "none", "none of these", "none of them", "no thanks"}
)
START_OVER: Final = frozenset(
    {"start over", "start again", "start afresh", "restart", "reset", "new question", "forget it"}
    | {"forget that", "never mind", "nevermind", "cancel", "scratch that", "lets start over"}
)
WHICH_ONE: Final = ("first", "second", "third", "fourth")
