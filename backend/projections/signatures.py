"""The fold of `spent_signatures`."""

from __future__ import annotations

from backend.events.any_contract import SignatureSpent
from backend.projections.rows import SpentSignatureRow


def spent(row: SpentSignatureRow | None, event: SignatureSpent) -> SpentSignatureRow:
    """A signed word was used or revoked; it counts no more under this contract."""
    log = event.log
    return SpentSignatureRow(log.chain_id, event.digest, event.signer, log.address, log.block_number)
