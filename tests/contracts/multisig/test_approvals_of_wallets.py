import pytest
from wallet_hand import call, payment
from wallet_words import address_word, by_key, by_wallet, on_chain, packed

BAD, FEW = "multisig: bad approval", "multisig: too few approvals"
APPROVED, EVERYTHING, NOTHING, REVERTS, BURNS_GAS, FLOODS, SHORT, DIRTY_MAGIC = range(8)


@pytest.fixture
def rent(dollar, receiver):
    return [payment(dollar, receiver, 7)]


@pytest.fixture
def twin(built, deployer):
    """A second contract person."""
    return deployer.deploy(built.TestWallet)


@pytest.fixture
def mixed(create, hand_of, owners, wallet, twin):
    """Of a key and two contracts, who all must approve."""
    return hand_of(create([owners[0], wallet, twin], 3))


@pytest.fixture
def proposal(mixed, rent):
    return mixed.hash("Payments", rent, mixed.slot())


@pytest.fixture
def refuses(mixed, rent):
    def ask(*approvals, reason=BAD):
        return mixed.refuses("Payments", rent, mixed.slot(), packed(*approvals), reason)

    return ask


@pytest.mark.parametrize("length", [0, 1, 65, 2_048])
def test_counts_what_a_contract_approved_in_any_length(
    mixed, rent, proposal, refuses, owners, wallet, twin, deployer, length
):
    signed = b"\x1b" * length
    approvals = by_key(owners[0], proposal), by_wallet(wallet, signed), by_wallet(twin, b"\1")
    twin.approve(proposal, b"\1", sender=deployer)
    assert refuses(*approvals)
    wallet.approve(proposal, signed, sender=deployer)
    mixed.pay(rent, [], approvals=packed(*approvals))


def test_refused_when_a_contract_does_not_clearly_say_yes(refuses, wallet, deployer):
    for answer in (APPROVED, NOTHING, REVERTS, BURNS_GAS, FLOODS, SHORT, DIRTY_MAGIC):
        wallet.setAnswer(answer, sender=deployer)
        for length in (0, 65, 130):
            assert refuses(by_wallet(wallet, bytes(length))), answer


def test_refused_for_lengths_that_lie(refuses, wallet, deployer):
    wallet.setAnswer(EVERYTHING, sender=deployer)
    assert refuses(by_wallet(wallet, bytes(70)), reason=FEW)
    word = address_word(wallet)
    for length in (71, 1_000, 2_048, 2_049, 2**32, 2**255, 2**256 - 66, 2**256 - 1):
        assert refuses((wallet.address, word + length.to_bytes(32, "big") + b"\0" + bytes(70))), length


def test_refused_for_a_signature_of_more_than_2048_bytes(refuses, wallet, deployer):
    wallet.setAnswer(EVERYTHING, sender=deployer)
    assert refuses(by_wallet(wallet, bytes(2_048)), reason=FEW)
    assert refuses(by_wallet(wallet, bytes(2_049)))


def test_refused_from_a_contract_that_is_no_owner(built, deployer, refuses):
    other = deployer.deploy(built.TestWallet)
    other.setAnswer(EVERYTHING, sender=deployer)
    assert refuses(by_wallet(other, b""))


def test_believes_a_contract_about_itself_alone(refuses, owners, wallet, twin, deployer):
    """One that says yes to everything neither signs for a key nor for another contract."""
    wallet.setAnswer(EVERYTHING, sender=deployer)
    for other in (owners[0], twin):
        assert refuses(by_wallet(other, bytes(65)))
        assert refuses((other.address, address_word(other) + bytes(32) + b"\1"))


def test_refused_for_what_a_contract_approved_before(mixed, rent, proposal, refuses, wallet, deployer):
    for other in (bytes(32), mixed.hash("Payments", [], mixed.slot())):
        wallet.approve(other, b"", sender=deployer)
    assert refuses(by_wallet(wallet, b""))
    wallet.approve(proposal, b"", sender=deployer)
    assert refuses(by_wallet(wallet, b""), reason=FEW)


