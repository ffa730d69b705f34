"""No join that is emitted ever raises a fact's row count, read off the SQL itself.

Every SELECT over a fact is run again without its aggregate and with the fact's key: no row may
come twice under the same dimensions and period. Two SELECTs are left out: they gather what is then
joined, one row a key (the events of a conversion) or one row a period (the snapshot that counts).
"""

from __future__ import annotations

from collections.abc import Iterator

import sqlglot
from hypothesis import assume, given
from sqlglot import exp

from tests.properties.asking import catalogue, compiled, database, in_words
from tests.properties.questions import Kind, questions

FACTS = ("rental", "repair", "membership", "stock", "customer")
GATHERED = ("__events", "taken")


@given(questions(Kind(compares=True, transformed=True)))
def test_no_join_raises_a_facts_row_count(question):
    statement = compiled(question)
    assume(not isinstance(statement, str))
    keys = {name: catalogue(question.calendar).dataset(name).key for name in FACTS}
    probes = list(_probes(sqlglot.parse_one(statement.sql, read="duckdb"), keys))
    assert probes or '"branch_' not in statement.sql
    for probe in probes:
        sql = probe.sql(dialect="duckdb")
        used = {name: v for name, v in statement.parameters.items() if f"${name}" in sql}
        repeated = database(question.seed).execute(sql, used).fetchall()
        assert not repeated, f"{repeated}\n{sql}\n{in_words(question)}"


def _probes(tree: exp.Expression, keys: dict[str, tuple[str, ...]]) -> Iterator[exp.Select]:
    """For each SELECT over a fact: the groups in which one of its rows comes twice."""
    for select in tree.find_all(exp.Select):
        source = select.args.get("from_")
        fact = source.this.alias_or_name if source else ""
        if fact not in keys or any(e.alias in GATHERED for e in select.expressions):
            continue
        rows = select.copy()
        groups = [e for e in rows.expressions if not e.find(exp.AggFunc)]
        key = [exp.column(name, table=fact, quoted=True) for name in keys[fact]]
        rows.set("expressions", [*groups, *key])
        for clause in ("group", "having"):
            rows.set(clause, None)
        probe = exp.select("*").from_(rows.subquery("rows")).group_by("all")
        probe = probe.having("count(*) > 1")
        probe.set("with_", tree.args["with_"].copy())
        yield probe
