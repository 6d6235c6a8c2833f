# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title Ownership
@license MIT
@notice Who owns a wallet, how many of them it takes, and who is ready to become an owner.
@dev Owners are a linked list to END. The first of it is in the word of the wallet's terms, and so are its approvals cheaper.
"""

from ..interfaces import IMultiSig
from . import refusal
from . import signatures
from . import wallet_packing
from . import wallet_words

uses: wallet_words

ACCEPT_TYPE_HASH: constant(bytes32) = keccak256("AcceptOwnership(address owner,uint256 deadline)")
MOST_OWNERS: constant(uint256) = 32
LONGEST_DELAY: constant(uint256) = 30 * 86_400

word: uint256
# Who follows each owner; zero: no owner.
next: HashMap[address, address]
accepted: HashMap[address, bool]


event WalletSetUp:
    owners: DynArray[address, MOST_OWNERS]
    threshold: uint256
    call_threshold: uint256
    delay: uint256


event OwnerAdded:
    owner: indexed(address)


event OwnerRemoved:
    owner: indexed(address)


event OwnershipAccepted:
    owner: indexed(address)


@external
def accept_ownership():
    """
    @notice Be ready to become an owner: the caller can send, so it is no address that nobody holds the key of.
    """
    self._accept(msg.sender)


@external
def accept_ownership_by_signature(
    owner: address, deadline: uint256, signature: Bytes[signatures.LONGEST]
):
    """
    @notice Be ready to become an owner, with one's signature of AcceptOwnership; anyone may send it, once.
    @param deadline The signature counts strictly before this time
    """
    wallet_words._use(
        owner, keccak256(abi_encode(ACCEPT_TYPE_HASH, owner, deadline)), deadline, signature
    )
    self._accept(owner)


@external
@view
@reentrant
def is_owner(account: address) -> bool:
    """
    @notice Whether an account's approvals count now.
    """
    return self.next[account] != empty(address)


@external
@view
@reentrant
def owners() -> DynArray[address, MOST_OWNERS]:
    """
    @return All owners: those that came after creation, the newest first; then the others in their order
    """
    found: DynArray[address, MOST_OWNERS] = []
    owner: address = wallet_packing._head(self.word)
    for _: uint256 in range(MOST_OWNERS):
        if owner == wallet_packing.END:
            break
        found.append(owner)
        owner = self.next[owner]
    return found


@external
@view
@reentrant
def wallet_terms() -> IMultiSig.WalletTerms:
    """
    @return Approvals that payments need, and that all else needs; owners; seconds that a configuration waits; how often
            owners were removed
    """
    return IMultiSig.WalletTerms(
        threshold=wallet_packing._threshold(self.word),
        call_threshold=wallet_packing._call_threshold(self.word),
        owner_count=wallet_packing._owner_count(self.word),
        delay=wallet_packing._delay(self.word),
        epoch=wallet_packing._epoch(self.word),
    )


@internal
def _set_up(
    owners: DynArray[address, MOST_OWNERS], threshold: uint256, call_threshold: uint256, delay: uint256
):
    if self.word != 0:
        refusal._because("multisig: already set up")
    self._check_terms(len(owners), threshold, call_threshold, delay)

    last: address = wallet_packing.END
    for owner: address in owners:
        self._check_new(owner)
        if owner == last:
            refusal._because("multisig: already an owner")
        if last != wallet_packing.END:
            self.next[last] = owner
        last = owner
    self.next[last] = wallet_packing.END
    self.word = (
        (convert(owners[0], uint256) << wallet_packing.HEAD_SHIFT)
        | (threshold << wallet_packing.THRESHOLD_SHIFT)
        | (call_threshold << wallet_packing.CALL_THRESHOLD_SHIFT)
        | (len(owners) << wallet_packing.OWNER_COUNT_SHIFT)
        | (delay << wallet_packing.DELAY_SHIFT)
    )
    log WalletSetUp(
        owners=owners, threshold=threshold, call_threshold=call_threshold, delay=delay
    )


@internal
@view
def _check_owner(account: address):
    if self.next[account] == empty(address):
        refusal._because("multisig: not an owner")


@internal
@pure
def _check_terms(
    owner_count: uint256, threshold: uint256, call_threshold: uint256, delay: uint256
):
    if owner_count > MOST_OWNERS:
        refusal._because("multisig: too many owners")
    if threshold == 0 or threshold > call_threshold or call_threshold > owner_count:
        refusal._because("multisig: bad threshold")
    if delay > LONGEST_DELAY:
        refusal._because("multisig: delay above 30 days")


@internal
@view
def _check_new(owner: address):
    # Zero or END.
    if convert(owner, uint256) < 2 or owner == self:
        refusal._because("multisig: bad owner")
    if self.next[owner] != empty(address):
        refusal._because("multisig: already an owner")


@internal
def _add(head: address, owner: address) -> address:
    """
    @return The first of the list, from now on
    """
    self._check_new(owner)
    if not self.accepted[owner]:
        refusal._because("multisig: ownership not accepted")
    self.accepted[owner] = False
    self.next[owner] = head
    log OwnerAdded(owner=owner)
    return owner


@internal
def _remove(head: address, owner: address) -> address:
    """
    @return The first of the list, from now on
    """
    self._check_owner(owner)
    after: address = self.next[owner]
    self.next[owner] = empty(address)
    log OwnerRemoved(owner=owner)
    if head == owner:
        return after
    before: address = head
    for _: uint256 in range(MOST_OWNERS):
        if self.next[before] == owner:
            break
        before = self.next[before]
    self.next[before] = after
    return head


@internal
def _accept(owner: address):
    if self.next[owner] != empty(address):
        refusal._because("multisig: already an owner")
    if self.accepted[owner]:
        refusal._because("multisig: already accepted")

    self.accepted[owner] = True
    log OwnershipAccepted(owner=owner)
