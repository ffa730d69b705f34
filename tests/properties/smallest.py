"""The fewest rows with which a question still has two answers.

``.venv/bin/python -m tests.properties.smallest 'QUESTION'``, with the line that a law printed.
"""

from __future__ import annotations

import sys

import duckdb

from tests.properties.asking import by_hand, company, compiled, difference, from_words, run
from tests.properties.questions import Question
from tests.properties.rows import Workshop


def differs(question: Question, rows: Workshop) -> str:
    """What differs with these rows; empty where nothing does."""
    statement = compiled(question)
    if isinstance(statement, str):
        return difference(statement, by_hand(question, rows))
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.execute(rows.script())
        return difference(run(statement, connection), by_hand(question, rows))


def smallest(question: Question) -> Workshop:
    """The company without the rows that the difference does not need."""
    rows = company(question.seed)
    for table in rows.tables:
        emptied = Workshop({**rows.tables, table: ()})
        rows = emptied if differs(question, emptied) else rows
        for row in rows.tables[table]:
            left = tuple(one for one in rows.tables[table] if one is not row)
            fewer = Workshop({**rows.tables, table: left})
            rows = fewer if differs(question, fewer) else rows
    return rows


def main() -> None:
    """Print the rows, the SQL and the difference."""
    question = from_words(sys.argv[1])
    rows = smallest(question)
    statement = compiled(question)
    for table, held in rows.tables.items():
        for row in held:
            sys.stdout.write(f"{table}: {row}\n")
    sys.stdout.write(f"{statement if isinstance(statement, str) else statement.written_out()}\n")
    sys.stdout.write(f"{differs(question, rows) or 'The two answers are the same.'}\n")


if __name__ == "__main__":
    main()
