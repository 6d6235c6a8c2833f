# pragma version 0.4.3
"""
@title Subscription token
@license MIT
@notice An ERC-20 token with permits (ERC-2612), whose manners depend on the receiver, whose answers about an account
        depend on the account, and which anyone can change.
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

# How it answers what an account has, or has allowed.
flag Answer:
    PLAIN
    REVERTS
    BURNS
    SHORT
    FLOODS
    NOTHING
    EVERYTHING

DOMAIN_TYPE: constant(bytes32) = keccak256("EIP712Domain(string name,uint256 chainId,address verifyingContract)")
PERMIT_TYPE: constant(bytes32) = keccak256(
    "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"
)

purses: HashMap[address, uint256]
allowances: HashMap[address, HashMap[address, uint256]]
nonces: public(HashMap[address, uint256])
manners: HashMap[address, Manner]
answers: HashMap[address, Answer]
blocked: HashMap[address, bool]
paused: bool
hook_target: address
hook_call: Bytes[4096]
# Whether a call made in the middle of a transfer ever went through.
hooked_in: public(bool)


@external
def mint(to: address, amount: uint256):
    self.purses[to] += amount


@external
def lose(owner: address, amount: uint256):
    """
    @notice As if the owner had spent it elsewhere
    """
    self.purses[owner] -= amount


@external
def approve(spender: address, amount: uint256):
    self.allowances[msg.sender][spender] = amount


@external
def treat(receiver: address, manner: uint256):
    """
    @param manner Position of a name in Manner
    """
    self.manners[receiver] = convert(1 << manner, Manner)


@external
def answer_of(account: address, answer: uint256):
    """
    @param answer Position of a name in Answer
    """
    self.answers[account] = convert(1 << answer, Answer)


@external
def block_payer(account: address, blocked: bool):
    self.blocked[account] = blocked


@external
def set_paused(paused: bool):
    self.paused = paused


@external
def hook(target: address, call: Bytes[4096]):
    self.hook_target = target
    self.hook_call = call


@external
@view
@raw_return
def balanceOf(account: address) -> Bytes[4096]:
    return self._tell(account, self.purses[account])


@external
@view
@raw_return
def allowance(owner: address, spender: address) -> Bytes[4096]:
    return self._tell(owner, self.allowances[owner][spender])


@external
@raw_return
def transfer(to: address, amount: uint256) -> Bytes[4096]:
    return self._behave(msg.sender, to, amount)


@external
@raw_return
def transferFrom(sender: address, to: address, amount: uint256) -> Bytes[4096]:
    allowed: uint256 = self.allowances[sender][msg.sender]
    assert allowed >= amount, "token: allowance too small"
    if allowed != max_value(uint256):
        self.allowances[sender][msg.sender] = allowed - amount
    return self._behave(sender, to, amount)


@external
def permit(owner: address, spender: address, amount: uint256, deadline: uint256, v: uint8, r: bytes32, s: bytes32):
    assert block.timestamp <= deadline, "token: permit expired"
    inner: bytes32 = keccak256(abi_encode(PERMIT_TYPE, owner, spender, amount, self.nonces[owner], deadline))
    separator: bytes32 = keccak256(abi_encode(DOMAIN_TYPE, keccak256("Stage"), chain.id, self))
    digest: bytes32 = keccak256(concat(x"1901", separator, inner))
    assert owner != empty(address) and ecrecover(digest, v, r, s) == owner, "token: bad permit"
    self.nonces[owner] += 1
    self.allowances[owner][spender] = amount


@internal
@view
def _tell(account: address, truth: uint256) -> Bytes[4096]:
    answer: Answer = self.answers[account]
    assert answer != Answer.REVERTS, "token: no answer"
    if answer == Answer.BURNS:
        raise UNREACHABLE
    if answer == Answer.SHORT:
        return slice(abi_encode(truth), 0, 31)
    if answer == Answer.FLOODS:
        return concat(abi_encode(truth), abi_encode(empty(uint256[100])))
    if answer == Answer.NOTHING:
        return abi_encode(empty(uint256))
    if answer == Answer.EVERYTHING:
        return abi_encode(max_value(uint256))
    return abi_encode(truth)


@internal
def _behave(sender: address, to: address, amount: uint256) -> Bytes[4096]:
    assert not self.paused, "token: paused"
    assert not self.blocked[sender], "token: payer blocked"
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
    assert self.purses[sender] >= leaving, "token: balance too small"
    self.purses[sender] -= leaving
    self.purses[to] += arriving
