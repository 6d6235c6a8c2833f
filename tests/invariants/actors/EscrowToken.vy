# pragma version 0.4.3
"""
@title Escrow token
@license MIT
@notice An ERC-20 token with permits (ERC-2612) and authorizations (ERC-3009), whose manners depend on the receiver and can
        be changed by anyone.
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

DOMAIN_TYPE: constant(bytes32) = keccak256("EIP712Domain(string name,uint256 chainId,address verifyingContract)")
PERMIT_TYPE: constant(bytes32) = keccak256(
    "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"
)
RECEIVE_TYPE: constant(bytes32) = keccak256(
    "ReceiveWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"
)
MAGIC: constant(bytes32) = 0x1626ba7e00000000000000000000000000000000000000000000000000000000


struct Given:
    owner: address
    to: address
    amount: uint256
    valid_after: uint256
    valid_before: uint256
    nonce: bytes32
    v: uint8
    r: bytes32
    s: bytes32


balanceOf: public(HashMap[address, uint256])
allowance: public(HashMap[address, HashMap[address, uint256]])
nonces: public(HashMap[address, uint256])
used: public(HashMap[address, HashMap[bytes32, bool]])
manners: HashMap[address, Manner]
paused: bool
hook_target: address
hook_call: Bytes[4096]
# Whether a call made in the middle of a transfer ever went through.
hooked_in: public(bool)


@external
def mint(to: address, amount: uint256):
    self.balanceOf[to] += amount


@external
def approve(spender: address, amount: uint256):
    self.allowance[msg.sender][spender] = amount


@external
def treat(receiver: address, manner: uint256):
    """
    @param manner Position of a name in Manner
    """
    self.manners[receiver] = convert(1 << manner, Manner)


@external
def set_paused(paused: bool):
    self.paused = paused


@external
def hook(target: address, call: Bytes[4096]):
    self.hook_target = target
    self.hook_call = call


@external
@raw_return
def transfer(to: address, amount: uint256) -> Bytes[4096]:
    return self._behave(msg.sender, to, amount)


@external
@raw_return
def transferFrom(sender: address, to: address, amount: uint256) -> Bytes[4096]:
    allowed: uint256 = self.allowance[sender][msg.sender]
    assert allowed >= amount, "token: allowance too small"
    if allowed != max_value(uint256):
        self.allowance[sender][msg.sender] = allowed - amount
    return self._behave(sender, to, amount)


@external
def permit(owner: address, spender: address, amount: uint256, deadline: uint256, v: uint8, r: bytes32, s: bytes32):
    assert block.timestamp <= deadline, "token: permit expired"
    digest: bytes32 = self._digest(
        keccak256(abi_encode(PERMIT_TYPE, owner, spender, amount, self.nonces[owner], deadline))
    )
    assert owner != empty(address) and ecrecover(digest, v, r, s) == owner, "token: bad permit"
    self.nonces[owner] += 1
    self.allowance[owner][spender] = amount


@external
@raw_return
def receiveWithAuthorization(
    owner: address,
    to: address,
    amount: uint256,
    valid_after: uint256,
    valid_before: uint256,
    nonce: bytes32,
    signature: Bytes[2048],
) -> Bytes[4096]:
    digest: bytes32 = self._use(owner, to, amount, valid_after, valid_before, nonce)
    answer: Bytes[32] = b""
    success: bool = False
    success, answer = raw_call(
        owner,
        abi_encode(digest, signature, method_id=method_id("isValidSignature(bytes32,bytes)")),
        max_outsize=32,
        gas=500_000,
        is_static_call=True,
        revert_on_failure=False,
    )
    assert success and len(answer) == 32 and convert(answer, bytes32) == MAGIC, "token: bad authorization"
    return self._behave(owner, to, amount)


# The same verb with a key's words, by its selector, since Vyper has no overloads.
@external
@raw_return
def __default__() -> Bytes[4096]:
    assert slice(msg.data, 0, 4) == method_id(
        "receiveWithAuthorization(address,address,uint256,uint256,uint256,bytes32,uint8,bytes32,bytes32)"
    ), "token: no such verb"
    given: Given = abi_decode(slice(msg.data, 4, 288), Given)
    digest: bytes32 = self._use(
        given.owner, given.to, given.amount, given.valid_after, given.valid_before, given.nonce
    )
    assert ecrecover(digest, given.v, given.r, given.s) == given.owner, "token: bad authorization"
    return self._behave(given.owner, given.to, given.amount)


@internal
def _use(
    owner: address, to: address, amount: uint256, valid_after: uint256, valid_before: uint256, nonce: bytes32
) -> bytes32:
    assert to == msg.sender, "token: not the receiver"
    assert block.timestamp > valid_after, "token: not valid yet"
    assert block.timestamp < valid_before, "token: valid no more"
    assert not self.used[owner][nonce], "token: authorization used"
    self.used[owner][nonce] = True
    return self._digest(
        keccak256(abi_encode(RECEIVE_TYPE, owner, to, amount, valid_after, valid_before, nonce))
    )


@internal
@view
def _digest(struct_hash: bytes32) -> bytes32:
    separator: bytes32 = keccak256(abi_encode(DOMAIN_TYPE, keccak256("Stage"), chain.id, self))
    return keccak256(concat(x"1901", separator, struct_hash))


@internal
def _behave(sender: address, to: address, amount: uint256) -> Bytes[4096]:
    assert not self.paused, "token: paused"
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
