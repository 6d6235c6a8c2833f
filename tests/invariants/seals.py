"""Terms, their ids and signatures over them, made from the EIPs and not from the contract."""

from dataclasses import dataclass
from typing import NamedTuple

from eth_abi import encode
from eth_keys import keys
from eth_utils import keccak

ZERO = "0x" + "00" * 20
NO_HASH = b"\0" * 32
ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141

DOMAIN_TYPE = "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
INVOICE_TYPE = (
    "Invoice(address merchant,address payer,address token,uint256 amount,uint256 max_fee_bps,uint256 valid_until,"
    "uint256 refund_until,bytes32 splits_hash,bytes32 reference,bytes32 salt)"
)
CANCEL_TYPE = "CancelPayment(bytes32 payment_id,uint256 deadline)"
REFUND_TYPE = "RefundPayment(bytes32 payment_id,uint256 amount,uint256 refunded,uint256 deadline)"
WITHDRAW_TYPE = "WithdrawCredit(address receiver,address token,address to,uint256 deadline)"
APPROVE_TYPE = "ApproveSplits(address merchant,bytes32 splits_hash,bool approved,uint256 deadline)"
REGISTER_TYPE = "RegisterMerchant(address merchant,address payout,address invoice_signer,uint256 deadline)"
SET_PAYOUT_TYPE = "SetPayout(address merchant,address payout,uint256 deadline)"
CANCEL_CHANGE_TYPE = "CancelPayoutChange(address merchant,address payout,uint256 deadline)"
SET_SIGNER_TYPE = "SetInvoiceSigner(address merchant,address invoice_signer,uint256 deadline)"
WITHDRAW_DEPOSIT_TYPE = (
    "WithdrawDeposit(bytes32 payment_id,address refund_to,address token,address to,uint256 deadline)"
)
# The names of the domains.
GATEWAY, DEPOSITS = "Counterfoil PaymentGateway", "Counterfoil DepositAddresses"


class Terms(NamedTuple):
    """An invoice, in the order of its ABI."""

    merchant: str
    payer: str
    token: str
    amount: int
    max_fee_bps: int
    valid_until: int
    refund_until: int
    splits_hash: bytes
    reference: bytes
    salt: bytes


class Domain(NamedTuple):
    """Where a signature counts."""

    chain_id: int
    contract: str

    name = GATEWAY


class DepositsDomain(Domain):
    """Where one for DepositAddresses counts."""

    name = DEPOSITS


class Split(NamedTuple):
    """A share of what an invoice leaves after the fee, in the order of its ABI."""

    receiver: str
    bps: int


Shares = tuple[Split, ...]


@dataclass(frozen=True, slots=True)
class Seal:
    """A signature with all that is true of it: who made it over what, and whether its form is one that counts.

    raw: the bytes; signer: None for no signature at all; sound: for keys, 65 bytes with a low s or 64 bytes (EIP-2098).
    """

    raw: bytes
    signer: str | None = None
    digest: bytes = NO_HASH
    domain: Domain | None = None
    sound: bool = True


NO_SEAL = Seal(b"")


def typed_digest(domain: Domain, struct: bytes) -> bytes:
    """EIP-712."""
    separator = keccak(
        encode(
            ["bytes32", "bytes32", "bytes32", "uint256", "address"],
            [
                keccak(text=DOMAIN_TYPE),
                keccak(text=domain.name),
                keccak(text="1"),
                domain.chain_id,
                domain.contract,
            ],
        )
    )
    return keccak(b"\x19\x01" + separator + keccak(struct))


def struct(type_text: str, values: tuple) -> bytes:
    """The encoding of a struct of value types: its type's hash, then each field as a word."""
    kinds = [field.split(" ")[0] for field in type_text[type_text.index("(") + 1 : -1].split(",")]
    return encode(["bytes32", *kinds], [keccak(text=type_text), *values])


def invoice_id(terms: Terms, domain: Domain) -> bytes:
    return typed_digest(domain, struct(INVOICE_TYPE, tuple(terms)))


def word(type_text: str, domain: Domain, *values) -> bytes:
    """The digest of what a person says, of one of the types above."""
    return typed_digest(domain, struct(type_text, values))


def cancellation(payment_id: bytes, deadline: int, domain: Domain) -> bytes:
    return word(CANCEL_TYPE, domain, payment_id, deadline)


def withdrawal(receiver: str, token: str, to: str, deadline: int, domain: Domain) -> bytes:
    return word(WITHDRAW_TYPE, domain, receiver, token, to, deadline)


def hash_of(splits: Shares, even_none: bool = False) -> bytes:
    """By which an invoice names its shares; none are named by zero."""
    return keccak(encode(["(address,uint256)[]"], [splits])) if splits or even_none else NO_HASH


def compact(r: int, s: int, parity: int) -> bytes:
    """EIP-2098: the parity of the point rides on the top bit of s."""
    return r.to_bytes(32) + (s | parity << 255).to_bytes(32)


def key_seal(key: keys.PrivateKey, digest: bytes, domain: Domain, form: str) -> Seal:
    """A key's signature; form is one of KEY_FORMS, of which only the first two count."""
    made = key.sign_msg_hash(digest)
    r, s, parity = made.r, made.s, made.v
    words = r.to_bytes(32) + s.to_bytes(32)
    raw = {
        "65": words + bytes([27 + parity]),
        "64": compact(r, s, parity),
        "high s": r.to_bytes(32) + (ORDER - s).to_bytes(32) + bytes([28 - parity]),
        "other parity": words + bytes([28 - parity]),
        "v from 0": words + bytes([parity]),
        "66": words + bytes([27 + parity, 0]),
    }[form]
    return Seal(raw, key.public_key.to_address(), digest, domain, form in {"65", "64"})


def wallet_seal(wallet: str, digest: bytes, domain: Domain, length: int) -> Seal:
    """What a StagePerson accepts for a digest: the digest, filling, the digest's hash; at least 64 bytes."""
    return Seal(digest + b"\0" * (length - 64) + keccak(digest), wallet, digest, domain)


KEY_FORMS = ("65", "64", "high s", "other parity", "v from 0", "66")
WALLET_LENGTHS = (64, 65, 66, 100, 2048)
