import boa
import pytest
from eth_account import Account
from eth_account._utils.signing import sign_message_hash  # the raw digest, without a prefix
from eth_keys import keys
from eth_utils import keccak

N = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
HALF = N // 2
ZERO = "0x" + "00" * 20
APPROVED, EVERYTHING, NOTHING, REVERTS, BURNS_GAS, FLOODS, SHORT, DIRTY_MAGIC = range(8)
MAGIC = bytes.fromhex("1626ba7e").ljust(32, b"\0")
SAYS_NO = bytes.fromhex("5f5ffd")
BURNS = bytes.fromhex("5b5f56")
WALLET_GAS = 500_000


def says(word, length):
    """Code that answers every call with `length` bytes: a word, then zeros."""
    return b"\x7f" + word + bytes.fromhex("5f52") + b"\x60" + bytes([length]) + bytes.fromhex("5ff3")


def compact(signature):
    """EIP-2098."""
    vs = int.from_bytes(signature[32:64], "big") | ((signature[64] - 27) << 255)
    return signature[:32] + vs.to_bytes(32, "big")


def high_s(signature):
    s = N - int.from_bytes(signature[32:64], "big")
    return signature[:32] + s.to_bytes(32, "big") + bytes([55 - signature[64]])


def signed(key, digest):
    return bytes(sign_message_hash(keys.PrivateKey(bytes.fromhex(key.removeprefix("0x"))), digest)[3])


def words(signature):
    return signature[64], signature[:32], signature[32:64]


@pytest.fixture(scope="module")
def harness(harness_of):
    return harness_of("Signatures")


@pytest.fixture
def digests():
    return [keccak(text=f"digest {i}") for i in range(8)]


@pytest.fixture
def digest(digests):
    return digests[0]


@pytest.fixture
def key_account():
    return Account.create()


def test_refuses_the_zero_signer(harness, digest):
    assert harness.key(digest, 27, b"\0" * 32, b"\0" * 32) == ZERO
    for length in (0, 64, 65, 96):
        assert not harness.is_signed_by(ZERO, digest, bytes(length))


def test_refuses_a_high_s(harness, digest, merchant):
    malleable = high_s(signed(merchant.private_key, digest))
    assert Account._recover_hash(digest, signature=malleable) == merchant
    assert not harness.is_signed_by(merchant, digest, malleable)
    assert not harness.is_signed_by(merchant, digest, compact(malleable))


def test_allows_s_up_to_half_the_order(harness, digest, merchant):
    v, r, _ = words(signed(merchant.private_key, digest))
    assert harness.key(digest, v, r, HALF.to_bytes(32, "big")) != ZERO
    assert harness.key(digest, v, r, (HALF + 1).to_bytes(32, "big")) == ZERO


@pytest.mark.parametrize("v", [0, 1, 2, 26, 29, 255])
def test_refuses_another_v(harness, digests, merchant, v):
    for digest in digests:
        signature = signed(merchant.private_key, digest)
        assert not harness.is_signed_by(merchant, digest, signature[:64] + bytes([v]))


def test_refuses_the_other_of_27_and_28(harness, digests, merchant):
    for digest in digests:
        signature = signed(merchant.private_key, digest)
        assert not harness.is_signed_by(merchant, digest, signature[:64] + bytes([55 - signature[64]]))


@pytest.mark.parametrize("length", [0, 1, 32, 63, 66, 2_048])
def test_refuses_other_lengths_of_a_keys_signature(harness, digest, merchant, length):
    signature = signed(merchant.private_key, digest)
    assert not harness.is_signed_by(merchant, digest, (signature + bytes(2_048))[:length])


def test_refuses_another_digest_and_another_signer(harness, digests, merchant, stranger):
    signature = signed(merchant.private_key, digests[0])
    assert not harness.is_signed_by(merchant, digests[1], signature)
    assert not harness.is_signed_by(stranger, digests[0], signature)


def test_accepts_a_key_in_65_and_64_bytes(harness, digests, merchant):
    parities = set()
    for digest in digests:
        signature = signed(merchant.private_key, digest)
        parities.add(signature[64])
        assert harness.is_signed_by(merchant, digest, signature)
        assert harness.is_signed_by(merchant, digest, compact(signature))
    assert parities == {27, 28}


def test_takes_64_bytes_apart_as_eip_2098_does(harness, digests, merchant):
    for digest in digests:
        signature = signed(merchant.private_key, digest)
        v, s = harness.compact_words(compact(signature)[32:])
        assert (v & 255, bytes(s)) == (signature[64], signature[32:64])
        assert v >> 8 == 1
        assert harness.key(digest, v, signature[:32], s) == merchant


