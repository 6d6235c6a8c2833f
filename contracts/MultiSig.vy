# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title MultiSig
@license MIT
@notice A wallet of up to 32 owners. So many of them send money or call contracts together; each change of the wallet itself
        waits, and any one of them can stop it; named spenders send little sums alone.
@dev The code behind minimal proxies (ERC-1167) that MultiSigFactory makes. It never calls by delegation, and knows no
     modules. What is signed is EIP-712 under the wallet's own domain, with the count of removals in it, so that no approval
     outlives the removal of an owner. Each verb checks, then writes and logs, then moves money.
"""

from contracts.interfaces import IMultiSig
from contracts.modules import call_proposals
from contracts.modules import configurations
from contracts.modules import confirmations
from contracts.modules import lanes
from contracts.modules import limits
from contracts.modules import ownership
from contracts.modules import payment_proposals
from contracts.modules import refusal
from contracts.modules import wallet_domain
from contracts.modules import wallet_packing
from contracts.modules import wallet_words

implements: IMultiSig

initializes: wallet_words
initializes: ownership[wallet_words := wallet_words]
initializes: lanes[ownership := ownership]
initializes: confirmations[ownership := ownership]
initializes: limits[wallet_words := wallet_words]
initializes: payment_proposals[
    confirmations := confirmations, lanes := lanes, ownership := ownership
]
initializes: call_proposals[
    confirmations := confirmations, lanes := lanes, ownership := ownership
]
initializes: configurations[
    confirmations := confirmations,
    lanes := lanes,
    limits := limits,
    ownership := ownership,
    wallet_words := wallet_words,
]

exports: (
    call_proposals.__interface__,
    configurations.__interface__,
    confirmations.__interface__,
    lanes.__interface__,
    limits.__interface__,
    ownership.__interface__,
    payment_proposals.__interface__,
    wallet_domain.__interface__,
    wallet_words.__interface__,
)

MESSAGE_TYPE_HASH: constant(bytes32) = keccak256("WalletMessage(bytes32 digest,uint256 epoch)")
# Where the offset of a function's second argument is.
SECOND: constant(uint256) = 4 + 32
MAGIC: constant(bytes4) = 0x1626ba7e
INVALID: constant(bytes4) = 0xffffffff
ERC_165: constant(bytes4) = 0x01ffc9a7
ERC_721_RECEIVED: constant(bytes4) = 0x150b7a02
ERC_1155_RECEIVED: constant(bytes4) = 0xf23a6e61
ERC_1155_BATCH_RECEIVED: constant(bytes4) = 0xbc197c81
ERC_1155_RECEIVER: constant(bytes4) = 0x4e2312e0


event CoinsReceived:
    sender: indexed(address)
    amount: uint256


@deploy
def __init__():
    # More approvals than it can have owners: this code is nobody's wallet, and cannot become one.
    ownership.word = wallet_packing._terms(wallet_packing.END, 63, 63, 0, 0, 0, 0)


@external
@payable
@reentrant
@raw_return
def __default__() -> Bytes[32]:
    """
    @notice Coins come in without data; ERC-721 and ERC-1155 tokens with that of their standards, of any length. Anything else
            is refused, so that no call of what the wallet has not got seems to succeed.
    """
    if len(msg.data) == 0:
        log CoinsReceived(sender=msg.sender, amount=msg.value)
        return b""
    if len(msg.data) < 4 or msg.value != 0:
        refusal._because("multisig: no such function")
    selector: bytes4 = convert(slice(msg.data, 0, 4), bytes4)
    if not selector in [ERC_721_RECEIVED, ERC_1155_RECEIVED, ERC_1155_BATCH_RECEIVED]:
        refusal._because("multisig: no such function")
    return abi_encode(selector)


@external
@reentrant
def set_up(
    owners: DynArray[address, 32], threshold: uint256, call_threshold: uint256, delay: uint256
):
    """
    @notice Make this a wallet, once; the factory does in the transaction that creates it.
    @param threshold Approvals that payments need, at least one
    @param call_threshold Approvals that calls, changes of the wallet and messages need, at least `threshold`
    @param delay Seconds that a change of the wallet waits, at most 30 days
    """
    ownership._set_up(owners, threshold, call_threshold, delay)


@external
@view
@reentrant
def isValidSignature(digest: bytes32, signature: Bytes[2080]) -> bytes4:
    """
    @notice Whether the call threshold signed, or confirmed, WalletMessage of a digest (ERC-1271).
    @param signature Approvals, as of a proposal; the caller counts for nothing
    @return 0x1626ba7e if so, else 0xffffffff; never reverts
    """
    word: uint256 = ownership.word
    start: uint256 = unsafe_add(convert(slice(msg.data, SECOND, 32), uint256), 36)
    count: uint256 = confirmations._tally(
        self._message_hash(digest, word), word, empty(address), start, len(signature)
    )
    if count >= wallet_packing._call_threshold(word) and count < confirmations.NOT_ASCENDING:
        return MAGIC
    return INVALID


@external
@view
@reentrant
def message_hash(digest: bytes32) -> bytes32:
    """
    @notice What owners sign or confirm so that the wallet signs a digest of others, as long as no owner is removed.
    """
    return self._message_hash(digest, ownership.word)


@external
@pure
@reentrant
def supportsInterface(interface_id: bytes4) -> bool:
    """
    @notice ERC-165: tokens of ERC-721 and ERC-1155 can be sent here, and signatures asked about.
    """
    return interface_id in [ERC_165, ERC_721_RECEIVED, ERC_1155_RECEIVER, MAGIC]


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
def _message_hash(digest: bytes32, word: uint256) -> bytes32:
    return wallet_domain._digest(
        keccak256(abi_encode(MESSAGE_TYPE_HASH, digest, wallet_packing._epoch(word)))
    )
