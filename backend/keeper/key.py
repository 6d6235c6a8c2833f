"""The keeper's key: read once, kept in memory, never shown. It signs transactions that cost gas and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

from eth_account import Account
from eth_account.signers.local import LocalAccount


class KeyTrouble(Exception):
    """The key cannot be had. The message is one sentence that names the variable, and never the secret."""


def keeper_account(key: str | None, keystore: str | None, passphrase: str | None) -> LocalAccount:
    """The account of COUNTERFOIL_KEEPER_KEY, or of COUNTERFOIL_KEEPER_KEYSTORE. Raises KeyTrouble."""
    if key is not None and keystore is not None:
        raise KeyTrouble("COUNTERFOIL_KEEPER_KEY and COUNTERFOIL_KEEPER_KEYSTORE are both set: unset one of them.")
    if key is not None:
        return key_of_digits(key)
    if keystore is None:
        raise KeyTrouble(
            "COUNTERFOIL_KEEPER_KEY is missing: set it to 64 hexadecimal digits, or COUNTERFOIL_KEEPER_KEYSTORE to a"
            " keystore file, of an account that has nothing but gas money."
        )
    if passphrase is None:
        raise KeyTrouble(f"COUNTERFOIL_KEEPER_PASSPHRASE is missing: set it to the passphrase of {keystore}.")
    return key_of_keystore(Path(keystore).expanduser(), passphrase)


def key_of_digits(digits: str) -> LocalAccount:
    """The key written as 64 hexadecimal digits. Raises KeyTrouble."""
    try:
        account: LocalAccount = Account.from_key(bytes.fromhex(digits.removeprefix("0x")))
    except Exception:
        raise KeyTrouble(
            "COUNTERFOIL_KEEPER_KEY is no key of secp256k1 (zero, or too large): set it to another one."
        ) from None
    return account


def key_of_keystore(path: Path, passphrase: str) -> LocalAccount:
    """The key in a Web3 Secret Storage file (version 3), as Ape and geth write it. Raises KeyTrouble."""
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise KeyTrouble(
            f"COUNTERFOIL_KEEPER_KEYSTORE names {path}, which cannot be read as a keystore file: name one of Ape's,"
            " ~/.ape/accounts/<alias>.json."
        ) from None
    try:
        account: LocalAccount = Account.from_key(Account.decrypt(stored, passphrase))
    except ValueError as problem:
        if "MAC" in str(problem):
            raise KeyTrouble(
                f"COUNTERFOIL_KEEPER_PASSPHRASE does not open {path}: set it to the passphrase of that file."
            ) from None
        raise KeyTrouble(_NO_KEYSTORE.format(path=path)) from None
    except (KeyError, TypeError, AttributeError, NotImplementedError):
        raise KeyTrouble(_NO_KEYSTORE.format(path=path)) from None
    return account


_NO_KEYSTORE = (
    "COUNTERFOIL_KEEPER_KEYSTORE names {path}, which is no keystore of version 3: name a file that Ape wrote."
)
