"""Several contracts on one chain: followed together, none of them added or lost in silence."""

from __future__ import annotations

from dataclasses import replace

import pytest

from backend.mirror import forget_chain
from backend.mirror.position import load_standing, move
from backend.mirror.trouble import OtherContracts, PositionMoved
from backend.tables import mirrored as tables
from backend.tables.session import connected
from tests.backend.mirror.followed import Followed, fresh, mirrored, terms
from tests.backend.scripted_chain import (
    CHAIN_ID,
    CONTRACTS,
    DEPLOYED_AT,
    DEPOSITS,
    ESCROW,
    GATEWAY,
    PAYER,
    TOKEN,
    credit,
    fee_is,
    merchant,
    paused,
    pay,
    payment_id,
)
from tests.backend.scripted_deals import accept, deal_id, fund, release
from tests.backend.scripted_deposits import collect, deposit_address, send_back
from tests.backend.scripted_splits import approve_splits, pay_split, spend
from tests.backend.scripted_subscriptions import publish
from tests.backend.scripted_wallets import create, wallet_address

EVERYTHING = ",".join(sorted(CONTRACTS.values()))


def follow(followed: Followed, *names: str, later: int = 0) -> None:
    """From now on these contracts, all but the gateway made in block `later` if it is given."""
    only = terms(contracts=names)
    if later:
        made = [one if one.address == GATEWAY else replace(one, start=later) for one in only.contracts]
        only = replace(only, contracts=tuple(made))
    followed.terms = only
    followed.restart()


async def test_one_question_is_about_all_contracts(followed: Followed) -> None:
    for place in range(20):
        followed.chain.mine(pay(place), fund(place), collect(100 + place), publish(place))
    followed.chain.mine(create(1))
    await followed.catch_up()
    asked = [params[0] for method, params in followed.node.asked if method == "eth_getLogs"]
    assert [set(one["address"]) for one in asked] == [
        set(CONTRACTS.values()),  # a range of final blocks
        set(CONTRACTS.values()),  # the head
        {wallet_address(1)},  # what was made in it
    ]
    names = {row["contract"] for row in await followed.rows(tables.ChainEvent)}
    assert names == {*CONTRACTS.values(), wallet_address(1)}
    assert (await followed.rows(tables.Position))[0]["contracts"] == EVERYTHING


async def test_in_the_head_receipts_prove_every_contract(followed: Followed) -> None:
    await followed.catch_up()
    followed.node.lie = lambda method, params, result: [] if method == "eth_getLogs" else result
    followed.chain.mine(accept(1))
    followed.chain.mine(send_back(1, 5))
    await followed.catch_up()
    assert len(await followed.rows(tables.Deal)) == len(await followed.rows(tables.Deposit)) == 1


async def test_each_contract_has_its_own_terms_and_credits(followed: Followed) -> None:
    followed.chain.mine(fee_is(20, ESCROW), paused(True, ESCROW), credit(1, 5), credit(1, 7, ESCROW))
    followed.chain.mine(spend(1), spend(1, ESCROW), spend(1, DEPOSITS))
    await followed.catch_up()
    rows = {row["contract"]: (row["fee_bps"], row["paused"]) for row in await followed.rows(tables.Contract)}
    assert rows == {GATEWAY: (100, False), ESCROW: (20, True)}
    owed = {row["contract"]: (row["balance"], row["number"]) for row in await followed.rows(tables.Credit)}
    assert owed == {GATEWAY: (5, 1), ESCROW: (7, 1)}
    spent = [(row["signer"], row["digest"], row["contract"]) for row in await followed.rows(tables.SpentSignature)]
    assert spent == [(merchant(1), payment_id(1), address) for address in (GATEWAY, DEPOSITS, ESCROW)]


async def test_shares_are_rows_of_their_own(followed: Followed) -> None:
    block = followed.chain.mine(pay_split(1, 4, 4, by=2, amount=30), approve_splits(2, True), approve_splits(3, True))
    followed.chain.mine(approve_splits(3, False), pay(5, by=2))
    await followed.catch_up()
    rows = [dict(row) for row in await followed.rows(tables.PaymentSplit)]
    assert [(row["number"], row["receiver"], row["amount"]) for row in rows] == [
        (2, merchant(4), 10),
        (3, merchant(4), 10),
    ]
    assert {(row["payment_id"], row["merchant"], row["token"]) for row in rows} == {(payment_id(1), merchant(2), TOKEN)}
    assert [row["transaction_hash"] for row in rows] == [log["transactionHash"] for log in block.logs[1:3]]
    payments = {row["payment_id"]: row["number"] for row in await followed.rows(tables.Payment)}
    assert payments == {payment_id(1): 1, payment_id(5): 4}
    approved = {row["merchant"]: row["approved"] for row in await followed.rows(tables.ApprovedSplits)}
    assert approved == {merchant(2): True, merchant(3): False}


