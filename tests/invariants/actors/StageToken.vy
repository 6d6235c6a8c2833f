# pragma version 0.4.3
"""
@title Stage token
@license MIT
@notice An ERC-20 token whose manners depend on the receiver, and whose handling of permits (ERC-2612) and authorizations
        (ERC-3009) on their owner; both can be changed by anyone. Allowances are unlimited, but those of strict owners.
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

flag Care:
    CAREFUL
    DEAF
    REVERTS
    BURNS
    CARELESS
    CALLS

WALLETS_SELECTOR: constant(bytes4) = method_id(
    "receiveWithAuthorization(address,address,uint256,uint256,uint256,bytes32,bytes)",
    output_type=bytes4,
)

balanceOf: public(HashMap[address, uint256])
allowance: public(HashMap[address, HashMap[address, uint256]])
strict: public(HashMap[address, bool])
nonces: public(HashMap[address, uint256])
used: HashMap[address, HashMap[bytes32, bool]]
manners: HashMap[address, Manner]
cares: HashMap[address, Care]
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
def care(owner: address, care: uint256):
    """
    @param care Position of a name in Care
    """
    self.cares[owner] = convert(1 << care, Care)


@external
def be_strict(owner: address):
    """
    @notice From now on the owner's money moves only within allowances.
    """
    self.strict[owner] = True


@external
def hook(target: address, call: Bytes[4096]):
    self.hook_target = target
    self.hook_call = call


@external
@view
def balances(holders: DynArray[address, 128]) -> DynArray[uint256, 128]:
    amounts: DynArray[uint256, 128] = []
    for holder: address in holders:
        amounts.append(self.balanceOf[holder])
    return amounts


@external
@raw_return
def transfer(to: address, amount: uint256) -> Bytes[4096]:
    return self._behave(msg.sender, msg.sender, to, amount)


@external
@raw_return
def transferFrom(sender: address, to: address, amount: uint256) -> Bytes[4096]:
    return self._behave(msg.sender, sender, to, amount)


@external
@raw_return
def approve(spender: address, amount: uint256) -> Bytes[4096]:
    manner: Manner = self.manners[spender]
    if self._stands_still(manner):
        return abi_encode(manner == Manner.BOASTS)
    self.allowance[msg.sender][spender] = amount
    return self._answer(manner)


@external
def face_transfer(sender: address, to: address, amount: uint256):
    """
    @notice For StageFace, another address of the same money.
    """
    self._move(sender, sender, to, amount, Manner.HONEST)


@external
def permit(
    owner: address, spender: address, amount: uint256, deadline: uint256, v: uint8, r: bytes32, s: bytes32
):
    if self._ignores(owner):
        return
    assert block.timestamp <= deadline, "token: permit expired"
    digest: bytes32 = keccak256(abi_encode(self, owner, spender, amount, deadline, self.nonces[owner]))
    self._check_key(owner, digest, v, r, s)
    self.nonces[owner] += 1
    self.allowance[owner][spender] = amount


@external
def receiveWithAuthorization(
    owner: address,
    to: address,
    amount: uint256,
    valid_after: uint256,
    valid_before: uint256,
    nonce: bytes32,
    v: uint8,
    r: bytes32,
    s: bytes32,
):
    if self._ignores(owner):
        return
    digest: bytes32 = self._use_authorization(owner, to, amount, valid_after, valid_before, nonce)
    self._check_key(owner, digest, v, r, s)
    self._receive(owner, to, amount)


@external
def __default__():
    """
    @notice The other receiveWithAuthorization, with a wallet's signature: digest, filling, the digest's hash.
    """
    assert convert(slice(msg.data, 0, 4), bytes4) == WALLETS_SELECTOR, "token: no such verb"
    owner: address = convert(convert(self._word(0), uint256), address)
    to: address = convert(convert(self._word(1), uint256), address)
    amount: uint256 = convert(self._word(2), uint256)
    if self._ignores(owner):
        return
    digest: bytes32 = self._use_authorization(
        owner, to, amount, convert(self._word(3), uint256), convert(self._word(4), uint256), self._word(5)
    )
    if self.cares[owner] != Care.CARELESS:
        assert owner.is_contract, "token: bad authorization"
        length: uint256 = convert(self._word(7), uint256)
        assert length >= 64 and self._word(8) == digest, "token: bad authorization"
        ending: bytes32 = extract32(slice(msg.data, 228 + length, 32), 0)
        assert ending == keccak256(digest), "token: bad authorization"
    self._receive(owner, to, amount)


@internal
@view
def _word(index: uint256) -> bytes32:
    return extract32(slice(msg.data, 4 + 32 * index, 32), 0)


@internal
def _ignores(owner: address) -> bool:
    """
    @return Whether an owner's paper is taken in silence and put aside
    """
    care: Care = self.cares[owner]
    assert care != Care.REVERTS, "token: no papers"
    if care == Care.BURNS:
        raise UNREACHABLE
    if care == Care.CALLS:
        self._call_back()
    return care == Care.DEAF


@internal
@view
def _check_key(owner: address, digest: bytes32, v: uint8, r: bytes32, s: bytes32):
    if self.cares[owner] != Care.CARELESS:
        key: address = ecrecover(digest, v, r, s)
        assert key != empty(address) and key == owner, "token: bad authorization"


@internal
def _use_authorization(
    owner: address, to: address, amount: uint256, valid_after: uint256, valid_before: uint256, nonce: bytes32
) -> bytes32:
    assert msg.sender == to, "token: caller must be the payee"
    assert valid_after < block.timestamp and block.timestamp < valid_before, "token: not valid now"
    assert not self.used[owner][nonce], "token: authorization used"
    self.used[owner][nonce] = True
    return keccak256(abi_encode(self, owner, to, amount, valid_after, valid_before, nonce))


@internal
def _receive(owner: address, to: address, amount: uint256):
    manner: Manner = self.manners[to]
    if not self._stands_still(manner):
        self._move(owner, owner, to, amount, manner)


@internal
def _call_back():
    if self.hook_target != empty(address):
        success: bool = raw_call(self.hook_target, self.hook_call, revert_on_failure=False)
        self.hooked_in = self.hooked_in or success


@internal
def _stands_still(manner: Manner) -> bool:
    """
    @return Whether nothing moves
    """
    assert manner != Manner.REVERTS, "token: blocked"
    if manner == Manner.BURNS:
        raise UNREACHABLE
    if manner == Manner.CALLS:
        self._call_back()
    return manner == Manner.REFUSES or manner == Manner.BOASTS


@internal
def _behave(spender: address, sender: address, to: address, amount: uint256) -> Bytes[4096]:
    manner: Manner = self.manners[to]
    if self._stands_still(manner):
        return abi_encode(manner == Manner.BOASTS)
    self._move(spender, sender, to, amount, manner)
    return self._answer(manner)


@internal
@view
def _answer(manner: Manner) -> Bytes[4096]:
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
def _move(spender: address, sender: address, to: address, amount: uint256, manner: Manner):
    leaving: uint256 = amount
    arriving: uint256 = amount
    if manner == Manner.TAXES:
        arriving -= amount // 100
    if manner == Manner.GREEDY:
        leaving += 1
    if manner == Manner.GENEROUS:
        arriving += 1
    if self.strict[sender] and spender != sender:
        assert self.allowance[sender][spender] >= amount, "token: not allowed"
        self.allowance[sender][spender] -= amount
    assert self.balanceOf[sender] >= leaving, "token: balance too small"
    self.balanceOf[sender] -= leaving
    self.balanceOf[to] += arriving
