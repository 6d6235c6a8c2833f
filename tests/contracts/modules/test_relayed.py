import ape
import pytest
from eth_utils import keccak

EXPIRED = "relayed: signature expired"
SPENT = "relayed: signature already spent"
BAD = "relayed: bad signature"
WORD = [{"name": "number", "type": "uint256"}]
WORD_TYPE_HASH = keccak(text="Word(uint256 number)")


@pytest.fixture(scope="module")
def harness(harness_of):
    return harness_of("Relayed")


@pytest.fixture
def domain(chain, harness):
    return {
        "name": "Relayed harness",
        "version": "1",
        "chainId": chain.chain_id,
        "verifyingContract": harness.address,
    }


@pytest.fixture
def word(sign):
    """A number's struct hash, and its signature."""

    def make(signer, number=1):
        struct_hash = keccak(WORD_TYPE_HASH + number.to_bytes(32, "big"))
        return struct_hash, sign(signer, {"number": number}, kind="Word", fields=WORD)

    return make


@pytest.fixture
def later(chain):
    return chain.pending_timestamp + 3_600


@pytest.fixture
def digest_of(harness, later):
    def read(signer, struct_hash, signature):
        return harness.check(signer, struct_hash, later, signature)

    return read


@pytest.mark.parametrize("late", [0, 1, 10**6])
def test_reverts_from_the_deadline_on(harness, word, payer, later, at, late):
    struct_hash, signature = word(payer)
    at(later + late)
    with ape.reverts(EXPIRED):
        harness.use(payer, struct_hash, later, signature, sender=payer)


def test_counts_until_the_second_before_the_deadline(harness, word, payer, relayer, later, at):
    struct_hash, signature = word(payer)
    at(later - 1)
    harness.use(payer, struct_hash, later, signature, sender=relayer)


def test_reverts_when_it_was_used(harness, word, payer, relayer, later):
    struct_hash, signature = word(payer)
    harness.use(payer, struct_hash, later, signature, sender=relayer)
    with ape.reverts(SPENT):
        harness.use(payer, struct_hash, later, signature, sender=relayer)


def test_reverts_when_its_signer_revoked_it(harness, word, payer, relayer, later, digest_of):
    struct_hash, signature = word(payer)
    digest = digest_of(payer, struct_hash, signature)
    assert harness.is_good(payer, digest, signature)
    harness.revoke_signature(digest, sender=payer)
    for look in (
        lambda: harness.use(payer, struct_hash, later, signature, sender=relayer),
        lambda: harness.check(payer, struct_hash, later, signature),
        lambda: harness.check_digest(payer, digest, signature),
    ):
        with ape.reverts(SPENT):
            look()
    assert not harness.is_good(payer, digest, signature)


def test_reverts_when_revoked_twice_or_after_use(harness, word, payer, relayer, later, digest_of):
    struct_hash, signature = word(payer)
    digest = digest_of(payer, struct_hash, signature)
    harness.use(payer, struct_hash, later, signature, sender=relayer)
    with ape.reverts(SPENT):
        harness.revoke_signature(digest, sender=payer)
    harness.revoke_signature(b"\1" * 32, sender=payer)
    with ape.reverts(SPENT):
        harness.revoke_signature(b"\1" * 32, sender=payer)


def test_reverts_for_anybody_elses_signature(harness, word, payer, stranger, later, digest_of):
    struct_hash, signature = word(stranger)
    digest = digest_of(stranger, struct_hash, signature)
    for look in (
        lambda: harness.use(payer, struct_hash, later, signature, sender=stranger),
        lambda: harness.check(payer, struct_hash, later, signature),
        lambda: harness.check_digest(payer, digest, signature),
    ):
        with ape.reverts(BAD):
            look()
    assert not harness.is_good(payer, digest, signature)


def test_nobody_revokes_for_another(harness, word, payer, stranger, relayer, later, digest_of):
    struct_hash, signature = word(payer)
    digest = digest_of(payer, struct_hash, signature)
    harness.revoke_signature(digest, sender=stranger)
    assert not harness.is_signature_spent(payer, digest)
    harness.use(payer, struct_hash, later, signature, sender=relayer)


def test_looking_spends_nothing(harness, word, payer, later, digest_of):
    struct_hash, signature = word(payer)
    digest = digest_of(payer, struct_hash, signature)
    harness.check(payer, struct_hash, later, signature)
    harness.check_digest(payer, digest, signature)
    assert harness.is_good(payer, digest, signature)
    assert not harness.is_signature_spent(payer, digest)


def test_use_spends_one_word_of_one_signer(harness, word, payer, merchant, relayer, later, digest_of, only_event):
    struct_hash, signature = word(payer)
    digest = digest_of(payer, struct_hash, signature)
    receipt = harness.use(payer, struct_hash, later, signature, sender=relayer)
    assert only_event(receipt, harness.SignatureSpent) == {"signer": payer, "digest": digest}
    assert harness.is_signature_spent(payer, digest)
    harness.use(merchant, *word(merchant)[:1], later, word(merchant)[1], sender=relayer)
    harness.use(payer, word(payer, 2)[0], later, word(payer, 2)[1], sender=relayer)


def test_revocation_tells(harness, payer, only_event):
    receipt = harness.revoke_signature(b"\2" * 32, sender=payer)
    assert only_event(receipt, harness.SignatureSpent) == {"signer": payer, "digest": b"\2" * 32}
    assert harness.is_signature_spent(payer, b"\2" * 32)
