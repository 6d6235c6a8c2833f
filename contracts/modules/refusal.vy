# pragma version 0.4.3
"""
@title Refusal
@license MIT
@notice Reverts with a reason. Vyper lays down some 130 bytes for each `assert` with a reason, and half of it for a call of
        this one: what keeps the contracts below the size limit (EIP-170) where gas is no concern. Hot paths assert.
"""


@internal
@pure
def _because(reason: String[32]):
    raise reason
