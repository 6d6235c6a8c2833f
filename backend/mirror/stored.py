"""Bulk reads and writes of mirrored tables, past the ORM: COPY on PostgreSQL, executemany on SQLite.

Works inside the caller's transaction, which must have run a statement already."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import msgspec
from msgspec.structs import astuple
from sqlalchemy import Boolean, Table
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import SQLModel

from backend.events.any_contract import Row
from backend.projections import rows as folded
from backend.projections import subscription_rows, wallet_rows
from backend.projections.rows import AnyRecord, AnyRow
from backend.tables import mirrored, subscriptions, wallets
from backend.tables.uint256 import DIGITS, Uint256


@dataclass(frozen=True, slots=True)
class Shelf:
    """A mirrored table: the struct of its rows and, but for records, the column that a subject's second part names."""

    table: Table
    struct: type[AnyRow | AnyRecord]
    sought: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        return self.struct.__struct_fields__

    def places(self, kind: type[Any]) -> tuple[int, ...]:
        """Which columns are of a type."""
        return tuple(i for i, name in enumerate(self.columns) if isinstance(self.table.c[name].type, kind))


def table_of(model: type[SQLModel]) -> Table:
    """The Core table behind a model."""
    table: Table = model.__table__  # type: ignore[attr-defined]
    return table


SHELVES: dict[Row, Shelf] = {
    "payments": Shelf(table_of(mirrored.Payment), folded.PaymentRow, "payment_id"),
    "payment_splits": Shelf(table_of(mirrored.PaymentSplit), folded.SplitRow, "payment_id"),
    "merchants": Shelf(table_of(mirrored.Merchant), folded.MerchantRow, "merchant"),
    "approved_splits": Shelf(table_of(mirrored.ApprovedSplits), folded.ApprovedSplitsRow, "merchant"),
    "deposits": Shelf(table_of(mirrored.Deposit), folded.DepositRow, "deposit"),
    "deals": Shelf(table_of(mirrored.Deal), folded.DealRow, "deal_id"),
    "credits": Shelf(table_of(mirrored.Credit), folded.CreditRow, "receiver"),
    "kept_fees": Shelf(table_of(mirrored.KeptFees), folded.KeptFeesRow, "contract"),
    "spent_signatures": Shelf(table_of(mirrored.SpentSignature), folded.SpentSignatureRow, "digest"),
    "contracts": Shelf(table_of(mirrored.Contract), folded.ContractRow, "contract"),
    "plans": Shelf(table_of(subscriptions.Plan), subscription_rows.PlanRow, "plan_id"),
    "mandates": Shelf(table_of(subscriptions.Mandate), subscription_rows.MandateRow, "mandate_id"),
    "subscription_merchants": Shelf(
        table_of(subscriptions.SubscriptionMerchant), subscription_rows.SubscriptionMerchantRow, "merchant"
    ),
    "wallets": Shelf(table_of(wallets.Wallet), wallet_rows.WalletRow, "wallet"),
    "wallet_owners": Shelf(table_of(wallets.WalletOwner), wallet_rows.WalletOwnerRow, "wallet"),
    "wallet_limits": Shelf(table_of(wallets.WalletLimit), wallet_rows.WalletLimitRow, "wallet"),
    "proposals": Shelf(table_of(wallets.Proposal), wallet_rows.ProposalRow, "proposal"),
    "confirmations": Shelf(table_of(wallets.Confirmation), wallet_rows.ConfirmationRow, "proposal"),
}
RECORD_SHELVES: tuple[Shelf, ...] = (
    Shelf(table_of(subscriptions.Charge), subscription_rows.ChargeRecord),
    Shelf(table_of(subscriptions.ChargeFailure), subscription_rows.ChargeFailureRecord),
    Shelf(table_of(subscriptions.PeriodRefund), subscription_rows.PeriodRefundRecord),
    Shelf(table_of(wallets.WalletPayment), wallet_rows.WalletPaymentRecord),
    Shelf(table_of(wallets.WalletCall), wallet_rows.WalletCallRecord),
    Shelf(table_of(wallets.CoinReceipt), wallet_rows.CoinReceiptRecord),
)


