# pragma version 0.4.3
"""
@title Refusal harness
@license MIT
@notice A refusal for any reason, within reach of a test.
"""

from contracts.modules import refusal


@external
@pure
def because(reason: String[32]):
    refusal._because(reason)