def test_counts_a_contract_that_confirmed_or_sends(mixed, rent, proposal, owners, wallet, twin, do):
    do(twin, mixed.wallet.confirm, proposal)
    approvals = packed(by_key(owners[0], proposal), on_chain(wallet), on_chain(twin))
    verb, slot = mixed.wallet.execute_payments, mixed.slot()
    do(wallet, verb, [tuple(one.values()) for one in rent], tuple(slot.values()), approvals)
    assert mixed.wallet.next_nonce(0) == 1


@pytest.fixture
def nested(create, hand_of, owners, multisig):
    """A wallet of which another wallet is one of two owners."""
    return hand_of(create([owners[0], multisig], 2))


@pytest.fixture
def inner_word(hand, nested, rent):
    """What owners of the inner wallet sign so that it approves a payment of the outer one."""
    proposal = nested.hash("Payments", rent, nested.slot())
    return proposal, hand.digest("WalletMessage", {"digest": proposal, "epoch": 0})


def test_counts_a_wallet_as_an_owner_of_a_wallet(nested, rent, inner_word, owners, multisig, dollar, receiver):
    proposal, message = inner_word
    by_inner = by_wallet(multisig, packed(*(by_key(owner, message) for owner in owners)))
    nested.pay(rent, [], approvals=packed(by_key(owners[0], proposal), by_inner))
    assert dollar.balanceOf(receiver) == 7


def test_refused_from_a_wallet_whose_owners_are_too_few(nested, rent, inner_word, owners, multisig, stranger):
    proposal, message = inner_word
    entries = [by_key(owner, message) for owner in owners]
    bad = [entries[:2], entries[1:], [], [*entries[:2], by_key(stranger, message)]]
    # What owners signed for the outer wallet is no word of the inner one.
    bad += [[by_key(owner, proposal) for owner in owners]]
    for few in bad:
        approvals = packed(by_key(owners[0], proposal), by_wallet(multisig, packed(*few)))
        assert nested.refuses("Payments", rent, nested.slot(), approvals, BAD)


def test_counts_owners_of_wallets_of_wallets(create, hand_of, hand, nested, rent, owners, dollar, receiver):
    """Three deep, each level with a word of its own."""
    outer = hand_of(create([nested.wallet], 1))
    proposal = outer.hash("Payments", rent, outer.slot())
    middle = nested.digest("WalletMessage", {"digest": proposal, "epoch": 0})
    inner = hand.digest("WalletMessage", {"digest": middle, "epoch": 0})
    by_inner = by_wallet(hand.wallet, packed(*(by_key(owner, inner) for owner in owners)))
    by_middle = by_wallet(nested.wallet, packed(by_key(owners[0], middle), by_inner))
    outer.pay(rent, [], approvals=packed(by_middle))
    assert dollar.balanceOf(receiver) == 7


def test_refused_from_wallets_that_own_each_other(multisig, hand, nested, owners, rent):
    """They ask each other as deep as the signature goes, and no deeper."""
    become_owner = [call(multisig.accept_ownership)]
    accept = nested.hash("Calls", become_owner, nested.slot())
    message = hand.digest("WalletMessage", {"digest": accept, "epoch": 0})
    by_inner = by_wallet(multisig, packed(*(by_key(owner, message) for owner in owners)))
    nested.call(become_owner, [], approvals=packed(by_key(owners[0], accept), by_inner))
    hand.configure(hand.becomes(add=[nested.wallet], remove=[owners[2]]), owners)

    proposal = nested.hash("Payments", rent, nested.slot())
    deep = b""
    for _ in range(4):
        deep = packed(by_wallet(multisig, packed(by_wallet(nested.wallet, deep))))
        approvals = packed(by_key(owners[0], proposal), (multisig.address, deep))
        assert nested.refuses("Payments", rent, nested.slot(), approvals, BAD)
