# pragma version 0.4.3
"""
@title Parties
@license MIT
@notice That a verb is done by the person whose verb it is.
"""

from . import refusal


@internal
@pure
def _check(by: address, party: address):
    if by != party:
        refusal._because("subscription: not that party")
