# pragma version 0.4.3
"""
@title Stage person
@license MIT
@notice A contract that acts as a person: receives coins in a mood, and signs (ERC-1271) with a pen, both changeable.
@dev It accepts a signature that begins with the digest and ends with the digest's hash, so that every byte that the
     caller hands on, and its length, matters.
"""

flag Mood:
    ACCEPTS
    REVERTS
    BURNS
    FLOODS
    CALLS

flag Pen:
    AGREES
    WRONG
    SHORT
    PADDED
    REVERTS
    BURNS

MAGIC: constant(bytes32) = 0x1626ba7e00000000000000000000000000000000000000000000000000000000
PADDED_MAGIC: constant(bytes32) = 0x1626ba7e00000000000000000000000000000000000000000000000000000001

mood: Mood
pen: Pen
hook_target: address
hook_call: Bytes[4096]
hooked_in: public(bool)


@external
def set_mood(mood: uint256, pen: uint256):
    """
    @param mood Position of a name in Mood; `pen` in Pen
    """
    self.mood = convert(1 << mood, Mood)
    self.pen = convert(1 << pen, Pen)


@external
def hook(target: address, call: Bytes[4096]):
    self.hook_target = target
    self.hook_call = call


@external
@view
@raw_return
def isValidSignature(digest: bytes32, signature: Bytes[2048]) -> Bytes[32]:
    assert self.pen != Pen.REVERTS, "person: no"
    if self.pen == Pen.BURNS:
        raise UNREACHABLE
    agrees: bool = len(signature) >= 64
    if agrees:
        ending: bytes32 = convert(slice(signature, len(signature) - 32, 32), bytes32)
        agrees = convert(slice(signature, 0, 32), bytes32) == digest and ending == keccak256(digest)
    if not agrees or self.pen == Pen.WRONG:
        return abi_encode(empty(bytes32))
    if self.pen == Pen.SHORT:
        return slice(abi_encode(MAGIC), 0, 4)
    if self.pen == Pen.PADDED:
        return abi_encode(PADDED_MAGIC)
    return abi_encode(MAGIC)


@external
@payable
def __default__():
    assert self.mood != Mood.REVERTS, "person: no coins"
    if self.mood == Mood.BURNS:
        raise UNREACHABLE
    if self.mood == Mood.FLOODS:
        raw_revert(abi_encode(empty(uint256[500])))
    if self.mood == Mood.CALLS and self.hook_target != empty(address):
        success: bool = raw_call(self.hook_target, self.hook_call, revert_on_failure=False)
        self.hooked_in = self.hooked_in or success
