# pragma version 0.4.3
"""
@title Wallet person
@license MIT
@notice A contract that owns, is called and is paid by wallets: signs (ERC-1271) with a pen and takes calls in a mood.
@dev It accepts a signature that begins with the digest and ends with the digest's hash, so that every byte that the
     caller hands on, and its length, matters. In the middle of a call it makes calls of its own and asks a wallet.
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
    LIES


struct Hook:
    target: address
    call: Bytes[4096]


MAGIC: constant(bytes32) = 0x1626ba7e00000000000000000000000000000000000000000000000000000000
PADDED_MAGIC: constant(bytes32) = 0x1626ba7e00000000000000000000000000000000000000000000000000000001

mood: Mood
pen: Pen
hooks: DynArray[Hook, 24]
question: Hook
# Calls made in the middle of another that went through.
let_in: public(uint256)
# What the question was answered, and how often it was asked.
answer: public(bytes32)
asked: public(uint256)


@external
def set_mood(mood: uint256, pen: uint256):
    """
    @param mood Position of a name in Mood; `pen` in Pen
    """
    self.mood = convert(1 << mood, Mood)
    self.pen = convert(1 << pen, Pen)


@external
def plot(hooks: DynArray[Hook, 24], question: Hook):
    self.hooks = hooks
    self.question = question


@external
@view
@raw_return
def isValidSignature(digest: bytes32, signature: Bytes[2048]) -> Bytes[32]:
    assert self.pen != Pen.REVERTS, "person: no"
    if self.pen == Pen.BURNS:
        raise UNREACHABLE
    if self.pen == Pen.LIES:
        return abi_encode(MAGIC)
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
    if self.mood == Mood.CALLS:
        for hook: Hook in self.hooks:
            success: bool = raw_call(hook.target, hook.call, revert_on_failure=False)
            if success:
                self.let_in += 1
        if self.question.target != empty(address):
            success: bool = False
            answer: Bytes[32] = b""
            success, answer = raw_call(
                self.question.target,
                self.question.call,
                max_outsize=32,
                is_static_call=True,
                revert_on_failure=False,
            )
            self.asked += 1
            self.answer = empty(bytes32)
            if success and len(answer) == 32:
                self.answer = convert(answer, bytes32)
