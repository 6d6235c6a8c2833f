"""Invoice signer keys: derived as RFC 5869 says, one for each account, never an unusable one."""

import pytest
from eth_account import Account

from backend.accounts.signer import ORDER, SignerError, SignerKeys, derive_signer, hkdf_sha256, usable_key

# RFC 5869, appendix A: test cases 1 to 3 (SHA-256).
VECTORS = [
    (
        "0b" * 22,
        "000102030405060708090a0b0c",
        "f0f1f2f3f4f5f6f7f8f9",
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
    ),
    (
        "".join(f"{i:02x}" for i in range(0x00, 0x50)),
        "".join(f"{i:02x}" for i in range(0x60, 0xB0)),
        "".join(f"{i:02x}" for i in range(0xB0, 0x100)),
        "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09"
        "da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87",
    ),
    ("0b" * 22, "", "", "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"),
]


@pytest.mark.parametrize("candidate", [0, ORDER, ORDER + 1, 2**256 - 1])
def test_a_number_that_is_no_private_key_is_refused(candidate):
    with pytest.raises(SignerError):
        usable_key(candidate.to_bytes(32))


@pytest.mark.parametrize("length", [0, 255 * 32 + 1])
def test_a_length_beyond_the_rfc_is_refused(length):
    with pytest.raises(ValueError, match="HKDF-SHA256 gives 1 to 8160 bytes"):
        hkdf_sha256(b"s", salt=b"", info=b"", length=length)


@pytest.mark.parametrize(("secret", "salt", "info", "expected"), VECTORS)
def test_derivation_follows_rfc_5869(secret, salt, info, expected):
    found = hkdf_sha256(
        bytes.fromhex(secret), salt=bytes.fromhex(salt), info=bytes.fromhex(info), length=len(expected) // 2
    )

    assert found.hex() == expected


@pytest.mark.parametrize("candidate", [1, ORDER - 1])
def test_the_first_and_the_last_key_are_usable(candidate):
    expected = Account.from_key(candidate.to_bytes(32)).address

    assert usable_key(candidate.to_bytes(32)).public_key.to_checksum_address() == expected


def test_accounts_and_secrets_have_signers_of_their_own():
    addresses = {
        derive_signer(secret, account).public_key.to_address()
        for secret in (b"\x01" * 32, b"\x02" * 32)
        for account in ("acct_a", "acct_b")
    }

    assert len(addresses) == 4


def test_the_signer_of_an_account_never_changes():
    # Registered on-chain by merchants: another value here would make their invoices unpayable.
    signer = SignerKeys(bytes(range(32))).of("acct_0000000000000000000000").public_key.to_address()

    assert signer == "0xd510db90edb025da73f673ec10f969b699f1d649"
