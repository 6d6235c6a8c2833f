"""What is written down before anybody signs it, and each owner's approval of it as bytes."""

from typing import NamedTuple

from eth_utils import keccak
from multisig_words import Slot, WalletDomain, proposal

# In which verb a proposal of a kind is executed, and proposed.
EXECUTE = {kind: f"execute_{kind}" for kind in ("payments", "calls", "configuration")}
PROPOSE = {kind: f"propose_{kind}" for kind in EXECUTE}


class Paper(NamedTuple):
    """Terms for one wallet in one epoch on one chain."""

    kind: str
    content: tuple
    slot: Slot
    epoch: int
    domain: WalletDomain

    @property
    def wallet(self) -> str:
        return self.domain.contract

    @property
    def name(self) -> bytes:
        return proposal(self.kind, self.content, self.slot, self.epoch, self.domain)

    @property
    def raw(self) -> tuple:
        return self.content, self.slot


def by_address(entry: tuple[str, bytes]) -> int:
    return int(entry[0], 16)


def joined(entries: dict[str, bytes]) -> bytes:
    """Approvals by their owners' addresses, ascending."""
    return b"".join(raw for _, raw in sorted(entries.items(), key=by_address))


def word_of(owner: str) -> bytes:
    return bytes.fromhex(owner[2:]).rjust(32, b"\0")


def on_chain(owner: str) -> bytes:
    """Of whoever confirmed, or sends."""
    return word_of(owner) + bytes(32) + b"\1"


def of_wallet(owner: str, raw: bytes) -> bytes:
    """With a wallet's own signature behind it."""
    return word_of(owner) + len(raw).to_bytes(32) + b"\0" + raw


def person_mark(digest: bytes, length: int = 64) -> bytes:
    """What a WalletPerson takes for its signature."""
    return digest + bytes(length - 64) + keccak(digest)
