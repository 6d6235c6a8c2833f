import ape
import pytest
from wallet_hand import call, payment
from wallet_words import NATIVE

ERC_165, ERC_721_RECEIVER, ERC_1155_RECEIVER, ERC_1271 = "0x01ffc9a7", "0x150b7a02", "0x4e2312e0", "0x1626ba7e"
NO_SUCH = "multisig: no such function"


@pytest.fixture
def ticket(built, deployer):
    """ERC-721: one of a kind."""
    made = deployer.deploy(built.TestTicket)
    made.mint(deployer, 7, sender=deployer)
    return made


@pytest.fixture
def voucher(built, deployer):
    """ERC-1155: several kinds of many."""
    made = deployer.deploy(built.TestVoucher)
    for kind in (1, 2):
        made.mint(deployer, kind, 100, sender=deployer)
    return made


def test_reverts_for_words_that_it_does_not_know(multisig, stranger):
    """Also what tokens have: a wallet that took `permit` or `transferFrom` in silence would pass for a token."""
    for data in (b"\0", b"\1\2\3", b"\0" * 4, b"a phantom permit", b"\x15\x0b\x7a"):
        for value in (0, 1):
            with ape.reverts(NO_SUCH):
                stranger.transfer(multisig, value, data=data)


def test_reverts_for_a_call_of_a_token(multisig, dollar, stranger):
    with ape.reverts(NO_SUCH):
        stranger.transfer(multisig, 0, data=dollar.transferFrom.encode_input(stranger, multisig, 1))


def test_reverts_for_coins_with_a_verb(multisig, stranger):
    with ape.reverts():
        stranger.transfer(multisig, 1, data=multisig.confirm.encode_input(b"\1" * 32))


def test_takes_coins_and_tells(multisig, stranger, only_event):
    for amount in (0, 1, 10**18):
        before = multisig.balance
        receipt = stranger.transfer(multisig, amount)
        assert only_event(receipt, multisig.CoinsReceived) == {"sender": stranger, "amount": amount}
        assert multisig.balance - before == amount


def test_takes_coins_of_another_wallet(multisig, slow, hand, owners):
    """Which sends them with all gas that it has; the log needs little."""
    before = slow.balance
    hand.pay([payment(NATIVE, slow, 5)], owners[:2])
    assert slow.balance - before == 5


def test_takes_a_token_of_erc_721_and_sends_it_on(multisig, hand, ticket, owners, deployer, receiver):
    for data in ([], [b"\7" * 5_000]):
        ticket.safeTransferFrom(deployer, multisig, 7, *data, sender=deployer)
        assert ticket.ownerOf(7) == multisig
        hand.call([call(ticket.transferFrom, multisig, deployer, 7)], owners)
    assert ticket.ownerOf(7) == deployer


def test_takes_tokens_of_erc_1155_and_sends_them_on(multisig, hand, voucher, owners, deployer, receiver):
    voucher.safeTransferFrom(deployer, multisig, 1, 40, b"\7" * 5_000, sender=deployer)
    voucher.safeBatchTransferFrom(deployer, multisig, [1, 2], [10, 20], b"", sender=deployer)
    assert [voucher.balanceOf(multisig, kind) for kind in (1, 2)] == [50, 20]
    hand.call([call(voucher.safeBatchTransferFrom, multisig, receiver, [1, 2], [50, 20], b"")], owners)
    assert [voucher.balanceOf(receiver, kind) for kind in (1, 2)] == [50, 20]


def test_takes_tokens_while_it_pays(multisig, hand, hostile, ticket, owners, deployer, receiver):
    """A token that hands something back in the middle of a transfer finds the door open."""
    ticket.transferFrom(deployer, hostile, 7, sender=deployer)
    hook = ticket.safeTransferFrom.encode_input(hostile, multisig, 7)
    hostile.setHook(ticket, hook, True, sender=deployer)
    hand.pay([payment(hostile, receiver, 5)], owners[:2])
    assert ticket.ownerOf(7) == multisig


def test_says_what_it_takes(multisig):
    for known in (ERC_165, ERC_721_RECEIVER, ERC_1155_RECEIVER, ERC_1271):
        assert multisig.supportsInterface(known)
    for unknown in ("0xffffffff", "0x00000000", "0x80ac58cd", "0xd9b67a26"):
        assert not multisig.supportsInterface(unknown)
