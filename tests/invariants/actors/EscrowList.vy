# pragma version 0.4.3
"""
@title Escrow list
@license MIT
@notice A sanctions list that anyone may change, and that may stop answering.
"""

listed: HashMap[address, bool]
silent: bool


@external
def set_listed(account: address, listed: bool):
    self.listed[account] = listed


@external
def set_silent(silent: bool):
    self.silent = silent


@external
@view
def isSanctioned(account: address) -> bool:
    assert not self.silent, "list: no answer"
    return self.listed[account]
