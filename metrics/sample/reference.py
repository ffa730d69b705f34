"""The company's fixed facts: products, parts, suppliers, regions, plans, promotions.

Codes are positions in these tuples. ``HAZARD_FACTOR`` and the parts' costs are calibrated: about
80 claims per 1,000 units fall in the first twelve months in service, and the mean paid claim is
about $235.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

HAZARD_FACTOR = 0.80


@dataclass(frozen=True, slots=True)
class Product:
    """A model: its share of orders, its plants with their shares, and what breaks in it."""

    model: str
    prefix: str
    category: str
    price: float
    launched: date
    share: float
    plants: tuple[tuple[int, float], ...]
    wear: tuple[Wear, ...]


@dataclass(frozen=True, slots=True)
class Wear:
    """A part of a model and its Weibull life: shape ``beta``, scale ``eta`` in months."""

    part: str
    beta: float
    eta: float


@dataclass(frozen=True, slots=True)
class Part:
    """A spare part; ``symptoms`` are what members say when it fails, the most usual first."""

    part: str
    cost: float
    lead_days: int
    per_repair: int
    suppliers: tuple[str, ...]
    symptoms: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Promotion:
    """An offer; ``rule`` is ``everyone`` or the program whose rules it follows."""

    promo_id: str
    name: str
    rule: str
    starts: date
    ends: date
    discount: float


REGIONS = (
    ("Northeast", "US", 0.22),
    ("Southeast", "US", 0.16),
    ("Midwest", "US", 0.17),
    ("Southwest", "US", 0.12),
    ("West", "US", 0.19),
    ("Canada", "CA", 0.07),
    ("UK", "GB", 0.07),
)
SOUTHEAST, UK = 1, 6
PLANTS = (("P1", "Taichung"), ("P2", "Monterrey"), ("P3", "Toledo"))
CENTERS = ("Columbus", "Atlanta", "Reno", "Daventry")
CENTER_OF_REGION = (0, 1, 0, 2, 2, 0, 3)
DAVENTRY_OPENS = date(2024, 11, 4)
CHANNELS = (("online", 0.52), ("showroom", 0.26), ("phone", 0.08), ("retail_partner", 0.14))
CARRIERS = ("Northway Freight", "Homebound Logistics", "Swift & Sons")
SUPPLIERS = (
    ("Supplier A", "TW"),
    ("Supplier B", "CN"),
    ("Harrow Castings", "US"),
    ("Lumen Displays", "KR"),
    ("Orbis Bearings", "JP"),
    ("Pinnacle Drives", "DE"),
    ("Ridgeline Fittings", "MX"),
    ("Tessera Polymers", "US"),
)
BASE_MONTHS = 12

PARTS = (
    Part(
        "bearing", 110, 42, 1, ("Orbis Bearings", "Harrow Castings"), ("grinding noise", "wobble")
    ),
    Part("touchscreen", 306, 63, 1, ("Lumen Displays",), ("screen blank", "touch not responding")),
    Part("drive", 270, 56, 1, ("Pinnacle Drives",), ("belt stops", "error on screen")),
    Part("belt", 135, 35, 1, ("Tessera Polymers", "Pinnacle Drives"), ("belt slips", "wobble")),
    Part("power board", 174, 49, 1, ("Supplier A",), ("will not power on", "error on screen")),
    Part("seat post", 66, 28, 1, ("Ridgeline Fittings",), ("seat slips", "wobble")),
    Part("pedal", 85, 28, 2, ("Ridgeline Fittings", "Harrow Castings"), ("pedal loose", "wobble")),
    Part("crank", 151, 42, 1, ("Harrow Castings",), ("grinding noise", "pedal loose")),
    Part(
        "resistance unit", 214, 56, 1, ("Pinnacle Drives",), ("resistance drifts", "will not move")
    ),
    Part("speed sensor", 56, 21, 1, ("Supplier A",), ("no speed shown", "error on screen")),
    Part("incline motor", 245, 56, 1, ("Pinnacle Drives",), ("incline stuck", "grinding noise")),
    Part("handle strap", 47, 21, 1, ("Tessera Polymers",), ("strap frayed", "will not move")),
)
PART_NAMES = tuple(part.part for part in PARTS)
OTHER_SYMPTOMS = ("connection lost", "set-up help", "sound problem", "account question")
SYMPTOMS = tuple(dict.fromkeys([s for p in PARTS for s in p.symptoms] + [*OTHER_SYMPTOMS]))

_CYCLE = (
    Wear("power board", 1.0, 620),
    Wear("seat post", 1.3, 380),
    Wear("pedal", 1.05, 700),
    Wear("crank", 1.6, 260),
    Wear("resistance unit", 1.1, 760),
    Wear("speed sensor", 1.0, 1100),
)
PRODUCTS = (
    Product(
        "Bike",
        "BK1",
        "cycle",
        1445,
        date(2022, 7, 1),
        0.50,
        ((0, 0.4), (1, 0.4), (2, 0.2)),
        (Wear("bearing", 1.9, 160), Wear("touchscreen", 0.95, 620), *_CYCLE),
    ),
    Product(
        "Bike+",
        "BK2",
        "cycle",
        2495,
        date(2022, 7, 1),
        0.25,
        ((0, 0.5), (1, 0.5)),
        (Wear("bearing", 1.9, 170), Wear("touchscreen", 0.95, 560), *_CYCLE),
    ),
    Product(
        "Tread",
        "TR1",
        "tread and row",
        2995,
        date(2022, 7, 1),
        0.15,
        ((2, 1.0),),
        (
            Wear("drive", 1.15, 330),
            Wear("belt", 2.1, 90),
            Wear("touchscreen", 0.95, 600),
            Wear("power board", 1.0, 620),
            Wear("incline motor", 1.2, 520),
            Wear("speed sensor", 1.0, 1100),
        ),
    ),
    Product(
        "Row",
        "RW1",
        "tread and row",
        2695,
        date(2022, 10, 1),
        0.10,
        ((2, 1.0),),
        (
            Wear("bearing", 1.9, 150),
            Wear("touchscreen", 0.95, 600),
            Wear("power board", 1.0, 620),
            Wear("handle strap", 1.2, 260),
            Wear("resistance unit", 1.1, 400),
            Wear("speed sensor", 1.0, 700),
        ),
    ),
)
BIKE, BIKE_PLUS, TREAD, ROW = range(4)

EW_PLANS = (
    ("CY12", "Cycle Care 12", "cycle", 12, 79.0),
    ("CY24", "Cycle Care 24", "cycle", 24, 139.0),
    ("CY36", "Cycle Care 36", "cycle", 36, 189.0),
    ("TR12", "Tread and Row Care 12", "tread and row", 12, 109.0),
    ("TR24", "Tread and Row Care 24", "tread and row", 24, 189.0),
    ("TR36", "Tread and Row Care 36", "tread and row", 36, 249.0),
)

SALE, HOLIDAY, TRADE_IN = "everyone", "holiday_promo", "trade_in_promo"
PROMOTIONS = (
    Promotion("HOL22", "Holiday Thanks 2022", HOLIDAY, date(2022, 11, 14), date(2023, 1, 1), 60),
    Promotion("NEW23", "New Year Sale 2023", SALE, date(2023, 1, 2), date(2023, 1, 22), 150),
    Promotion("HOL23", "Holiday Thanks 2023", HOLIDAY, date(2023, 11, 13), date(2024, 1, 1), 60),
    Promotion("NEW24", "New Year Sale 2024", SALE, date(2024, 1, 2), date(2024, 1, 22), 150),
    Promotion("HOL24", "Holiday Thanks 2024", HOLIDAY, date(2024, 11, 18), date(2025, 1, 1), 60),
    Promotion("NEW25", "New Year Sale 2025", SALE, date(2025, 1, 2), date(2025, 1, 22), 150),
    Promotion("TRD25", "Trade Up Autumn 2025", TRADE_IN, date(2025, 9, 1), date(2025, 12, 1), 300),
    Promotion("HOL25", "Holiday Thanks 2025", HOLIDAY, date(2025, 11, 17), date(2026, 1, 1), 60),
    Promotion("NEW26", "New Year Sale 2026", SALE, date(2026, 1, 2), date(2026, 1, 22), 150),
    Promotion("TRD26", "Trade Up Spring 2026", TRADE_IN, date(2026, 2, 2), date(2026, 6, 1), 300),
    Promotion("SUM26", "Summer Thanks 2026", HOLIDAY, date(2026, 6, 15), date(2026, 8, 1), 45),
    Promotion("TRA26", "Trade Up Autumn 2026", TRADE_IN, date(2026, 8, 3), date(2026, 12, 1), 300),
)

_FIRST = (
    "Ada Amir Ana Ben Carla Chen Dara Devon Elena Emil Farah Finn Grace Hugo Imani Ines Jonas "
    "Joy Kai Kira Leo Lina Maya Milo Nadia Noah Omar Orla Pia Quinn Rafael Rosa Sami Sofia "
    "Tariq Tess Uma Victor Willa Yusuf Zoe "
)
_LAST = (
    "Abbott Alvarez Baker Bauer Chandra Costa Dawson Diaz Ekberg Ferrari Foster Garcia Haddad "
    "Hughes Ito Jansen Khan Kowalski Lambert Lopez Marsh Mbeki Novak Okoye Olsen Park Patel "
    "Quist Reyes Rossi Sato Singh Tanaka Turner Ueda Varga Walsh Weber Young Zhang "
)
FIRST_NAMES = tuple(_FIRST.split())
LAST_NAMES = tuple(_LAST.split())


def part_code(name: str) -> int:
    """The position of a part in ``PARTS``."""
    return PART_NAMES.index(name)


def supplier_code(name: str) -> int:
    """The position of a supplier in ``SUPPLIERS``."""
    return [supplier for supplier, _ in SUPPLIERS].index(name)
