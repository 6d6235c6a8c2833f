# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title DepositAddress
@license MIT
@notice The code behind every deposit address: it receives anything, and moves it where DepositAddresses, its maker, says.
@dev Deployed once, by its maker's constructor from a blueprint (ERC-5202); the addresses are minimal proxies to it. It
     asks who calls, and nothing else: which money may go where is its maker's to decide.
"""

from contracts.modules import payout

MAKER: immutable(address)


@deploy
def __init__():
    MAKER = msg.sender


@external
@payable
def __default__():
    pass


@external
def move(token: address, to: address, amount: uint256) -> bool:
    """
    @notice Send a token, or the native coin by its ERC-7528 address, from this address; for its maker alone.
    @return Whether the token says so; how much moved, its maker measures
    """
    assert msg.sender == MAKER, "deposit: not its maker"
    return payout._send(token, to, amount)


@external
@pure
@reentrant
def version() -> String[5]:
    """
    @return The version of this contract's behaviour
    """
    return "1.0.0"
