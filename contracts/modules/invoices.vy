# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title Invoices
@license MIT
@notice An invoice's id: the EIP-712 digest of its terms, which is also what its issuer signs.
"""

from ..interfaces import IPaymentGateway
from . import eip712_domain

uses: eip712_domain

TYPE_HASH: constant(bytes32) = keccak256(
    "Invoice(address merchant,address payer,address token,uint256 amount,uint256 max_fee_bps,uint256 valid_until,uint256 refund_until,bytes32 splits_hash,bytes32 reference,bytes32 salt)"
)


@external
@view
@reentrant
def payment_id(invoice: IPaymentGateway.Invoice) -> bytes32:
    """
    @notice The id of an invoice on this chain and contract: the digest that its issuer signs.
    """
    return self._id(invoice)


@internal
@view
def _id(invoice: IPaymentGateway.Invoice) -> bytes32:
    return eip712_domain._digest(keccak256(abi_encode(TYPE_HASH, invoice)))
