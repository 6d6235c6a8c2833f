"""`/v1/merchant`: the account's merchant as the gateway knows it."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from backend.web.access import Asking
from backend.web.context import Here
from backend.web.documented import KEYED, READING, problems
from backend.web.mirrored_objects import merchant_json
from backend.web.reading.chain_position import read_followed
from backend.web.reading.merchant import read_merchant
from backend.web.shapes.fields import checksummed
from backend.web.shapes.merchant import MerchantObject

router = APIRouter(prefix="/v1/merchant", tags=["merchant"])


@router.get("", response_model=MerchantObject, responses=problems(*KEYED, *READING))
async def read_own_merchant(caller: Asking, context: Here) -> dict[str, Any]:
    """The merchant's row in the gateway's registry: payout, invoice signer, fee, running number, approved shares."""
    chain_id, gateway = context.acceptance.chain_id, context.acceptance.gateway
    async with context.look() as connection:
        found = await read_merchant(connection, chain_id=chain_id, gateway=gateway, merchant=caller.merchant)
        followed = await read_followed(connection, chain_id)
    signer = context.signers.of(caller.account_id).public_key.to_checksum_address()
    return merchant_json(found, followed) | {"gateway": checksummed(gateway), "account_invoice_signer": signer}
