"""The part of the twin that merchants and the admin speak to."""

from dataclasses import replace

from books import Call, Merchant, need
from seals import (
    APPROVE_TYPE,
    CANCEL_CHANGE_TYPE,
    NO_HASH,
    REGISTER_TYPE,
    SET_PAYOUT_TYPE,
    SET_SIGNER_TYPE,
    ZERO,
    Seal,
)
from words import Words


class Offices(Words):
    """Registration, payouts, signers, shares, fees, pausing, and the admin's succession."""

    fee_cap_bps: int
    payout_delay: int

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
        self.register(call.sender, payout, signer)

    def register_merchant_by_signature(self, call, merchant: str, payout: str, signer: str, deadline: int, seal: Seal):
        self.use_word(call, seal, REGISTER_TYPE, merchant, merchant, payout, signer, deadline)
        self.register(merchant, payout, signer)

    def register(self, merchant: str, payout: str, signer: str) -> None:
        need(merchant not in self.books.merchants, "merchants: already registered")
        self.check_payout(payout)
        self.books.merchants[merchant] = Merchant(payout, signer)
        self.tell("MerchantRegistered", merchant=merchant, payout=payout, invoice_signer=signer)

    def set_payout(self, call: Call, payout: str) -> None:
        self.announce(call.sender, payout, call.now)

    def set_payout_by_signature(self, call: Call, merchant: str, payout: str, deadline: int, seal: Seal) -> None:
        self.use_word(call, seal, SET_PAYOUT_TYPE, merchant, merchant, payout, deadline)
        self.announce(merchant, payout, call.now)

    def announce(self, merchant: str, payout: str, now: int) -> None:
        told = self.registered(merchant).settled(now)
        self.check_payout(payout)
        counts_from = now + self.payout_delay
        self.books.merchants[merchant] = replace(told, proposal=(payout, counts_from))
        self.books.announced[merchant] = payout
        self.tell("PayoutChangeProposed", merchant=merchant, payout=payout, effective_at=counts_from)

    def cancel_payout_change(self, call: Call) -> None:
        self.keep_payout(call.sender, call.now)

    def cancel_payout_change_by_signature(
        self, call: Call, merchant: str, payout: str, deadline: int, seal: Seal
    ) -> None:
        self.use_word(call, seal, CANCEL_CHANGE_TYPE, merchant, merchant, payout, deadline)
        need(self.books.announced.get(merchant, ZERO) == payout, "merchants: not that payout")
        self.keep_payout(merchant, call.now)

    def keep_payout(self, merchant: str, now: int) -> None:
        told = self.registered(merchant)
        need(told.proposal is not None, "merchants: no payout change")
        payout, counts_from = told.proposal
        need(now < counts_from, "merchants: payout has changed")
        self.books.merchants[merchant] = replace(told, proposal=None)
        self.tell("PayoutChangeCancelled", merchant=merchant, payout=payout)

    def set_invoice_signer(self, call: Call, signer: str) -> None:
        self.name_signer(call.sender, signer)

    def set_invoice_signer_by_signature(
        self, call: Call, merchant: str, signer: str, deadline: int, seal: Seal
    ) -> None:
        self.use_word(call, seal, SET_SIGNER_TYPE, merchant, merchant, signer, deadline)
        self.name_signer(merchant, signer)

    def name_signer(self, merchant: str, signer: str) -> None:
        self.books.merchants[merchant] = replace(self.registered(merchant), signer=signer)
        self.tell("InvoiceSignerChanged", merchant=merchant, invoice_signer=signer)

    def approve_splits(self, call: Call, splits_hash: bytes, approved: bool) -> None:
        self.approve(call.sender, splits_hash, approved)

    def approve_splits_by_signature(
        self, call: Call, merchant: str, splits_hash: bytes, approved: bool, deadline: int, seal: Seal
    ) -> None:
        self.use_word(call, seal, APPROVE_TYPE, merchant, merchant, splits_hash, approved, deadline)
        self.approve(merchant, splits_hash, approved)

    def approve(self, merchant: str, splits_hash: bytes, approved: bool) -> None:
        need(splits_hash != NO_HASH, "splits: hash is zero")
        self.books.approved[merchant, splits_hash] = approved
        self.tell("SplitsApproved", merchant=merchant, splits_hash=splits_hash, approved=approved)

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