async def test_a_deposit_pays_and_what_is_left_goes_back(followed: Followed) -> None:
    followed.chain.mine(collect(1, by=2, excess=7), collect(2, refund_to="0x" + "00" * 20))
    followed.chain.mine(send_back(1, 5), send_back(1, 9, token="0x" + "71" * 20), send_back(3, 4))
    await followed.catch_up()
    rows = {(row["deposit"], row["token"]): row for row in await followed.rows(tables.Deposit)}
    paid = rows[deposit_address(1), TOKEN]
    assert (paid["payment_id"], paid["merchant"], paid["refund_to"]) == (payment_id(1), merchant(2), PAYER)
    assert (paid["collected"], paid["returned"], paid["number"]) == (25_000_000, 12, 4)
    assert (paid["first_block"], paid["block_number"], paid["contract"]) == (4, 5, DEPOSITS)
    assert rows[deposit_address(2), TOKEN]["refund_to"] is None
    assert rows[deposit_address(1), "0x" + "71" * 20]["returned"] == 9
    late = rows[deposit_address(3), TOKEN]
    assert (late["collected"], late["returned"], late["refund_to"]) == (0, 4, None)
    assert await followed.payments() == {payment_id(1): "paid", payment_id(2): "paid"}


async def test_given_a_contract_that_was_passed__refuses_until_all_is_forgotten(followed: Followed) -> None:
    follow(followed, "PaymentGateway")
    followed.chain.mine(pay(1), fund(1), collect(2))
    followed.chain.mine(release(1))
    await followed.catch_up()
    before = await mirrored(followed)
    follow(followed, *CONTRACTS)
    with pytest.raises(OtherContracts, match="counterfoil forget"):
        await followed.mirror.check()
    problem = (await followed.mirror.step()).problem
    assert problem is not None and f"without the events of DepositAddresses {DEPOSITS}" in problem
    assert await followed.problem() == problem
    assert await mirrored(followed) == before
    async with connected(followed.engine) as connection:
        await forget_chain(connection, CHAIN_ID)
    await followed.mirror.check()
    await followed.catch_up()
    assert [row["deal_id"] for row in await followed.rows(tables.Deal)] == [deal_id(1)]
    ours = await mirrored(followed)
    async with fresh(followed.engine, followed) as scratch:
        await scratch.catch_up()
        assert await mirrored(scratch) == ours


async def test_given_a_contract_made_after_the_position__goes_on(followed: Followed) -> None:
    follow(followed, "PaymentGateway")
    followed.chain.mine(pay(1))
    await followed.catch_up()
    follow(followed, *CONTRACTS, later=followed.chain.head.number + 1)
    await followed.catch_up()
    assert (await followed.rows(tables.Position))[0]["contracts"] == EVERYTHING
    followed.chain.mine(fund(1))
    await followed.mirror.check()
    await followed.catch_up()
    assert len(await followed.rows(tables.Deal)) == 1


async def test_given_a_contract_that_no_record_names_any_more__refuses(followed: Followed) -> None:
    followed.chain.mine(fund(1))
    await followed.catch_up()
    follow(followed, "PaymentGateway", "DepositAddresses")
    with pytest.raises(OtherContracts, match=f"the events of {ESCROW}, which no record"):
        await followed.mirror.check()


async def test_a_mirror_with_fewer_contracts_cannot_move_past_another(followed: Followed) -> None:
    await followed.catch_up()
    follow(followed, "PaymentGateway")
    followed.chain.mine(fund(1))
    assert (await followed.mirror.step()).problem
    assert (await followed.rows(tables.Position))[0]["block_number"] == DEPLOYED_AT


async def test_forgetting_leaves_other_chains_and_what_was_told(followed: Followed) -> None:
    await followed.listen(0)
    followed.chain.mine(pay(1), fund(1))
    for _ in range(3):
        followed.chain.mine()
    await followed.catch_up()
    told = await followed.told()
    assert len(told) == 4
    async with connected(followed.engine) as connection:
        await forget_chain(connection, CHAIN_ID + 1)
    assert len(await followed.payments()) == 1
    async with connected(followed.engine) as connection:
        await forget_chain(connection, CHAIN_ID)
    assert not any((await mirrored(followed)).values())
    await followed.catch_up()
    assert len(await followed.payments()) == 1
    assert await followed.told() == told


async def test_a_mirror_that_runs_while_all_is_forgotten_begins_again(followed: Followed) -> None:
    for place in range(30):
        followed.chain.mine(pay(place))
    await followed.catch_up()
    followed.chain.mine(pay(99))
    async with connected(followed.engine) as connection:
        await forget_chain(connection, CHAIN_ID)
    assert (await followed.mirror.step()).problem is None
    await followed.catch_up()
    assert len(await followed.payments()) == 31


async def test_a_log_from_before_its_contract_was_made_is_said(followed: Followed) -> None:
    followed.chain.mine(pay(1), fund(1))
    follow(followed, *CONTRACTS, later=20)
    progress = await followed.mirror.step()
    assert progress.problem is not None and f"a log of {ESCROW} in block 4" in progress.problem
    assert await followed.rows(tables.ChainEvent) == []


async def test_a_log_that_its_contracts_record_does_not_know_is_said(followed: Followed) -> None:
    followed.chain.mine(pay(1))
    followed.chain.head.logs[0]["address"] = ESCROW
    progress = await followed.mirror.step()
    assert progress.problem is not None and "its record's ABI does not know" in progress.problem
    assert await followed.rows(tables.ChainEvent) == []


async def test_two_mirrors_of_other_contracts_cannot_both_move(followed: Followed) -> None:
    await followed.catch_up()
    async with connected(followed.engine) as connection:
        standing = await load_standing(connection, CHAIN_ID)
        assert standing is not None
        other = replace(standing, contracts=GATEWAY)
        with pytest.raises(PositionMoved):
            await move(connection, CHAIN_ID, other, replace(other, block_number=9))
