import pytest
from wallet_words import MAGIC, NO_MAGIC, address_word, by_key, by_wallet, high_s, on_chain, packed

DIGEST = b"\7" * 32


@pytest.fixture
def message(hand):
    """What owners sign so that the wallet signs the digest."""
    return hand.digest("WalletMessage", {"digest": DIGEST, "epoch": 0})


@pytest.fixture
def entries(owners, message):
    return [by_key(owner, message) for owner in owners]


def test_no_with_too_few(multisig, entries):
    for few in ([], entries[:1], entries[:2], entries[1:]):
        assert multisig.isValidSignature(DIGEST, packed(*few)) == NO_MAGIC


def test_no_for_another_digest_wallet_or_word(multisig, slow, hand, owners, entries):
    assert multisig.isValidSignature(b"\6" * 32, packed(*entries)) == NO_MAGIC
    assert slow.isValidSignature(DIGEST, packed(*entries)) == NO_MAGIC
    for said in (DIGEST, hand.digest("WalletMessage", {"digest": DIGEST, "epoch": 1})):
        assert multisig.isValidSignature(DIGEST, packed(*(by_key(owner, said) for owner in owners))) == NO_MAGIC


def test_no_for_any_form_but_the_one(multisig, owners, stranger, message, entries):
    good = packed(*entries)
    bad = [good + b"\0", good[:-1], good[1:], good[65:] + good[:65], good + good[:65], bytes(195), b"\xff" * 195]
    bad += [good[:65] * 3, good[:64] + b"\x1d" + good[65:], high_s(good[:65]) + good[65:]]
    bad += [packed(*entries, by_key(stranger, message)), bytes(2_080), b"\1" * 2_080, b"\0", b"\x1b" * 2_079]
    for signed in bad:
        assert multisig.isValidSignature(DIGEST, signed) == NO_MAGIC


def test_no_for_the_caller_and_for_nobody(multisig, owners, entries):
    approvals = packed(*entries[:2], on_chain(owners[2]))
    assert multisig.isValidSignature(DIGEST, approvals, sender=owners[2]) == NO_MAGIC
    for nobody in (bytes(64), bytes(31) + b"\1" + bytes(32)):
        assert multisig.isValidSignature(DIGEST, nobody + b"\1" + packed(*entries)) == NO_MAGIC


def test_no_when_a_contract_does_not_clearly_say_yes(create, owners, wallet, deployer):
    mixed = create([owners[0], wallet], 1)
    for answer in range(2, 8):
        wallet.setAnswer(answer, sender=deployer)
        for signed in (b"", bytes(65), bytes(1_900)):
            assert mixed.isValidSignature(DIGEST, packed(by_wallet(wallet, signed))) == NO_MAGIC


def test_no_for_lengths_that_lie(create, owners, wallet, deployer):
    mixed = create([owners[0], wallet], 1)
    wallet.setAnswer(1, sender=deployer)
    for length in (1, 2_049, 2**255, 2**256 - 65, 2**256 - 1):
        entry = address_word(wallet) + length.to_bytes(32, "big") + b"\0"
        assert mixed.isValidSignature(DIGEST, entry) == NO_MAGIC
    assert mixed.isValidSignature(DIGEST, packed(by_wallet(wallet, b""))) == MAGIC


def test_no_at_the_implementation(implementation, entries):
    """It has no owners, and asks for more than it could have."""
    for signed in (b"", packed(*entries)):
        assert implementation.isValidSignature(DIGEST, signed) == NO_MAGIC


def test_yes_with_enough(multisig, slow, slow_hand, owners, entries):
    assert multisig.isValidSignature(DIGEST, packed(*entries)) == MAGIC
    message = slow_hand.digest("WalletMessage", {"digest": DIGEST, "epoch": 0})
    for pair in (owners[:2], owners[1:], owners):
        assert slow.isValidSignature(DIGEST, packed(*(by_key(owner, message) for owner in pair))) == MAGIC


def test_yes_with_confirmations(multisig, owners, message, entries):
    approvals = packed(entries[0], *map(on_chain, owners[1:]))
    multisig.confirm(message, sender=owners[1])
    assert multisig.isValidSignature(DIGEST, approvals) == NO_MAGIC
    multisig.confirm(message, sender=owners[2])
    assert multisig.isValidSignature(DIGEST, approvals) == MAGIC
    multisig.revoke_confirmation(message, sender=owners[2])
    assert multisig.isValidSignature(DIGEST, approvals) == NO_MAGIC


def test_yes_from_a_contract_with_a_long_signature(create, hand_of, owners, wallet, deployer):
    mixed = create([owners[0], wallet], 2)
    message = hand_of(mixed).digest("WalletMessage", {"digest": DIGEST, "epoch": 0})
    signed = b"\x1b" * (2_080 - 130)
    wallet.approve(message, signed, sender=deployer)
    approvals = packed(by_key(owners[0], message), by_wallet(wallet, signed))
    assert len(approvals) == 2_080
    assert mixed.isValidSignature(DIGEST, approvals) == MAGIC


def test_message_hash_is_that_of_eth_account(multisig, hand, message):
    assert multisig.message_hash(DIGEST) == message
    assert multisig.message_hash(bytes(32)) == hand.digest("WalletMessage", {"digest": bytes(32), "epoch": 0})
