import ape
import pytest
from eth_account.messages import encode_typed_data
from eth_utils import keccak

ZERO = "0x" + "00" * 20
DAY = 86_400
NEW = "0xA0a0a0A0A0A0a0a0A0A0a0A0a0A0a0A0A0A0a0a0"
OTHER = "0x" + "11" * 20
HASH = b"\5" * 32
EVERYTHING, REVERTS = 1, 3
# The message's name, its fields between merchant and deadline, and their values.
WORDS = {
    "register_merchant": ("RegisterMerchant", {"payout": "address", "invoice_signer": "address"}, (NEW, NEW)),
    "set_payout": ("SetPayout", {"payout": "address"}, (NEW,)),
    "cancel_payout_change": ("CancelPayoutChange", {"payout": "address"}, (NEW,)),
    "set_invoice_signer": ("SetInvoiceSigner", {"invoice_signer": "address"}, (NEW,)),
    "approve_splits": ("ApproveSplits", {"splits_hash": "bytes32", "approved": "bool"}, (HASH, True)),
}
FIELDS = [(verb, name) for verb, (_, fields, _) in WORDS.items() for name in ("merchant", *fields, "deadline")]


@pytest.fixture(params=WORDS)
def verb(request):
    return request.param


@pytest.fixture
def ready(gateway, merchant, stranger):
    """Who may do a verb now: a merchant, one with an announced payout, or one who is yet to be."""

    def make(verb):
        if verb == "cancel_payout_change":
            gateway.set_payout(NEW, sender=merchant)
        return stranger if verb == "register_merchant" else merchant

    return make


@pytest.fixture
def word(chain, sign):
    """Arguments of a verb by signature; keywords change what is signed."""

    def make(verb, owner, signer=None, domain=None, kind=None, **changes):
        name, fields, values = WORDS[verb]
        deadline = chain.pending_timestamp + DAY
        message = {"merchant": owner.address} | dict(zip(fields, values, strict=True)) | {"deadline": deadline}
        kinds = {"merchant": "address"} | fields | {"deadline": "uint256"}
        listed = [{"name": field, "type": kinds[field]} for field in message]
        signature = sign(signer or owner, message | changes, kind or name, listed, **(domain or {}))
        return owner.address, *values, deadline, signature

    return make


@pytest.fixture
def hand_in(gateway, relayer):
    def send(verb, arguments):
        return getattr(gateway, f"{verb}_by_signature")(*arguments, sender=relayer)

    return send


@pytest.fixture
def digest(domain):
    """What a verb's arguments are signed as."""

    def make(verb, arguments):
        name, fields, _ = WORDS[verb]
        kinds = {"merchant": "address"} | fields | {"deadline": "uint256"}
        listed = [{"name": field, "type": kind} for field, kind in kinds.items()]
        signable = encode_typed_data(domain, {name: listed}, dict(zip(kinds, arguments, strict=False)))
        return keccak(b"\x19\x01" + signable.header + signable.body)

    return make


@pytest.mark.parametrize("late", [0, 1])
def test_reverts_from_the_deadline_on(ready, word, hand_in, at, verb, late):
    arguments = word(verb, ready(verb))
    at(arguments[-2] + late)
    with ape.reverts("relayed: signature expired"):
        hand_in(verb, arguments)


@pytest.mark.parametrize("signer", ["invoice_signer", "payout", "admin", "relayer", "payer"])
def test_reverts_for_others_than_the_merchant(ready, word, hand_in, request, verb, signer):
    with ape.reverts("relayed: bad signature"):
        hand_in(verb, word(verb, ready(verb), request.getfixturevalue(signer)))


@pytest.mark.parametrize("verb, field", FIELDS)
def test_reverts_when_a_field_was_changed(ready, word, hand_in, verb, field):
    change = {"splits_hash": b"\6" * 32, "approved": False, "deadline": 2**40}.get(field, OTHER)
    with ape.reverts("relayed: bad signature"):
        hand_in(verb, word(verb, ready(verb), **{field: change}))


@pytest.mark.parametrize(
    "domain", [{"chainId": 1}, {"verifyingContract": "0x" + "22" * 20}, {"name": "Counterfoil Escrow"}]
)
def test_reverts_for_another_domain(ready, word, hand_in, verb, domain):
    with ape.reverts("relayed: bad signature"):
        hand_in(verb, word(verb, ready(verb), domain=domain))


@pytest.mark.parametrize("kind", [kind for kind, _, _ in WORDS.values()])
def test_reverts_for_another_verbs_message(ready, word, hand_in, verb, kind):
    if kind == WORDS[verb][0]:
        kind = f"{kind}s"
    with ape.reverts("relayed: bad signature"):
        hand_in(verb, word(verb, ready(verb), kind=kind))


def test_reverts_for_merchant_zero(ready, word, hand_in, verb):
    arguments = word(verb, ready(verb))
    with ape.reverts("relayed: bad signature"):
        hand_in(verb, (ZERO, *arguments[1:-1], bytes(65)))


