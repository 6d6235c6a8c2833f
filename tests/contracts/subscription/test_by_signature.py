import ape
import pytest
from mandate_terms import AMOUNT, MANDATE_FIELDS, PLAN_FIELDS, compact, digest, high_s, other_value
from mandate_words import BAD, LOWER, SPENT, WORDS, Spoken

APPROVED, EVERYTHING, NOTHING, REVERTS, BURNS_GAS, FLOODS, SHORT, DIRTY_MAGIC = range(8)
ROLES = ("merchant", "subscriber", "payout", "fee_receiver", "relayer", "outsider", "admin")
WITH_DEADLINE = [word for word in WORDS if word.has_deadline]
EXPIRED = "relayed: signature expired"
each_word = pytest.mark.parametrize("word", WORDS, ids=lambda word: word.name)


@pytest.fixture
def people(request):
    return {role: request.getfixturevalue(role) for role in ROLES}


@pytest.fixture
def rich(subscription, dollar, hostile, deployer, do):
    """Give a person enough of both tokens, and let it allow all of it."""

    def make(person):
        for token in (dollar, hostile):
            token.mint(person, 100 * AMOUNT, sender=deployer)
            do(person, token.approve, subscription, 100 * AMOUNT)

    return make


@pytest.fixture
def staged_terms(subscription, plan, mandate, opened, paused, do, hostile, deployer, admin, only_event):
    """Terms in the state that a word needs, between these people."""

    def proposed(merchant, **changes):
        terms = opened(**changes)
        receipt = do(merchant, subscription.propose_price, terms, LOWER)
        return terms | {"effective_at": only_event(receipt, subscription.PriceProposed)["effective_at"]}

    def credited(receiver, **changes):
        subscription.set_fee_receiver(receiver, sender=admin)
        hostile.list(receiver, True, sender=deployer)
        terms = opened(token=hostile, **changes)
        hostile.list(receiver, False, sender=deployer)
        return terms

    def make(state, cast):
        merchant, subscriber = cast["merchant"], cast["subscriber"]
        changes = {"merchant": merchant, "publisher": merchant}
        stages = {
            "planned": lambda: {"plan": plan(merchant=merchant)},
            "published": lambda: mandate(subscriber=subscriber, **changes),
            "open": lambda: opened(person=subscriber, **changes),
            "metered": lambda: opened(person=subscriber, metered=True, **changes),
            "paused": lambda: paused(person=subscriber, **changes),
            "proposed": lambda: proposed(person=subscriber, **changes),
            "credited": lambda: credited(cast["fee_receiver"], person=subscriber, **changes),
        }
        return stages[state]()

    return make


@pytest.fixture
def speak(subscription, staged_terms, people, rich, sign, plan_id_of, id_of, chain):
    """A word about a mandate in the state that the word needs; a wallet may take the part of its signer."""

    def make(word, wallet=None):
        cast = people | ({word.signer: wallet} if wallet else {})
        for role in ("merchant", "subscriber"):
            rich(cast[role])
        terms = staged_terms(word.state, cast)
        return Spoken(subscription, word, terms, cast, sign, (plan_id_of, id_of), chain.pending_timestamp)

    return make


@each_word
def test_counts_for_nothing_but_what_was_signed(speak, word):
    spoken = speak(word)
    others = [spoken.message | {name: other_value(value)} for name, value in spoken.message.items()]
    if word.kind == "Mandate":
        plan = spoken.terms["plan"]
        others += [spoken.terms | {"plan": plan | {name: other_value(plan[name])}} for name in PLAN_FIELDS]
        assert len(others) == len(MANDATE_FIELDS) + len(PLAN_FIELDS)
    for other in others:
        assert spoken.refusal(spoken.sign(message=other)) == BAD
    assert spoken.refusal(spoken.sign()) is None


