"""Paceline beside hand-written SQL and three other semantic layers. Run: make peers.

One run, all side by side: five million claims, in-process and warm, the same seven questions.
Every answer is compared with SQL that was written for nothing else; six questions are timed.
"""

from __future__ import annotations

import argparse
import signal
import sys
from pathlib import Path

from benchmarks.company import company_file
from benchmarks.contest import CONTENDERS, PEERS_PYTHON, Contender, Score, probe, race
from benchmarks.report import written

PAGE = Path(__file__).with_name("peers.md")
PROBED_SCALE = 0.02


def main() -> None:
    """Ask, time, print, and write the page."""
    asked = _arguments()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that no engine outlives this
    contenders = _present(tuple(c for c in CONTENDERS if c.module in asked.engines.split(",")))
    small, large = (company_file(scale, tell=_tell) for scale in (PROBED_SCALE, asked.scale))
    _tell(f"asking {len(contenders)} engines seven questions of the small company")
    probed = probe(contenders, small, asked.cap)
    raced: list[Score] = []
    for number, scores in enumerate(race(contenders, large, asked.cap, asked.rounds, asked.runs)):
        _tell(f"round {number} of {asked.rounds}" if number else "warmed up")
        raced = scores
    page = written(probed, raced, small, large, asked.rounds * asked.runs)
    sys.stdout.write(page)
    if asked.out is not None:
        asked.out.write_text(page, encoding="utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="example: python benchmarks/peers.py --rounds 5 --engines hand,paceline --no-page",
    )
    names = ",".join(c.module for c in CONTENDERS)
    parser.add_argument("--scale", type=float, default=1.0, help="1 is five million claims")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--runs", type=int, default=3, help="in a row, in each round")
    parser.add_argument("--cap", type=float, default=30.0, help="seconds of CPU for an answer")
    parser.add_argument("--engines", default=names, help=f"of {names}")
    parser.add_argument("--out", type=Path, default=PAGE, help="the page to write")
    parser.add_argument("--no-page", dest="out", action="store_const", const=None)
    return parser.parse_args()


def _present(contenders: tuple[Contender, ...]) -> tuple[Contender, ...]:
    if PEERS_PYTHON.exists():
        return contenders
    _tell("the peers are not installed (make peers does it): only Paceline and the hand are asked")
    return tuple(c for c in contenders if not c.is_peer)


def _tell(text: str) -> None:
    sys.stderr.write(f"-> {text}\n")


if __name__ == "__main__":
    main()
