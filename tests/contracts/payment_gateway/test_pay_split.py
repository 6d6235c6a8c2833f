import ape
import pytest
from eth_abi import encode
from eth_utils import keccak, to_checksum_address

NATIVE = "0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE"
ZERO = "0x" + "00" * 20
DOLLAR = 10**6
ETHER = 10**18
NET = 24_875_000
MOVES_NOTHING, TAKES_A_FEE, TAKES_A_FEE_FROM_SENDER = 6, 7, 8
RECEIVERS = [to_checksum_address(bytes([0xA0 + i] * 20)) for i in range(9)]
ONE, OTHER = RECEIVERS[:2]


@pytest.mark.parametrize("shares", [[], [(ONE, 1_999)], [(OTHER, 2_000)], [(ONE, 2_000), (ONE, 2_000)]])
def test_reverts_for_other_shares_than_the_invoices(funded, issue_shared, payer, shares):
    terms, _, signature = issue_shared((ONE, 2_000))
    with ape.reverts("splits: not those of the invoice"):
        funded.pay_split(terms, shares, signature, sender=payer)


def test_reverts_for_the_shares_of_another_invoice(funded, issue_shared, payer):
    terms, _, signature = issue_shared((ONE, 2_000), (OTHER, 1_000))
    _, shares, _ = issue_shared((OTHER, 1_000), (ONE, 2_000))
    with ape.reverts("splits: not those of the invoice"):
        funded.pay_split(terms, shares, signature, sender=payer)


def test_reverts_for_the_hash_of_no_shares(funded, issue_shared, payer):
    terms, shares, signature = issue_shared()
    assert funded.splits_hash([]) == terms["splits_hash"] != bytes(32)
    with ape.reverts("splits: none given"):
        funded.pay_split(terms, shares, signature, sender=payer)


@pytest.mark.parametrize("receiver", [ZERO, "gateway"])
@pytest.mark.parametrize("first", [False, True])
def test_reverts_for_a_bad_receiver(funded, issue_shared, payer, receiver, first):
    pairs = [(funded if receiver == "gateway" else receiver, 1), (ONE, 1)]
    terms, shares, signature = issue_shared(*(pairs if first else pairs[::-1]))
    with ape.reverts("splits: bad receiver"):
        funded.pay_split(terms, shares, signature, sender=payer)


@pytest.mark.parametrize("parts", [[10_001], [5_000, 5_001], [2**256 - 1], [1, 2**256 - 1], [1_250] * 7 + [1_251]])
def test_reverts_for_more_than_the_whole(funded, issue_shared, payer, parts):
    terms, shares, signature = issue_shared(*((ONE, bps) for bps in parts))
    with ape.reverts("splits: more than the whole"):
        funded.pay_split(terms, shares, signature, sender=payer)


def test_reverts_for_nine_receivers(funded, issue_shared, payer):
    terms, shares, signature = issue_shared(*((receiver, 1) for receiver in RECEIVERS))
    with ape.reverts():
        funded.pay_split(terms, shares, signature, sender=payer)
    assert not funded.is_paid(funded.payment_id(terms))


def test_reverts_for_the_invoice_signer_without_approval(funded, issue_shared, invoice_signer, payer, dollar):
    terms, shares, signature = issue_shared((ONE, 2_000), signer=invoice_signer)
    with ape.reverts("gateway: splits not approved"):
        funded.pay_split(terms, shares, signature, sender=payer)
    assert dollar.balanceOf(ONE) == 0


def test_reverts_when_the_approval_was_withdrawn(funded, issue_shared, merchant, invoice_signer, payer):
    terms, shares, signature = issue_shared((ONE, 2_000), signer=invoice_signer)
    for approved in (True, False):
        funded.approve_splits(terms["splits_hash"], approved, sender=merchant)
    with ape.reverts("gateway: splits not approved"):
        funded.pay_split(terms, shares, signature, sender=payer)


@pytest.mark.parametrize("approver", ["stranger", "invoice_signer", "admin", "payout", "payer"])
def test_reverts_for_another_merchants_approval(funded, issue_shared, invoice_signer, payer, request, approver):
    terms, shares, signature = issue_shared((ONE, 2_000), signer=invoice_signer)
    funded.approve_splits(terms["splits_hash"], True, sender=request.getfixturevalue(approver))
    with ape.reverts("gateway: splits not approved"):
        funded.pay_split(terms, shares, signature, sender=payer)


def test_pays_for_the_invoice_signer_with_approval(funded, issue_shared, merchant, invoice_signer, payer, dollar):
    terms, shares, signature = issue_shared((ONE, 2_000), signer=invoice_signer)
    funded.approve_splits(terms["splits_hash"], True, sender=merchant)
    funded.pay_split(terms, shares, signature, sender=payer)
    assert dollar.balanceOf(ONE) == NET // 5


