"""What wallets answer about themselves. Each of these views is a function of a few storage words, so it is asked once
for each value of these words, and again, of all of them, at the end of a life."""

import boa
from escrow_stage import mapped, slot_of
from multisig_stage import MultisigStage

# Where each view's words are: of which variable, by which of its arguments.
WORDS = {
    "owners": [],
    "wallet_terms": [],
    "next_nonce": [("lanes", "nonces")],
    "ready_at": [("configurations", "ready")],
    "is_confirmed": [("confirmations", "confirmed")],
    "limit": [("limits", "words"), ("limits", "usages")],
    "is_signature_spent": [("wallet_words", "spent")],
}
NONCE_BITS = 36


class WalletViews:
    """Of all wallets in one life."""

    def __init__(self, stage: MultisigStage):
        self.stage = stage
        self.terms = slot_of(stage.code, "ownership", "word")
        self.slots = {view: [slot_of(stage.code, *where) for where in places] for view, places in WORDS.items()}
        self.answers: dict[tuple, object] = {}

    def ask(self, wallet: str, view: str, *keys, now: int = 0):
        """now: where the answer depends on the time as well."""
        address = self.stage.chain.address(wallet)
        by = [key.to_bytes(32) if isinstance(key, int) else key for key in keys]
        words = [boa.env.get_storage(address, mapped(slot, *by)) for slot in self.slots[view]]
        # Of the first lane the nonce is kept with the terms, of which it is no part.
        terms = self.word(wallet) if view == "next_nonce" and keys == (0,) else self.word(wallet) >> NONCE_BITS
        asked = wallet, view, keys, now, *words, terms
        if asked not in self.answers:
            self.answers[asked] = self.stage.wallets[wallet].read(view, *keys)
        return self.answers[asked]

    def word(self, wallet: str) -> int:
        """Of a wallet's terms."""
        return boa.env.get_storage(self.stage.chain.address(wallet), self.terms)

    def forget(self) -> None:
        self.answers.clear()
