# pragma version 0.4.3
"""
@title Stage token
@license MIT
@notice An ERC-20 token with unlimited allowances whose manners depend on the receiver and can be changed by anyone.
"""

flag Manner:
    HONEST
    SILENT
    REFUSES
    REVERTS
    BURNS
    FLOODS
    SHORT
    TWO
    LIES
    BOASTS
    TAXES
    GREEDY
    GENEROUS
    CALLS

balanceOf: public(HashMap[address, uint256])
manners: HashMap[address, Manner]
hook_target: address
hook_call: Bytes[4096]
# Whether a call made in the middle of a transfer ever went through.
hooked_in: public(bool)


@external
def mint(to: address, amount: uint256):
    self.balanceOf[to] += amount


@external
def treat(receiver: address, manner: uint256):
    """
    @param manner Position of a name in Manner
    """
    self.manners[receiver] = convert(1 << manner, Manner)


@external
def hook(target: address, call: Bytes[4096]):
    self.hook_target = target
    self.hook_call = call


@external
@view
def balances(holders: DynArray[address, 64]) -> DynArray[uint256, 64]:
    amounts: DynArray[uint256, 64] = []
    for holder: address in holders:
        amounts.append(self.balanceOf[holder])
    return amounts


@external
@raw_return
def transfer(to: address, amount: uint256) -> Bytes[4096]:
    return self._behave(msg.sender, to, amount)


@external
@raw_return
def transferFrom(sender: address, to: address, amount: uint256) -> Bytes[4096]:
    return self._behave(sender, to, amount)


@internal
def _behave(sender: address, to: address, amount: uint256) -> Bytes[4096]:
    manner: Manner = self.manners[to]
    assert manner != Manner.REVERTS, "token: blocked"
    if manner == Manner.BURNS:
        raise UNREACHABLE
    if manner == Manner.REFUSES:
        return abi_encode(False)
    if manner == Manner.BOASTS:
        return abi_encode(True)
    if manner == Manner.CALLS and self.hook_target != empty(address):
        success: bool = raw_call(self.hook_target, self.hook_call, revert_on_failure=False)
        self.hooked_in = self.hooked_in or success
    self._move(sender, to, amount, manner)
    if manner == Manner.SILENT:
        return b""
    if manner == Manner.FLOODS:
        return concat(abi_encode(True), abi_encode(empty(uint256[100])))
    if manner == Manner.SHORT:
        return slice(abi_encode(True), 0, 31)
    if manner == Manner.TWO:
        return abi_encode(convert(2, uint256))
    return abi_encode(manner != Manner.LIES)


@internal
def _move(sender: address, to: address, amount: uint256, manner: Manner):
    leaving: uint256 = amount
    arriving: uint256 = amount
    if manner == Manner.TAXES:
        arriving -= amount // 100
    if manner == Manner.GREEDY:
        leaving += 1
    if manner == Manner.GENEROUS:
        arriving += 1
    assert self.balanceOf[sender] >= leaving, "token: balance too small"
    self.balanceOf[sender] -= leaving
    self.balanceOf[to] += arriving
