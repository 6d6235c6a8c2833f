"""The part of the twin that merchants and the admin speak to."""

from dataclasses import replace

from books import Books, Call, Merchant, need
from seals import ZERO


class Offices:
    """Registration, payouts, signers, fees, pausing, and the admin's succession."""

    address: str
    books: Books
    fee_cap_bps: int
    payout_delay: int

    def tell(self, event: str, **fields) -> None:
        raise NotImplementedError

    def registered(self, merchant: str) -> Merchant:
        need(merchant in self.books.merchants, "merchants: not registered")
        return self.books.merchants[merchant]

    def next_number(self, merchant: str) -> int:
        told = self.registered(merchant)
        self.books.merchants[merchant] = replace(told, number=told.number + 1)
        return told.number + 1

    def fee_of(self, merchant: Merchant | None) -> int:
        if merchant is None or merchant.own_fee is None:
            return self.books.fee_bps
        return min(merchant.own_fee, self.books.fee_bps)

    def check_payout(self, payout: str) -> None:
        need(payout != ZERO, "merchants: payout is zero")
        need(payout != self.address, "merchants: payout is the gateway")

    def register_merchant(self, call: Call, payout: str, signer: str) -> None:
        need(call.sender not in self.books.merchants, "merchants: already registered")
        self.check_payout(payout)
        self.books.merchants[call.sender] = Merchant(payout, signer)
        self.tell("MerchantRegistered", merchant=call.sender, payout=payout, invoice_signer=signer)

    def set_payout(self, call: Call, payout: str) -> None:
        merchant = self.registered(call.sender).settled(call.now)
        self.check_payout(payout)
        counts_from = call.now + self.payout_delay
        self.books.merchants[call.sender] = replace(merchant, proposal=(payout, counts_from))
        self.tell("PayoutChangeProposed", merchant=call.sender, payout=payout, effective_at=counts_from)

    def cancel_payout_change(self, call: Call) -> None:
        merchant = self.registered(call.sender)
        need(merchant.proposal is not None, "merchants: no payout change")
        payout, counts_from = merchant.proposal
        need(call.now < counts_from, "merchants: payout has changed")
        self.books.merchants[call.sender] = replace(merchant, proposal=None)
        self.tell("PayoutChangeCancelled", merchant=call.sender, payout=payout)

    def set_invoice_signer(self, call: Call, signer: str) -> None:
        merchant = self.registered(call.sender)
        self.books.merchants[call.sender] = replace(merchant, signer=signer)
        self.tell("InvoiceSignerChanged", merchant=call.sender, invoice_signer=signer)

    def check_admin(self, call: Call) -> None:
        need(call.sender == self.books.admin, "admin: not the admin")

    def set_merchant_fee(self, call: Call, merchant: str, fee_bps: int) -> None:
        self.check_admin(call)
        told = self.registered(merchant)
        clears = fee_bps == 10_000
        need(clears or fee_bps < self.books.fee_bps, "merchants: fee not lower")
        self.books.merchants[merchant] = replace(told, own_fee=None if clears else fee_bps)
        self.tell("MerchantFeeChanged", merchant=merchant, fee_bps=fee_bps)

    def set_fee(self, call: Call, fee_bps: int) -> None:
        self.check_admin(call)
        need(fee_bps <= self.fee_cap_bps, "policy: fee above the cap")
        self.books.fee_bps = fee_bps
        self.tell("FeeChanged", fee_bps=fee_bps)

    def set_fee_receiver(self, call: Call, fee_receiver: str) -> None:
        self.check_admin(call)
        need(fee_receiver != ZERO, "policy: bad fee receiver")
        need(fee_receiver != self.address, "policy: bad fee receiver")
        self.books.fee_receiver = fee_receiver
        self.tell("FeeReceiverChanged", fee_receiver=fee_receiver)

    def set_paused(self, call: Call, paused: bool) -> None:
        self.check_admin(call)
        self.books.paused = paused
        self.tell("PausedChanged", paused=paused)

    def transfer_admin(self, call: Call, new: str) -> None:
        self.check_admin(call)
        self.books.pending_admin = new
        self.tell("AdminTransferStarted", admin=call.sender, pending_admin=new)

    def accept_admin(self, call: Call) -> None:
        need(call.sender == self.books.pending_admin, "admin: not the pending admin")
        self.tell("AdminTransferred", previous_admin=self.books.admin, admin=call.sender)
        self.books.admin = call.sender
        self.books.pending_admin = ZERO
