import ape
import pytest
from deal_terms import AMOUNT, compact, digest, high_s, other_value
from signed_words import BAD, WORDS, Spoken, terms_for

APPROVED, EVERYTHING, NOTHING, REVERTS, BURNS_GAS, FLOODS, SHORT, DIRTY_MAGIC = range(8)
ROLES = ("depositor", "beneficiary", "arbiter", "relayer", "outsider", "admin", "stranger")
WITH_DEADLINE = [word for word in WORDS if word.has_deadline]
# What the chain itself makes of a word that counted once; the others are kept as spent or are no longer true.
SECOND_TIME = {
    "fund": "escrow: already funded",
    "accept": "escrow: already funded",
    "release": BAD,
    "return": BAD,
    "deliver": "escrow: already delivered",
    "dispute": "escrow: deal disputed",
    "dispute_delivery": "escrow: deal disputed",
    "resolve": "escrow: deal not disputed",
    "settle_depositor": "escrow: nothing is held",
    "settle_beneficiary": "escrow: nothing is held",
    "withdraw": "relayed: signature already spent",
}
each_word = pytest.mark.parametrize("word", WORDS, ids=lambda word: word.name)


@pytest.fixture
def people(request):
    return {role: request.getfixturevalue(role) for role in ROLES}


@pytest.fixture
def credited(escrow, held, hostile, deployer, depositor):
    """A deal whose beneficiary was listed by its token when it was paid, and no longer is."""

    def make(beneficiary, **changes):
        terms = held(token=hostile, beneficiary=beneficiary, **changes)
        hostile.list(beneficiary, True, sender=deployer)
        escrow.release(terms, terms["amount"], sender=depositor)
        hostile.list(beneficiary, False, sender=deployer)
        return terms

    return make


@pytest.fixture
def speak(escrow, request, people, sign, id_of, chain, dollar, do, deployer):
    """A word about a deal in the state that the word needs; a wallet may take the part of its signer."""

    def make(word, wallet=None):
        cast = people | ({word.signer: wallet} if wallet else {})
        make_deal = request.getfixturevalue(word.state)
        changes = terms_for(word, cast)
        if word.state != "deal" and word.signer == "depositor":
            changes["person"] = cast["depositor"]
        terms = make_deal(**changes)
        if word.name == "fund" and wallet:
            dollar.mint(wallet, AMOUNT, sender=deployer)
            do(wallet, dollar.approve, escrow, AMOUNT)
        return Spoken(escrow, word, terms, cast, sign, id_of, chain.pending_timestamp)

    return make


@each_word
def test_reverts_when_another_field_was_signed(speak, word):
    spoken = speak(word)
    for name, value in spoken.message.items():
        signed = spoken.sign(message=spoken.message | {name: other_value(value)})
        assert spoken.refuses(signed, word.refusal)
    spoken.say(spoken.sign())


@each_word
def test_reverts_for_another_domain(speak, word):
    spoken = speak(word)
    others = (
        {"chainId": 1},
        {"verifyingContract": "0x" + "22" * 20},
        {"name": "Counterfoil PaymentGateway"},
        {"version": "2"},
    )
    for other in others:
        assert spoken.refuses(spoken.sign(**other), word.refusal)


@each_word
def test_reverts_for_others_than_the_signer(speak, word, people):
    spoken = speak(word)
    for role in ROLES:
        if role != word.signer:
            assert spoken.refuses(spoken.sign(people[role]), word.refusal)


@each_word
def test_reverts_for_a_signature_of_another_form(speak, word):
    spoken = speak(word)
    good = spoken.sign()
    bad = [high_s(good), compact(high_s(good)), b"", bytes(64), bytes(65), good + b"\0", good[:63]]
    bad += [good[:64] + bytes([v]) for v in (0, 1, 26, 29, 255)]
    for signed in bad:
        assert spoken.refuses(signed, word.refusal)


@each_word
def test_reverts_for_more_than_2048_bytes(speak, wallet, deployer, word):
    wallet.setAnswer(EVERYTHING, sender=deployer)
    spoken = speak(word, wallet)
    with ape.reverts():
        spoken.say(bytes(2_049))
    spoken.say(bytes(2_048))


@pytest.mark.parametrize("late", [0, 1])
@pytest.mark.parametrize("word", WITH_DEADLINE, ids=lambda word: word.name)
def test_reverts_from_the_deadline_on(speak, at, word, late):
    spoken = speak(word)
    signed = spoken.sign()
    at(spoken.deadline + late)
    with ape.reverts("relayed: signature expired"):
        spoken.say(signed)


@pytest.mark.parametrize("word", WITH_DEADLINE, ids=lambda word: word.name)
def test_counts_one_second_before_the_deadline(speak, at, word):
    spoken = speak(word)
    signed = spoken.sign()
    at(spoken.deadline - 1)
    spoken.say(signed)


@each_word
def test_reverts_when_revoked_by_its_signer(escrow, speak, domain, people, word):
    spoken = speak(word)
    signed_digest = digest(domain, word.kind, spoken.message)
    escrow.revoke_signature(signed_digest, sender=people[word.signer])
    reason = "relayed: signature already spent" if word.refusal == BAD else word.refusal
    for signed in (spoken.sign(), compact(spoken.sign())):
        assert spoken.refuses(signed, reason)


@each_word
def test_counts_although_somebody_else_revoked_it(escrow, speak, domain, people, word):
    spoken = speak(word)
    for role in ROLES:
        if role != word.signer:
            escrow.revoke_signature(digest(domain, word.kind, spoken.message), sender=people[role])
    spoken.say(spoken.sign())


@each_word
def test_counts_once(speak, word):
    spoken = speak(word)
    signed = spoken.sign()
    spoken.say(signed)
    for form in (signed, compact(signed)):
        assert spoken.refuses(form, SECOND_TIME[word.name])


@pytest.mark.parametrize("word", [w for w in WORDS if w.kind != "WithdrawCredit"], ids=lambda word: word.name)
def test_counts_for_no_other_deal(speak, word):
    first, second = speak(word), speak(word)
    assert second.refuses(first.sign(), word.refusal)


@each_word
def test_counts_in_64_bytes(speak, word):
    spoken = speak(word)
    spoken.say(compact(spoken.sign()))


@each_word
@pytest.mark.parametrize("length", [0, 64, 65, 2_048])
def test_counts_from_a_wallet_in_any_length(speak, domain, wallet, deployer, word, length):
    spoken = speak(word, wallet)
    signed = b"\x1b" * length
    assert spoken.refuses(signed, word.refusal)
    wallet.approve(digest(domain, word.kind, spoken.message), signed, sender=deployer)
    spoken.say(signed)


@each_word
def test_believes_a_wallet_about_itself_alone(speak, people, wallet, deployer, word):
    wallet.setAnswer(EVERYTHING, sender=deployer)
    spoken = speak(word)
    assert spoken.refuses(b"\x1b" * 130, word.refusal)
    speak(word, wallet).say(b"\x1b" * 130)


@each_word
def test_reverts_when_a_wallet_does_not_clearly_say_yes(speak, wallet, deployer, word):
    spoken = speak(word, wallet)
    for answer in (NOTHING, REVERTS, BURNS_GAS, FLOODS, SHORT, DIRTY_MAGIC):
        wallet.setAnswer(answer, sender=deployer)
        for length in (65, 130):
            assert spoken.refuses(bytes(length), word.refusal)
