# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title Admin
@license MIT
@notice One address with narrow rights, handed over in two steps.
"""

from . import refusal

admin: public(reentrant(address))
pending_admin: public(reentrant(address))


event AdminTransferStarted:
    admin: indexed(address)
    pending_admin: indexed(address)


event AdminTransferred:
    previous_admin: indexed(address)
    admin: indexed(address)


@deploy
def __init__(first: address):
    assert first != empty(address), "admin: admin is zero"

    self.admin = first
    log AdminTransferred(previous_admin=empty(address), admin=first)


@external
def transfer_admin(new: address):
    """
    @notice Offer the admin's rights to another address, which must accept them.
    @param new The next admin; zero withdraws the offer
    """
    self._check_admin()

    self.pending_admin = new
    log AdminTransferStarted(admin=msg.sender, pending_admin=new)


@external
def accept_admin():
    """
    @notice Take over the rights that were offered to the caller.
    """
    if msg.sender != self.pending_admin:
        refusal._because("admin: not the pending admin")

    log AdminTransferred(previous_admin=self.admin, admin=msg.sender)
    self.admin = msg.sender
    self.pending_admin = empty(address)


@internal
@view
def _check_admin():
    if msg.sender != self.admin:
        refusal._because("admin: not the admin")