@each_word
def test_counts_in_one_domain_from_one_person_in_two_forms(speak, people, word):
    spoken = speak(word)
    good = spoken.sign()
    bad = [
        spoken.sign(**other)
        for other in (
            {"chainId": 1},
            {"verifyingContract": "0x" + "22" * 20},
            {"name": "Counterfoil Escrow"},
            {"version": "2"},
        )
    ]
    bad += [spoken.sign(people[role]) for role in ROLES if role != word.signer]
    bad += [high_s(good), compact(high_s(good)), b"", bytes(64), bytes(65), good + b"\0", good[:63]]
    bad += [good[:64] + bytes([v]) for v in (0, 1, 26, 29, 255)]
    assert {spoken.refusal(signed) for signed in bad} == {BAD}
    assert spoken.refusal(good) is None and spoken.refusal(compact(good)) is None


@pytest.mark.parametrize("word", WITH_DEADLINE, ids=lambda word: word.name)
def test_counts_strictly_before_its_deadline(speak, mine, word):
    spoken = speak(word)
    signed = spoken.sign()
    mine(spoken.deadline - 1)
    assert spoken.refusal(signed) is None
    for late in (0, 1):
        mine(spoken.deadline + late)
        assert spoken.refusal(signed) == EXPIRED


@each_word
def test_counts_until_its_signer_revokes_it(subscription, speak, domain, people, word):
    spoken = speak(word)
    signed_digest = digest(domain, word.kind, spoken.message)
    for role in ROLES:
        if role != word.signer:
            subscription.revoke_signature(signed_digest, sender=people[role])
    assert spoken.refusal(spoken.sign()) is None
    subscription.revoke_signature(signed_digest, sender=people[word.signer])
    for signed in (spoken.sign(), compact(spoken.sign())):
        assert spoken.refusal(signed) == SPENT


@each_word
def test_counts_once_and_in_64_bytes_too(speak, word):
    spoken = speak(word)
    signed = spoken.sign()
    spoken.say(compact(signed))
    assert {spoken.refusal(form) for form in (signed, compact(signed))} == {word.second_time}


@each_word
def test_counts_from_a_wallet_in_any_length(speak, domain, wallet, deployer, word):
    spoken = speak(word, wallet)
    signed_digest = digest(domain, word.kind, spoken.message)
    for length in (0, 64, 65, 2_048):
        signed = b"\x1b" * length
        assert spoken.refusal(signed) == BAD
        wallet.approve(signed_digest, signed, sender=deployer)
        assert spoken.refusal(signed) is None
    wallet.setAnswer(EVERYTHING, sender=deployer)
    assert spoken.refusal(bytes(2_049)) not in (None, BAD)
    spoken.say(bytes(2_048))


@each_word
def test_believes_a_wallet_about_itself_alone_and_only_a_clear_yes(speak, people, wallet, deployer, word):
    wallet.setAnswer(EVERYTHING, sender=deployer)
    assert speak(word).refusal(b"\x1b" * 130) == BAD
    spoken = speak(word, wallet)
    for answer in (NOTHING, REVERTS, BURNS_GAS, FLOODS, SHORT, DIRTY_MAGIC):
        wallet.setAnswer(answer, sender=deployer)
        for length in (65, 130):
            assert spoken.refusal(bytes(length)) == BAD


@pytest.mark.parametrize("word", [w for w in WORDS if w.name in ("cancel", "refund")], ids=lambda word: word.name)
def test_counts_for_no_other_mandate(speak, word):
    first, second = speak(word), speak(word)
    assert second.refusal(first.sign()) == BAD


def test_cancels_for_nobody_but_the_parties(subscription, speak, people, relayer):
    word = next(word for word in WORDS if word.name == "cancel")
    spoken = speak(word)
    for role in ("payout", "admin", "outsider"):
        person = people[role]
        with ape.reverts("subscription: not that party"):
            subscription.cancel_by_signature(spoken.terms, person, spoken.deadline, spoken.sign(person), sender=relayer)