def test_pays_what_the_merchant_requested(funded, issue_shared, merchant, payer, dollar):
    terms, shares, _ = issue_shared((ONE, 2_000))
    funded.request_payment(terms, sender=merchant)
    funded.pay_split(terms, shares, b"", sender=payer)
    assert dollar.balanceOf(ONE) == NET // 5


def test_reverts_when_the_payer_lacks_the_money(funded, issue_shared, payer, dollar):
    terms, shares, signature = issue_shared((ONE, 2_000))
    dollar.approve(funded, 25 * DOLLAR - 1, sender=payer)
    with ape.reverts(dollar.ERC20InsufficientAllowance):
        funded.pay_split(terms, shares, signature, sender=payer)
    assert (dollar.balanceOf(payer), dollar.balanceOf(ONE)) == (10_000 * DOLLAR, 0)


@pytest.mark.parametrize(
    "manner, reason",
    [
        (MOVES_NOTHING, "intake: token moved other amount"),
        (TAKES_A_FEE, "intake: token moved other amount"),
        (TAKES_A_FEE_FROM_SENDER, "payout: token moved other amount"),
    ],
)
def test_reverts_when_the_token_moves_another_amount(
    funded, issue_shared, payer, hostile, deployer, payout, manner, reason
):
    hostile.mint(funded, DOLLAR, sender=deployer)
    hostile.setManner(manner, sender=deployer)
    terms, shares, signature = issue_shared((ONE, 2_000), token=hostile)
    with ape.reverts(reason):
        funded.pay_split(terms, shares, signature, sender=payer)
    assert hostile.balanceOf(payout) == 0


@pytest.mark.parametrize("value", [0, ETHER - 1, ETHER + 1])
def test_reverts_when_the_value_is_not_the_amount(funded, issue_shared, payer, value):
    terms, shares, signature = issue_shared((ONE, 2_000), token=NATIVE, amount=ETHER)
    with ape.reverts("gateway: wrong native value"):
        funded.pay_split(terms, shares, signature, sender=payer, value=value)


@pytest.mark.parametrize("native", [False, True])
def test_locks_everybody_out_while_it_pays(funded, issue_shared, payer, wallet, hostile, deployer, native):
    """The second payment, the callers' own right at any other time, is tried in the middle of the first."""
    token = NATIVE if native else hostile
    first, shares, signature = issue_shared((wallet, 2_000), token=token)
    call = funded.register_merchant.encode_input(wallet, ZERO)
    wallet.setReceipt(4, sender=deployer)
    wallet.setCall(funded, call, sender=deployer)
    hostile.setHook(funded, call, False, sender=deployer)
    funded.pay_split(first, shares, signature, sender=payer, value=25 * DOLLAR if native else 0)
    assert not wallet.callSucceeded() and not hostile.hookSucceeded()
    assert not funded.merchant(wallet).registered and not funded.merchant(hostile).registered
    assert funded.credit(wallet, token) == 0 and hostile.hookRuns() == (0 if native else 4)