def test_cannot_be_replayed(gateway, ready, word, hand_in, merchant, verb):
    """Nor when what it did was undone, so that it could be done again."""
    arguments = word(verb, ready(verb))
    hand_in(verb, arguments)
    if verb == "cancel_payout_change":
        gateway.set_payout(NEW, sender=merchant)
    if verb == "set_payout":
        gateway.cancel_payout_change(sender=merchant)
    if verb == "approve_splits":
        gateway.approve_splits(HASH, False, sender=merchant)
    with ape.reverts("relayed: signature already spent"):
        hand_in(verb, arguments)


def test_cannot_be_used_when_revoked(gateway, ready, word, hand_in, digest, verb):
    owner = ready(verb)
    arguments = word(verb, owner)
    gateway.revoke_signature(digest(verb, arguments), sender=owner)
    with ape.reverts("relayed: signature already spent"):
        hand_in(verb, arguments)


@pytest.mark.parametrize(
    "verb, reason",
    [
        ("set_payout", "merchants: not registered"),
        ("cancel_payout_change", "merchants: not that payout"),
        ("set_invoice_signer", "merchants: not registered"),
    ],
)
def test_reverts_as_for_the_merchant(word, hand_in, stranger, verb, reason):
    with ape.reverts(reason):
        hand_in(verb, word(verb, stranger))


def test_is_not_spent_by_a_revert(gateway, word, hand_in, digest, stranger, payout):
    arguments = word("set_payout", stranger)
    with ape.reverts("merchants: not registered"):
        hand_in("set_payout", arguments)
    gateway.register_merchant(payout, ZERO, sender=stranger)
    hand_in("set_payout", arguments)
    assert gateway.merchant(stranger).proposed_payout == NEW


def test_reverts_when_another_payout_was_announced(gateway, ready, word, hand_in, merchant):
    """Whoever was told to cancel one change cannot use the word against the next."""
    arguments = word("cancel_payout_change", ready("cancel_payout_change"))
    gateway.set_payout(OTHER, sender=merchant)
    with ape.reverts("merchants: not that payout"):
        hand_in("cancel_payout_change", arguments)
    assert gateway.merchant(merchant).proposed_payout == OTHER


def test_does_what_the_merchant_could(gateway, ready, word, hand_in, at, only_event, verb):
    owner = ready(verb)
    arguments = word(verb, owner)
    at(arguments[-2] - DAY + 60)
    receipt = hand_in(verb, arguments)
    counts_from = receipt.timestamp + DAY
    expected = {
        "register_merchant": ("MerchantRegistered", {"payout": NEW, "invoice_signer": NEW}),
        "set_payout": ("PayoutChangeProposed", {"payout": NEW, "effective_at": counts_from}),
        "cancel_payout_change": ("PayoutChangeCancelled", {"payout": NEW}),
        "set_invoice_signer": ("InvoiceSignerChanged", {"invoice_signer": NEW}),
        "approve_splits": ("SplitsApproved", {"splits_hash": HASH, "approved": True}),
    }
    name, facts = expected[verb]
    assert only_event(receipt, getattr(gateway, name)) == {"merchant": owner} | facts
    terms = gateway.merchant(owner)
    assert terms.registered and gateway.are_splits_approved(owner, HASH) == (verb == "approve_splits")
    assert (terms.payout == NEW) == (verb == "register_merchant")
    assert (terms.invoice_signer == NEW) == (verb in ("register_merchant", "set_invoice_signer"))
    assert terms.proposed_payout == (NEW if verb == "set_payout" else ZERO)


def test_logs_that_the_signature_was_spent(gateway, ready, word, hand_in, digest, at, only_event, verb):
    owner = ready(verb)
    arguments = word(verb, owner)
    expected = digest(verb, arguments)
    assert not gateway.is_signature_spent(owner, expected)
    if verb != "cancel_payout_change":
        at(arguments[-2] - 1)
    receipt = hand_in(verb, arguments)
    assert only_event(receipt, gateway.SignatureSpent) == {"signer": owner, "digest": expected}
    assert gateway.is_signature_spent(owner, expected)


@pytest.mark.parametrize("answer, accepted", [(EVERYTHING, True), (REVERTS, False)])
def test_asks_a_wallet(gateway, hand_in, wallet, deployer, chain, answer, accepted):
    wallet.setAnswer(answer, sender=deployer)
    arguments = (wallet.address, NEW, NEW, chain.pending_timestamp + DAY, bytes(300))
    if accepted:
        hand_in("register_merchant", arguments)
        hand_in("approve_splits", (wallet.address, HASH, True, *arguments[3:]))
        assert gateway.merchant(wallet).registered and gateway.are_splits_approved(wallet, HASH)
    else:
        with ape.reverts("relayed: bad signature"):
            hand_in("register_merchant", arguments)