@pytest.mark.parametrize("code", [SAYS_NO, BURNS, says(bytes(32), 32)], ids=["reverts", "burns", "says no"])
def test_accepts_a_key_whose_account_has_code(boa_harness_of, digest, key_account, code):
    harness = boa_harness_of("Signatures")
    signature = signed(key_account.key.hex(), digest)
    boa.env.set_code(key_account.address, code)
    assert harness.is_signed_by(key_account.address, digest, signature)
    assert harness.is_signed_by(key_account.address, digest, compact(signature))
    assert not harness.is_signed_by(key_account.address, digest, high_s(signature))


def test_asks_the_code_of_an_account_whose_key_did_not_sign(boa_harness_of, digest, key_account):
    harness = boa_harness_of("Signatures")
    for length in (64, 65, 100):
        assert not harness.is_signed_by(key_account.address, digest, b"\x1b" * length)
    boa.env.set_code(key_account.address, says(MAGIC, 32))
    for length in (64, 65, 100):
        assert harness.is_signed_by(key_account.address, digest, b"\x1b" * length)


@pytest.mark.parametrize("answer", [NOTHING, REVERTS, BURNS_GAS, FLOODS, SHORT, DIRTY_MAGIC])
@pytest.mark.parametrize("length", [0, 64, 65, 100])
def test_refuses_a_wallet_that_does_not_clearly_say_yes(harness, wallet, deployer, digest, answer, length):
    wallet.setAnswer(answer, sender=deployer)
    signature = bytes(length)
    assert not harness.is_signed_by(wallet, digest, signature)


def test_refuses_an_answer_of_less_than_a_word(boa_harness_of, digest, key_account):
    harness = boa_harness_of("Signatures")
    for length in range(33):
        boa.env.set_code(key_account.address, says(MAGIC, length))
        assert harness.is_signed_by(key_account.address, digest, b"") is (length == 32)
        asked = (key_account.address, ZERO, digest, 27, bytes(32), bytes(32))
        assert harness.is_accepted_by(*asked) is (length == 32)


@pytest.mark.parametrize("length", [33, 64, 255])
def test_reads_the_first_word_of_a_longer_answer(harness, deploy_code, digest, length):
    assert harness.is_signed_by(deploy_code(says(MAGIC, length)), digest, b"")
    assert not harness.is_signed_by(deploy_code(says(b"\1" * 32, length)), digest, b"")


def test_bounds_what_a_wallet_burns(boa_harness_of, digest, key_account):
    harness = boa_harness_of("Signatures")
    boa.env.set_code(key_account.address, BURNS)
    for length in (0, 64, 65, 2_048):
        call = harness.is_signed_by.prepare_calldata(key_account.address, digest, bytes(length))
        done = boa.env.execute_code(to_address=harness.address, data=call)
        assert done.output == bytes(32)
        assert WALLET_GAS < done.get_gas_used() < WALLET_GAS + 60_000


@pytest.mark.parametrize("length", [0, 1, 64, 65, 66, 2_047, 2_048])
def test_accepts_what_a_wallet_accepts(harness, wallet, deployer, digests, length):
    signature = bytes((7 * i + 27) % 256 for i in range(length))
    wallet.approve(digests[0], signature, sender=deployer)
    assert harness.is_signed_by(wallet, digests[0], signature)
    assert not harness.is_signed_by(wallet, digests[1], signature)
    assert not harness.is_signed_by(wallet, digests[0], signature[:-1] + b"\xff" if length else b"\xff")


@pytest.mark.parametrize("length", [64, 65])
def test_hands_words_to_a_wallet_as_the_bytes_they_came_from(harness, wallet, deployer, digests, merchant, length):
    for digest in digests[:4]:
        signature = signed(merchant.private_key, digest)
        v, r, s = words(signature)
        if length == 64:
            signature, v = compact(signature), v + 256
        assert not harness.is_accepted_by(wallet, ZERO, digest, v, r, s)
        wallet.approve(digest, signature, sender=deployer)
        assert harness.is_accepted_by(wallet, ZERO, digest, v, r, s)
        assert harness.is_accepted_by(ZERO, wallet, digest, v, r, s)


@pytest.mark.parametrize("answer", [NOTHING, REVERTS, BURNS_GAS, FLOODS, SHORT, DIRTY_MAGIC])
def test_asks_the_second_wallet_after_any_answer_of_the_first(harness, project, wallet, deployer, digest, answer):
    second = deployer.deploy(project.TestWallet)
    wallet.setAnswer(answer, sender=deployer)
    asked = (wallet, second, digest, 27, bytes(32), bytes(32))
    assert not harness.is_accepted_by(*asked)
    second.setAnswer(EVERYTHING, sender=deployer)
    assert harness.is_accepted_by(*asked)
