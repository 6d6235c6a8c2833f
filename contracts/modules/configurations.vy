# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title Configurations
@license MIT
@notice What a wallet becomes: owners, thresholds, delay and limits. A change waits for the delay, and any owner can stop it
        as long as it waits; only lower limits count at once.
"""

from ..interfaces import IMultiSig
from . import confirmations
from . import lanes
from . import limits
from . import ownership
from . import refusal
from . import signatures
from . import wallet_domain
from . import wallet_packing
from . import wallet_words

uses: confirmations
uses: lanes
uses: limits
uses: ownership
uses: wallet_words

VETO_TYPE_HASH: constant(bytes32) = keccak256("Veto(bytes32 proposal,uint256 deadline)")
CONFIGURATION_TYPE_HASH: constant(bytes32) = keccak256(
    "Configuration(address[] add,address[] remove,uint256 threshold,uint256 call_threshold,uint256 delay,Limit[] limits)Limit(address spender,address token,uint256 amount,uint256 window)"
)
TYPE_HASH: constant(bytes32) = keccak256(
    "ConfigurationChange(Configuration configuration,Slot slot,uint256 epoch)Configuration(address[] add,address[] remove,uint256 threshold,uint256 call_threshold,uint256 delay,Limit[] limits)Limit(address spender,address token,uint256 amount,uint256 window)Slot(uint256 lane,uint256 nonce,uint256 not_before,uint256 deadline)"
)
MOST_OWNERS: constant(uint256) = 32
MOST_LIMITS: constant(uint256) = 8
VETOED: constant(uint256) = max_value(uint256)

# From when on a scheduled change may be executed.
ready: HashMap[bytes32, uint256]


@external
def execute_configuration(
    configuration: IMultiSig.Configuration,
    slot: IMultiSig.Slot,
    approvals: Bytes[confirmations.LONGEST],
):
    """
    @notice Schedule a change of the wallet that the call threshold approves of; once the delay is over, the same again
            makes it. Without a delay, and to lower limits only, it is made at once.
    @param approvals Entries of 65 bytes, ascending by owner; those of the second call may be of others than the first's
    """
    word: uint256 = ownership.word
    slot_hash: bytes32 = lanes._enter_change(slot)
    proposal: bytes32 = self._hash(configuration, slot_hash, word)
    confirmations._check(
        proposal, word, wallet_packing._call_threshold(word), len(approvals)
    )
    ready_at: uint256 = self.ready[proposal]
    if ready_at == VETOED:
        refusal._because("multisig: vetoed")
    if wallet_packing._delay(word) != 0 and not self._only_lowers(configuration, word):
        if ready_at == 0:
            self._schedule(proposal, slot, block.timestamp + wallet_packing._delay(word))
            return
        if block.timestamp < ready_at:
            refusal._because("multisig: configuration waits")

    self.ready[proposal] = 0
    lanes.changes[slot.lane] = slot.nonce + 1
    self._apply(configuration, slot, proposal)


@external
def propose_configuration(configuration: IMultiSig.Configuration, slot: IMultiSig.Slot):
    """
    @notice Tell the other owners the terms; counts as the proposer's confirmation.
    """
    word: uint256 = ownership.word
    slot_hash: bytes32 = lanes._hash(slot)
    proposal: bytes32 = self._hash(configuration, slot_hash, word)
    confirmations._propose(proposal)
    log IMultiSig.ConfigurationProposed(
        proposal=proposal,
        proposer=msg.sender,
        configuration=configuration,
        slot=slot,
        epoch=wallet_packing._epoch(word),
    )


@external
def veto(configuration: IMultiSig.Configuration, slot: IMultiSig.Slot):
    """
    @notice Stop a scheduled change for good, as any one owner; but not one that removes that owner and nobody else, or a
            lost key could stay in for ever.
    """
    slot_hash: bytes32 = lanes._hash(slot)
    proposal: bytes32 = self._hash(configuration, slot_hash, ownership.word)
    self._veto(configuration.remove, proposal, msg.sender)


@external
def veto_by_signature(
    configuration: IMultiSig.Configuration,
    slot: IMultiSig.Slot,
    owner: address,
    deadline: uint256,
    signature: Bytes[signatures.LONGEST],
):
    """
    @notice Stop a scheduled change with an owner's signature of Veto; anyone may hand it in.
    @param deadline The signature counts strictly before this time
    """
    slot_hash: bytes32 = lanes._hash(slot)
    proposal: bytes32 = self._hash(configuration, slot_hash, ownership.word)
    wallet_words._use(
        owner, keccak256(abi_encode(VETO_TYPE_HASH, proposal, deadline)), deadline, signature
    )
    self._veto(configuration.remove, proposal, owner)


@external
@view
@reentrant
def configuration_hash(
    configuration: IMultiSig.Configuration, slot: IMultiSig.Slot
) -> bytes32:
    """
    @notice The digest that owners sign or confirm, as long as no owner is removed.
    """
    slot_hash: bytes32 = lanes._hash(slot)
    return self._hash(configuration, slot_hash, ownership.word)


@external
@view
@reentrant
def ready_at(proposal: bytes32) -> uint256:
    """
    @return When a scheduled change may be executed: zero if it is not scheduled, 2**256 - 1 if it was vetoed
    """
    return self.ready[proposal]


@internal
def _schedule(proposal: bytes32, slot: IMultiSig.Slot, ready_at: uint256):
    self.ready[proposal] = ready_at
    log IMultiSig.ConfigurationScheduled(
        proposal=proposal, lane=slot.lane, nonce=slot.nonce, ready_at=ready_at
    )


@internal
def _veto(remove: DynArray[address, MOST_OWNERS], proposal: bytes32, owner: address):
    ownership._check_owner(owner)
    if self.ready[proposal] == 0:
        refusal._because("multisig: not scheduled")
    if self.ready[proposal] == VETOED:
        refusal._because("multisig: vetoed")
    if len(remove) == 1 and remove[0] == owner:
        refusal._because("multisig: own removal")

    self.ready[proposal] = VETOED
    log IMultiSig.ConfigurationVetoed(proposal=proposal, owner=owner)


@internal
def _apply(configuration: IMultiSig.Configuration, slot: IMultiSig.Slot, proposal: bytes32):
    """
    @dev Owners leave before others come: nobody is both, since an owner has not accepted, and a stranger cannot leave.
    """
    word: uint256 = ownership.word
    head: address = wallet_packing._head(word)
    for owner: address in configuration.remove:
        head = ownership._remove(head, owner)
    for owner: address in configuration.add:
        head = ownership._add(head, owner)
    owner_count: uint256 = (
        wallet_packing._owner_count(word) + len(configuration.add) - len(configuration.remove)
    )
    ownership._check_terms(
        owner_count, configuration.threshold, configuration.call_threshold, configuration.delay
    )
    epoch: uint256 = wallet_packing._epoch(word) + len(configuration.remove)
    if epoch > wallet_packing.EPOCH_MASK:
        refusal._because("multisig: too many removals")
    ownership.word = wallet_packing._terms(
        head,
        configuration.threshold,
        configuration.call_threshold,
        owner_count,
        configuration.delay,
        epoch,
        wallet_packing._nonce(word),
    )
    for limit: IMultiSig.Limit in configuration.limits:
        limits._change(limit)
    log IMultiSig.ConfigurationChanged(
        proposal=proposal,
        lane=slot.lane,
        nonce=slot.nonce,
        threshold=configuration.threshold,
        call_threshold=configuration.call_threshold,
        delay=configuration.delay,
        epoch=epoch,
    )


@internal
@view
def _only_lowers(configuration: IMultiSig.Configuration, word: uint256) -> bool:
    if len(configuration.add) != 0 or len(configuration.remove) != 0:
        return False
    if (
        configuration.threshold != wallet_packing._threshold(word)
        or configuration.call_threshold != wallet_packing._call_threshold(word)
        or configuration.delay != wallet_packing._delay(word)
    ):
        return False
    for limit: IMultiSig.Limit in configuration.limits:
        if not limits._lowers(limit):
            return False
    return True


@internal
@view
def _hash(
    configuration: IMultiSig.Configuration, slot_hash: bytes32, word: uint256
) -> bytes32:
    hashes: DynArray[bytes32, MOST_LIMITS] = []
    for limit: IMultiSig.Limit in configuration.limits:
        hashes.append(limits._hash(limit))
    configuration_hash: bytes32 = keccak256(
        abi_encode(
            CONFIGURATION_TYPE_HASH,
            self._hash_addresses(configuration.add),
            self._hash_addresses(configuration.remove),
            configuration.threshold,
            configuration.call_threshold,
            configuration.delay,
            keccak256(slice(abi_encode(hashes), 64, 32 * len(hashes))),
        )
    )
    return wallet_domain._digest(
        keccak256(
            abi_encode(
                TYPE_HASH, configuration_hash, slot_hash, wallet_packing._epoch(word)
            )
        )
    )


@internal
@pure
def _hash_addresses(addresses: DynArray[address, MOST_OWNERS]) -> bytes32:
    return keccak256(slice(abi_encode(addresses), 64, 32 * len(addresses)))