async def load_rows(
    connection: AsyncConnection, chain_id: int, kind: Row, subjects: Iterable[str]
) -> dict[str, AnyRow]:
    """The rows that exist for `subjects`, by subject."""
    shelf, wanted = SHELVES[kind], set(subjects)
    keys = sorted({subject.split(":")[1] for subject in wanted})
    sql = f"select {_listed(shelf.columns)} from {shelf.table.name} where chain_id = "  # noqa: S608 - own names
    found = await select_among(connection, sql, chain_id, f" and {shelf.sought}", keys)
    amounts, flags = shelf.places(Uint256), shelf.places(Boolean)
    rows = (_row(shelf.struct, list(values), amounts, flags) for values in found)
    return {row.subject: row for row in rows if row.subject in wanted}


async def replace_rows(connection: AsyncConnection, kind: Row, gone: Sequence[AnyRow], rows: Sequence[AnyRow]) -> None:
    """Takes `gone` away by their keys and puts `rows` in."""
    shelf = SHELVES[kind]
    if gone:
        await delete_rows(connection, shelf, gone)
    await add_rows(connection, shelf, rows)


async def add_rows(connection: AsyncConnection, shelf: Shelf, rows: Sequence[AnyRow | AnyRecord]) -> None:
    """Puts new rows in."""
    if rows:
        convert = Decimal if is_postgresql(connection) else _padded
        values = _values(rows, shelf.places(Uint256), convert)
        await insert_rows(connection, shelf.table.name, shelf.columns, values)


async def delete_rows(connection: AsyncConnection, shelf: Shelf, rows: Sequence[AnyRow]) -> None:
    """Deletes rows by their primary key."""
    key = [column.name for column in shelf.table.primary_key]
    marks = (f"${i + 1}" if is_postgresql(connection) else "?" for i in range(len(key)))
    condition = " and ".join(f"{name} = {mark}" for name, mark in zip(key, marks, strict=True))
    keys = [tuple(getattr(row, name) for name in key) for row in rows]
    await connection.exec_driver_sql(f"delete from {shelf.table.name} where {condition}", keys)  # noqa: S608


async def insert_rows(
    connection: AsyncConnection, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Adds rows whose values already have the database's own types."""
    if is_postgresql(connection):
        raw = await connection.get_raw_connection()
        assert raw.driver_connection is not None
        await raw.driver_connection.copy_records_to_table(table, records=rows, columns=columns)
        return
    marks = ", ".join("?" * len(columns))
    sql = f"insert into {table} ({_listed(columns)}) values ({marks})"  # noqa: S608 - own names
    batch = [tuple(row) for row in rows]
    if batch:
        await connection.exec_driver_sql(sql, batch)


async def select_among(
    connection: AsyncConnection, sql: str, chain_id: int, column: str, keys: Sequence[str], tail: str = ""
) -> Sequence[Sequence[Any]]:
    """`sql` with chain id and `column` among `keys`, all keys as one parameter however many they are."""
    values: tuple[int, Any]
    if is_postgresql(connection):
        statement, values = f"{sql}$1{column} = any($2::text[]){tail}", (chain_id, list(keys))
    else:
        among = " in (select value from json_each(?))"
        statement, values = f"{sql}?{column}{among}{tail}", (chain_id, msgspec.json.encode(keys).decode())
    return (await connection.exec_driver_sql(statement, values)).fetchall()


def is_postgresql(connection: AsyncConnection) -> bool:
    """PostgreSQL, or else SQLite."""
    return connection.dialect.name == "postgresql"


def _listed(columns: Iterable[str]) -> str:
    # Some columns are named as the contract names its fields, and SQL has other plans for these words.
    return ", ".join(f'"{name}"' for name in columns)


def _padded(value: int) -> str:
    return f"{value:0{DIGITS}d}"


def _values(rows: Sequence[AnyRow | AnyRecord], amounts: Sequence[int], convert: Any) -> Iterator[list[Any]]:
    for row in rows:
        values = list(astuple(row))
        for place in amounts:
            if values[place] is not None:
                values[place] = convert(values[place])
        yield values


def _row(struct: type[Any], values: list[Any], amounts: Sequence[int], flags: Sequence[int]) -> AnyRow:
    for place in amounts:
        if values[place] is not None:
            values[place] = int(values[place])
    for place in flags:
        values[place] = bool(values[place])
    row: AnyRow = struct(*values)
    return row
