"""One column type for every `uint256`, exact on SQLite and PostgreSQL: stored, compared, sorted and summed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import CHAR, Numeric, types
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction

DIGITS = 78
MAX = 2**256 - 1


class Uint256(types.TypeDecorator[int]):
    """An integer from 0 to 2**256 - 1. PostgreSQL: `NUMERIC(78, 0)`. SQLite: 78 digits of text, zero-padded, so
    that the order of the text is the order of the numbers."""

    impl = CHAR
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> types.TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(Numeric(DIGITS, 0))
        return dialect.type_descriptor(CHAR(DIGITS))

    def process_bind_param(self, value: int | None, dialect: Dialect) -> Decimal | str | None:
        if value is None:
            return None
        if not isinstance(value, int) or not 0 <= value <= MAX:
            raise ValueError(f"not a uint256: {value!r}")
        return Decimal(value) if dialect.name == "postgresql" else f"{value:0{DIGITS}d}"

    def process_result_value(self, value: Any, dialect: Dialect) -> int | None:
        return None if value is None else int(value)


class TotalType(types.TypeDecorator[int]):
    """What a sum of `uint256` values comes back as: a Python int, which may exceed `uint256`."""

    impl = Numeric(asdecimal=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> types.TypeEngine[Any]:
        return dialect.type_descriptor(Numeric() if dialect.name == "postgresql" else CHAR())

    def process_result_value(self, value: Any, dialect: Dialect) -> int | None:
        return None if value is None else int(value)


class total(GenericFunction[int]):
    """`total(column)`: the exact sum of a `Uint256` column, 0 for no rows.

    PostgreSQL sums NUMERIC exactly; SQLite uses the aggregate `uint256_total` that every connection registers
    (`backend.tables.session`)."""

    type = TotalType()
    inherit_cache = True


@compiles(total, "postgresql")
def _total_postgresql(element: total, compiler: Any, **kw: Any) -> str:
    return f"coalesce(sum({compiler.process(element.clauses, **kw)}), 0)"


@compiles(total, "sqlite")
def _total_sqlite(element: total, compiler: Any, **kw: Any) -> str:
    # SQLite does not finalize an aggregate that saw no row.
    return f"coalesce(uint256_total({compiler.process(element.clauses, **kw)}), '0')"


class ExactTotal:
    """SQLite aggregate behind `total`: adds the texts as Python integers."""

    def __init__(self) -> None:
        self.sum = 0

    def step(self, value: str | None) -> None:
        self.sum += int(value) if value is not None else 0

    def finalize(self) -> str:
        return str(self.sum)
