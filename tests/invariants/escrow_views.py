"""What the Escrow answers about itself. Each of these views is a function of one storage word, so it is asked once for
each value of that word, and again, of all of them, at the end of a life."""

import boa
from chain import Deployed
from escrow_books import STATUSES, Kept
from escrow_stage import EscrowStage, mapped, slot_of


class Views:
    """Of one Escrow in one life."""

    def __init__(self, stage: EscrowStage, escrow: Deployed):
        self.escrow = escrow
        self.address = stage.chain.address(escrow.address)
        self.slots = {
            name: slot_of(stage.code, *where)
            for name, where in {
                "deal": ("deals", "words"),
                "credit": ("owed", "balances"),
                "credits": ("owed", "totals"),
                "accrued_fees": ("fees", "accrued"),
                "is_signature_spent": ("relayed", "spent"),
                "credit_number": ("owed", "number"),
                "deal_count": ("policy", "word"),
                "fee_terms": ("policy", "word"),
                "admin": ("admin_rights", "admin"),
                "pending_admin": ("admin_rights", "pending_admin"),
            }.items()
        }
        self.answers: dict[tuple, object] = {}

    def word(self, view: str, *keys) -> int:
        return boa.env.get_storage(self.address, mapped(self.slots[view], *keys))

    def ask(self, view: str, *keys):
        asked = view, keys, self.word(view, *keys)
        if asked not in self.answers:
            self.answers[asked] = self.escrow.read(view, *keys)
        return self.answers[asked]

    def deal(self, name: bytes) -> Kept:
        code, *rest = self.ask("deal", name)
        return Kept(STATUSES[code], *rest)

    def forget(self) -> None:
        self.answers.clear()
