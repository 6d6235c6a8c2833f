# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title MultiSigFactory
@license MIT
@notice Makes MultiSig wallets: minimal proxies (ERC-1167), set up in the transaction that creates them, at CREATE2 addresses
        that commit to owners, thresholds and delay. It has no rights in them.
@custom:source EIP-1014, ERC-1167
"""

from contracts.interfaces import IMultiSigFactory
from contracts.modules import refusal

implements: IMultiSigFactory


interface IWallet:
    def set_up(
        owners: DynArray[address, 32], threshold: uint256, call_threshold: uint256, delay: uint256
    ): nonpayable


# What stands before and after the implementation's address in a proxy's init code.
BEFORE: constant(Bytes[19]) = x"602d3d8160093d39f3363d3d373d3d3d363d73"
AFTER: constant(Bytes[15]) = x"5af43d82803e903d91602b57fd5bf3"

IMPLEMENTATION: immutable(address)
INIT_CODE_HASH: immutable(bytes32)

number: uint256


@deploy
def __init__(implementation: address):
    """
    @param implementation MultiSig
    """
    assert implementation.is_contract, "factory: implementation has no code"
    IMPLEMENTATION = implementation
    INIT_CODE_HASH = keccak256(concat(BEFORE, convert(implementation, bytes20), AFTER))


@external
@reentrant
def create_wallet(
    owners: DynArray[address, 32],
    threshold: uint256,
    call_threshold: uint256,
    delay: uint256,
    salt: bytes32,
) -> address:
    """
    @notice Make a wallet; anyone may, and for given terms it is the same wallet whoever does.
    @param owners 1 to 32, each once
    @param threshold Approvals that payments need, at least one
    @param call_threshold Approvals that calls, changes of the wallet and messages need, at least `threshold`
    @param delay Seconds that a change of the wallet waits, at most 30 days
    @param salt Tells wallets of the same terms apart
    @return The wallet's address
    """
    wallet: address = create_minimal_proxy_to(
        IMPLEMENTATION,
        salt=keccak256(abi_encode(owners, threshold, call_threshold, delay, salt)),
        revert_on_failure=False,
    )
    if wallet == empty(address):
        refusal._because("factory: wallet exists already")

    number: uint256 = self.number + 1
    self.number = number
    log IMultiSigFactory.WalletCreated(wallet=wallet, creator=msg.sender, number=number)

    extcall IWallet(wallet).set_up(
        owners, threshold, call_threshold, delay, skip_contract_check=True
    )
    return wallet


@external
@view
@reentrant
def wallet_address(
    owners: DynArray[address, 32],
    threshold: uint256,
    call_threshold: uint256,
    delay: uint256,
    salt: bytes32,
) -> address:
    """
    @notice Where a wallet of these terms is, whether or not it was made.
    """
    digest: bytes32 = keccak256(
        concat(
            0xff,
            convert(self, bytes20),
            keccak256(abi_encode(owners, threshold, call_threshold, delay, salt)),
            INIT_CODE_HASH,
        )
    )
    return convert(convert(digest, uint256) & (2**160 - 1), address)


@external
@view
@reentrant
def implementation() -> address:
    """
    @return The code behind every wallet
    """
    return IMPLEMENTATION


@external
@view
@reentrant
def wallet_count() -> uint256:
    """
    @return The running number of the last wallet that was made
    """
    return self.number


@external
@pure
@reentrant
def version() -> String[5]:
    """
    @return The version of this contract's behaviour
    """
    return "1.0.0"
