"""SQL Server and MariaDB by the same code: what is asked of them, compiled in their own dialects."""

from typing import Any

import pytest
from sqlalchemy.dialects import mssql, mysql

from pmf_analysis.data.sources.database_tables import FoundTable, _needed, _query

HOSTILE = 'area_code"; DROP TABLE observations; --'


class Stub:
    """A connection that knows its dialect and the comparator groups, and nothing else."""

    def __init__(self, dialect: Any) -> None:
        self.dialect = dialect
        self.asked: list[str] = []

    def execute(self, statement: Any) -> list[tuple[str, str]]:
        self.asked.append(compiled(statement, self.dialect))
        return [("near", "E1"), ("near", "E2"), ("far", "E9")]


def compiled(statement: Any, dialect: Any) -> str:
    text = str(statement.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
    return " ".join(text.split())


DIALECTS = [
    (mssql.dialect(), "[{}]", "CAST({} AS VARCHAR(max))"),
    (mysql.dialect(), "`{}`", "CAST({} AS CHAR)"),
]


@pytest.mark.parametrize(("dialect", "quoted", "text"), DIALECTS, ids=["SQL Server", "MariaDB"])
def test_only_the_areas_of_the_quarter_are_asked_for_in_the_order_of_the_key(
    dialect: Any, quoted: str, text: str
) -> None:
    connection, names = Stub(dialect), ("indicator_id", "area_code", "period", "value")
    found = {
        "observations": FoundTable("observations", names),
        "areas": FoundTable("areas", ("area_code", "area_name", "kind")),
        "comparator_groups": FoundTable("comparator_groups", ("group", "group_name", "area_code")),
    }
    wanted = {name: name for name in names}
    query = _query(connection, found["observations"], "observations", wanted)  # type: ignore[arg-type]
    query = query.where(_needed(connection, found, "area_code", ("E1", "R1", "C1")))  # type: ignore[arg-type]
    asked = compiled(query, dialect)
    area = text.format("area_code")
    assert "FROM observations" in asked
    assert f"{area} IN ('C1', 'E1', 'E2', 'R1')" in asked
    assert "E9" not in asked
    assert asked.endswith(
        f"ORDER BY {', '.join(text.format(name) for name in ('indicator_id', 'area_code', 'period'))}"
    )
    assert quoted.format("group") in connection.asked[0]


@pytest.mark.parametrize(("dialect", "quoted", "text"), DIALECTS, ids=["SQL Server", "MariaDB"])
def test_a_name_that_holds_sql_is_quoted_and_never_run(dialect: Any, quoted: str, text: str) -> None:
    table = FoundTable("observations", ("indicator_id", HOSTILE), number="row id")
    query = _query(
        Stub(dialect), table, "observations", {"indicator_id": "indicator_id", "area_code": HOSTILE}
    )  # type: ignore[arg-type]
    asked = compiled(query, dialect)
    assert quoted.format(HOSTILE) in asked
    assert asked.endswith(f"ORDER BY {quoted.format('row id')}")