def test_keeps_the_fee_while_it_pays(funded, issue_shared, payer, wallet, hostile, admin, deployer, fee_receiver):
    """A token that is the admin's friend tries to change the fee between the intake and the shares."""
    funded.transfer_admin(wallet, sender=admin)
    wallet.execute(funded, 0, funded.accept_admin.encode_input(), sender=deployer)
    call = wallet.execute.encode_input(funded, 0, funded.set_fee.encode_input(0))
    hostile.setHook(wallet, call, False, sender=deployer)
    terms, shares, signature = issue_shared((ONE, 2_000), token=hostile)
    funded.pay_split(terms, shares, signature, sender=payer)
    assert hostile.hookRuns() == 4 and not hostile.hookSucceeded()
    assert (hostile.balanceOf(ONE), hostile.balanceOf(fee_receiver)) == (NET // 5, 125_000)
    wallet.execute(funded, 0, funded.set_fee.encode_input(0), sender=deployer)


@pytest.mark.parametrize("amount", [1, 2, 199, 200, 10_001, 25_000_199, 2**240])
@pytest.mark.parametrize(
    "parts", [[1], [0, 9_999], [3_333, 3_333, 3_333], [10_000], [1, 2, 3], [5_000, 5_000], [1_250] * 8]
)
def test_sums_to_the_unit_and_leaves_dust_to_the_merchant(
    funded, issue_shared, payer, dollar, deployer, payout, fee_receiver, amount, parts
):
    dollar.mint(payer, amount, sender=deployer)
    dollar.approve(funded, amount, sender=payer)
    terms, shares, signature = issue_shared(*zip(RECEIVERS, parts, strict=False), amount=amount)
    funded.pay_split(terms, shares, signature, sender=payer)
    fee = amount // 200
    expected = [(amount - fee) * bps // 10_000 for bps in parts]
    assert [dollar.balanceOf(receiver) for receiver, _ in shares] == expected
    assert dollar.balanceOf(payout) == amount - fee - sum(expected)
    assert dollar.balanceOf(fee_receiver) == fee
    assert (dollar.balanceOf(payer), dollar.balanceOf(funded)) == (10_000 * DOLLAR, 0)


def test_pays_eight_receivers(funded, issue_shared, payer, dollar, payout):
    pairs = [(receiver, 100 * place) for place, receiver in enumerate(RECEIVERS[:8], 1)]
    terms, shares, signature = issue_shared(*pairs)
    funded.pay_split(terms, shares, signature, sender=payer)
    assert [dollar.balanceOf(receiver) for receiver, _ in pairs] == [NET // 100 * place for place in range(1, 9)]
    assert dollar.balanceOf(payout) == NET - NET // 100 * 36


def test_adds_up_what_one_receiver_gets_in_several_roles(funded, issue_shared, dollar, payout, fee_receiver, deployer):
    """The payout pays: it gets the rest and a share; the fee receiver has two shares."""
    dollar.mint(payout, 25 * DOLLAR, sender=deployer)
    dollar.approve(funded, 25 * DOLLAR, sender=payout)
    terms, shares, signature = issue_shared((payout, 1_000), (fee_receiver, 1_000), (fee_receiver, 3_000))
    funded.pay_split(terms, shares, signature, sender=payout)
    assert dollar.balanceOf(payout) == NET * 6 // 10
    assert dollar.balanceOf(fee_receiver) == 125_000 + NET * 4 // 10


def test_shares_native_coin(funded, issue_shared, payer, chain, payout, fee_receiver):
    before = payout.balance, fee_receiver.balance
    terms, shares, signature = issue_shared((ONE, 2_000), (OTHER, 1), token=NATIVE, amount=ETHER)
    funded.pay_split(terms, shares, signature, sender=payer, value=ETHER)
    net = ETHER - ETHER // 200
    assert [chain.get_balance(receiver) for receiver in (ONE, OTHER)] == [net // 5, net // 10_000]
    assert payout.balance - before[0] == net - net // 5 - net // 10_000
    assert (fee_receiver.balance - before[1], funded.balance) == (ETHER // 200, 0)


def test_numbers_and_logs_each_share(funded, issue_shared, payer, merchant, dollar):
    terms, shares, signature = issue_shared((ONE, 2_000), (OTHER, 0), (ONE, 1))
    receipt = funded.pay_split(terms, shares, signature, sender=payer)
    logs = [log for log in receipt.decode_logs() if log.contract_address == funded.address]
    assert [log.event_name for log in logs] == ["PaymentCompleted"] + ["SplitPaid"] * 3
    assert (logs[0].number, logs[0].amount, logs[0].fee) == (1, 25 * DOLLAR, 125_000)
    for place, (receiver, amount) in enumerate([(ONE, NET // 5), (OTHER, 0), (ONE, 2_487)]):
        assert dict(logs[1 + place].event_arguments) == {
            "payment_id": funded.payment_id(terms),
            "merchant": merchant,
            "receiver": receiver,
            "number": 2 + place,
            "token": dollar,
            "amount": amount,
        }
    assert funded.merchant(merchant).number == 4


def test_takes_the_merchants_own_fee_and_new_payout(
    funded, issue_shared, payer, merchant, admin, stranger, dollar, fee_receiver, at
):
    funded.set_merchant_fee(merchant, 10, sender=admin)
    announced = funded.set_payout(stranger, sender=merchant)
    terms, shares, signature = issue_shared((ONE, 2_000), valid_until=2**40)
    at(announced.timestamp + 86_400)
    funded.pay_split(terms, shares, signature, sender=payer)
    assert dollar.balanceOf(fee_receiver) == 25_000
    assert (dollar.balanceOf(ONE), dollar.balanceOf(stranger)) == (4_995_000, 19_980_000)


def test_never_touches_what_is_owed_to_others(funded, issue_shared, payer, hostile, deployer):
    hostile.list(ONE, True, sender=deployer)
    for times in (1, 2):
        terms, shares, signature = issue_shared((ONE, 2_000), (OTHER, 3_000), token=hostile)
        assert funded.splits_hash(shares) == terms["splits_hash"] == keccak(encode(["(address,uint256)[]"], [shares]))
        funded.pay_split(terms, shares, signature, sender=payer)
        assert funded.credit(ONE, hostile) == funded.credits(hostile) == hostile.balanceOf(funded) == times * NET // 5
        assert hostile.balanceOf(OTHER) == times * NET * 3 // 10
