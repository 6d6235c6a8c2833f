# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title DepositAddresses
@license MIT
@notice Gives an invoice an address to which a payer who can only send, from an exchange say, sends money: it pays the
        invoice, or goes back. It has no admin and no rights in the gateway, and holds nothing between calls.
@dev Each address is a minimal proxy (ERC-1167) that obeys this contract alone, at a CREATE2 address that commits to the
     payment id and to where money goes back. While the invoice can still be paid, nobody but the owner of `refund_to` can
     send its money back, and no other token can be moved if that would move the invoice's own (tokens with two
     addresses, coins with a token's face).
"""

from ethereum.ercs import IERC20

from contracts.interfaces import IDepositAddresses
from contracts.interfaces import IPaymentGateway
from contracts.modules import deposit_proxies as proxies
from contracts.modules import eip712_domain
from contracts.modules import payout
from contracts.modules import relayed

implements: IDepositAddresses

initializes: eip712_domain
initializes: proxies
initializes: relayed[eip712_domain := eip712_domain]

exports: (
    eip712_domain.__interface__,
    relayed.__interface__,
)


WITHDRAW_TYPE_HASH: constant(bytes32) = keccak256(
    "WithdrawDeposit(bytes32 payment_id,address refund_to,address token,address to,uint256 deadline)"
)
REQUESTED: constant(uint256) = 1

GATEWAY: immutable(address)

number: uint256
# Whose coins may come in right now; nobody's may otherwise.
expected: transient(address)


@deploy
def __init__(gateway: address, blueprint: address):
    """
    @param gateway The PaymentGateway whose invoices are paid
    @param blueprint DepositAddress as an ERC-5202 blueprint
    """
    assert gateway.is_contract, "deposits: gateway has no code"
    eip712_domain.__init__("Counterfoil DepositAddresses", "1")
    proxies.__init__(blueprint)
    GATEWAY = gateway


@external
@payable
@reentrant
def __default__():
    """
    @notice Coins of a deposit address that is being collected; all others are refused.
    """
    assert msg.sender == self.expected, "deposits: coins come with a verb"


@external
def collect(
    invoice: IPaymentGateway.Invoice,
    splits: DynArray[IPaymentGateway.Split, 8],
    signature: Bytes[2048],
    refund_to: address,
):
    """
    @notice Pay an invoice with what lies on its deposit address, and send what is above its amount to `refund_to`.
    @param splits The shares behind the invoice's `splits_hash`; empty without
    @param signature The merchant's or its invoice signer's over the payment id; empty if the payment was requested
    @param refund_to Of the deposit address; it becomes the payer of record, or the deposit address if it is zero
    """
    payment_id: bytes32 = staticcall IPaymentGateway(GATEWAY).payment_id(invoice)
    deposit: address = proxies._at(payment_id, refund_to)
    balance: uint256 = self._balance(invoice.token, deposit)
    assert balance >= invoice.amount, "deposits: below the amount"
    excess: uint256 = balance - invoice.amount

    log IDepositAddresses.DepositCollected(
        payment_id=payment_id,
        merchant=invoice.merchant,
        refund_to=refund_to,
        number=self._next(),
        deposit=deposit,
        token=invoice.token,
        amount=invoice.amount,
        excess=excess,
    )

    proxies._open(payment_id, refund_to)
    self._take(deposit, invoice.token, invoice.amount)
    payer: address = refund_to if refund_to != empty(address) else deposit
    if invoice.token == payout.NATIVE:
        extcall IPaymentGateway(GATEWAY).pay_for(
            invoice, splits, signature, payer, value=invoice.amount
        )
    else:
        assert extcall IERC20(invoice.token).approve(
            GATEWAY, invoice.amount, default_return_value=True
        ), "deposits: token refused approval"
        extcall IPaymentGateway(GATEWAY).pay_for(invoice, splits, signature, payer)
    if excess != 0:
        to: address = self._target(invoice, refund_to)
        self._return(payment_id, invoice.merchant, deposit, to, invoice.token)


@external
def return_deposit(invoice: IPaymentGateway.Invoice, refund_to: address, token: address):
    """
    @notice Send all of a token from a deposit address to `refund_to`, or as unmatched to the merchant if that is zero.
            Of the invoice's own token only when the invoice can no longer be paid.
    @param token An ERC-20 token, or the native coin by its ERC-7528 address
    """
    payment_id: bytes32 = staticcall IPaymentGateway(GATEWAY).payment_id(invoice)
    deposit: address = proxies._at(payment_id, refund_to)
    waits: bool = self._waits(payment_id, invoice.valid_until)
    assert not waits or token != invoice.token, "deposits: awaits its invoice"
    awaited: uint256 = 0
    if waits:
        awaited = self._balance(invoice.token, deposit)

    proxies._open(payment_id, refund_to)
    to: address = self._target(invoice, refund_to)
    assert self._return(payment_id, invoice.merchant, deposit, to, token), "deposits: return refused"
    if waits:
        assert self._balance(invoice.token, deposit) == awaited, "deposits: awaits its invoice"


@external
def withdraw_deposit(invoice: IPaymentGateway.Invoice, token: address, to: address):
    """
    @notice Take all of a token from the caller's deposit address for an invoice, at any time, to any address.
    @dev The caller is `refund_to`: money that could not be sent there can still be had.
    """
    payment_id: bytes32 = staticcall IPaymentGateway(GATEWAY).payment_id(invoice)
    self._withdraw(payment_id, invoice.merchant, msg.sender, token, to)


@external
def withdraw_deposit_by_signature(
    invoice: IPaymentGateway.Invoice,
    refund_to: address,
    token: address,
    to: address,
    deadline: uint256,
    signature: Bytes[2048],
):
    """
    @notice Withdraw for `refund_to`, with its signature of WithdrawDeposit; anyone may send it, once.
    @param deadline The signature counts strictly before this time
    """
    payment_id: bytes32 = staticcall IPaymentGateway(GATEWAY).payment_id(invoice)
    struct_hash: bytes32 = keccak256(
        abi_encode(WITHDRAW_TYPE_HASH, payment_id, refund_to, token, to, deadline)
    )
    relayed._use(refund_to, struct_hash, deadline, signature)
    self._withdraw(payment_id, invoice.merchant, refund_to, token, to)


@external
@view
@reentrant
def deposit_address(payment_id: bytes32, refund_to: address) -> address:
    """
    @notice Where plain sends pay an invoice, whether or not anything is there yet.
    @param refund_to Where excess, late or other money goes; zero: to the merchant, as unmatched
    """
    return proxies._at(payment_id, refund_to)


@external
@view
@reentrant
def origin() -> (address, address, uint256):
    """
    @return The gateway, the code behind every deposit address, and the running number of the last event
    """
    return GATEWAY, proxies.IMPLEMENTATION, self.number


@external
@pure
@reentrant
def version() -> String[5]:
    """
    @return The version of this contract's behaviour
    """
    return "1.0.0"


@internal
@view
def _waits(payment_id: bytes32, valid_until: uint256) -> bool:
    """
    @return Whether the invoice can still be paid
    """
    status: uint256 = 0
    payer: address = empty(address)
    paid_at: uint256 = 0
    refunded: uint256 = 0
    status, payer, paid_at, refunded = staticcall IPaymentGateway(GATEWAY).payment(payment_id)
    return status <= REQUESTED and block.timestamp < valid_until


@internal
@view
def _balance(token: address, owner: address) -> uint256:
    if token == payout.NATIVE:
        return owner.balance
    return staticcall IERC20(token).balanceOf(owner)


@internal
@view
def _target(invoice: IPaymentGateway.Invoice, refund_to: address) -> address:
    if refund_to != empty(address):
        return refund_to
    terms: IPaymentGateway.MerchantTerms = staticcall IPaymentGateway(GATEWAY).merchant(
        invoice.merchant
    )
    return terms.payout if terms.registered else invoice.merchant


@internal
def _take(deposit: address, token: address, amount: uint256):
    self.expected = deposit
    before: uint256 = self._balance(token, self)
    moved: bool = extcall proxies.IDepositAddress(deposit).move(token, self, amount)
    arrived: uint256 = unsafe_sub(self._balance(token, self), before)
    assert moved and arrived == amount, "intake: token moved other amount"
    self.expected = empty(address)


@internal
def _withdraw(
    payment_id: bytes32, merchant: address, refund_to: address, token: address, to: address
):
    deposit: address = proxies._at(payment_id, refund_to)

    proxies._open(payment_id, refund_to)
    assert self._return(payment_id, merchant, deposit, to, token), "deposits: return refused"


@internal
def _return(
    payment_id: bytes32, merchant: address, deposit: address, to: address, token: address
) -> bool:
    """
    @notice Send all of a token away, and tell what left; a token may round.
    @dev Refused money stays on the deposit address, which is its receiver's alone, and stops nobody else.
    """
    amount: uint256 = self._balance(token, deposit)
    assert amount != 0, "deposits: nothing to return"
    assert to != empty(address) and to != self, "deposits: bad destination"
    if not extcall proxies.IDepositAddress(deposit).move(token, to, amount):
        return False
    left: uint256 = self._balance(token, deposit)
    if left >= amount:
        return False
    log IDepositAddresses.DepositReturned(
        payment_id=payment_id,
        merchant=merchant,
        to=to,
        number=self._next(),
        deposit=deposit,
        token=token,
        amount=amount - left,
    )
    return True


@internal
def _next() -> uint256:
    self.number += 1
    return self.number
