# pragma version 0.4.3
"""
@title Stage list
@license MIT
@notice A sanctions list that anyone can change, and that does not always answer.
"""

flag Mood:
    ANSWERS
    REVERTS
    BURNS
    GARBLES

listed: HashMap[address, bool]
mood: Mood


@external
def put(account: address, listed: bool):
    self.listed[account] = listed


@external
def set_mood(mood: uint256):
    """
    @param mood Position of a name in Mood
    """
    self.mood = convert(1 << mood, Mood)


@external
@view
@raw_return
def isSanctioned(account: address) -> Bytes[32]:
    assert self.mood != Mood.REVERTS, "list: no answer"
    if self.mood == Mood.BURNS:
        raise UNREACHABLE
    if self.mood == Mood.GARBLES:
        return abi_encode(convert(2, uint256))
    return abi_encode(self.listed[account])
