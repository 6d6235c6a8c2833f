import ape
import pytest
from person_words import BAD, EXPIRED, SPENT, WORDS, Stage, limits_for
from wallet_words import DAY, high_s, mutations

APPROVED, EVERYTHING, NOTHING, REVERTS, BURNS_GAS, FLOODS, SHORT, DIRTY_MAGIC = range(8)
ROLES = ("admin", "newcomer", "receiver", "desk", "relayer", "stranger", "owner")
each_word = pytest.mark.parametrize("word", WORDS, ids=lambda word: word.kind)


@pytest.fixture
def owner(owners):
    return owners[1]


@pytest.fixture
def stage(create, hand_of, owners, dollar, relayer, chain, request):
    """A word about to be said; a contract may take the part of its signer."""

    def make(word, signer=None):
        signer = signer or request.getfixturevalue(word.signer)
        people = [owners[0], signer if word.kind == "Veto" else owners[1]]
        hand = hand_of(create(people, 1))
        changes = {"delay": DAY, "limits": limits_for(word, signer, dollar)}
        hand.configure(hand.becomes(**changes), owners[:1])
        return Stage(hand, word, signer, owners[0], dollar, relayer, chain.pending_timestamp)

    return make


@each_word
def test_reverts_when_another_field_was_signed(stage, word):
    spoken = stage(word)
    for field, other in mutations(spoken.said):
        assert spoken.refuses(spoken.sign(said=other), BAD), field
    spoken.say(spoken.sign())


@each_word
def test_reverts_for_another_domain(stage, word, slow):
    spoken = stage(word)
    others = [{"chainId": 1}, {"verifyingContract": slow.address}, {"name": "Counterfoil Escrow"}, {"version": "2"}]
    for other in others:
        assert spoken.refuses(spoken.sign(**other), BAD), other


@each_word
def test_reverts_for_others_than_the_signer(stage, word, request):
    spoken = stage(word)
    for role in ROLES:
        if role != word.signer:
            assert spoken.refuses(spoken.sign(request.getfixturevalue(role)), BAD), role


@each_word
def test_reverts_for_a_signature_of_another_form(stage, word):
    spoken = stage(word)
    good = spoken.sign()
    bad = [high_s(good), b"", bytes(64), bytes(65), good + b"\0", good[:63]]
    bad += [good[:64] + bytes([v]) for v in (0, 1, 26, 29, 255)]
    for signed in bad:
        assert spoken.refuses(signed, BAD)


@each_word
@pytest.mark.parametrize("late", [0, 1])
def test_reverts_from_the_deadline_on(stage, word, at, late):
    spoken = stage(word)
    at(spoken.deadline + late)
    with ape.reverts(EXPIRED):
        spoken.say(spoken.sign())


@each_word
def test_counts_one_second_before_the_deadline(stage, word, at):
    spoken = stage(word)
    at(spoken.deadline - 1)
    spoken.say(spoken.sign())


@each_word
def test_reverts_when_revoked_by_its_signer(stage, word):
    spoken = stage(word)
    spoken.wallet.revoke_signature(spoken.digest, sender=spoken.signer)
    assert spoken.refuses(spoken.sign(), SPENT)


@each_word
def test_counts_although_somebody_else_revoked_it(stage, word, stranger, relayer):
    spoken = stage(word)
    for other in (stranger, relayer):
        spoken.wallet.revoke_signature(spoken.digest, sender=other)
    spoken.say(spoken.sign())


@each_word
def test_counts_once(stage, word, only_event):
    spoken = stage(word)
    receipt = spoken.say(spoken.sign())
    spent = {"signer": spoken.signer, "digest": spoken.digest}
    assert only_event(receipt, spoken.wallet.SignatureSpent) == spent
    assert spoken.wallet.is_signature_spent(spoken.signer, spoken.digest)
    assert spoken.refuses(spoken.sign(), "multisig: wrong number" if word.kind == "Spend" else SPENT)


@each_word
@pytest.mark.parametrize("length", [65, 2_048])
def test_counts_from_a_contract_in_any_length(stage, word, wallet, deployer, length):
    spoken = stage(word, wallet)
    signed = b"\x1b" * length
    assert spoken.refuses(signed, BAD)
    wallet.approve(spoken.digest, signed, sender=deployer)
    spoken.say(signed)


@each_word
def test_reverts_when_a_contract_does_not_clearly_say_yes(stage, word, wallet, deployer):
    spoken = stage(word, wallet)
    for answer in (NOTHING, REVERTS, BURNS_GAS, FLOODS, SHORT, DIRTY_MAGIC):
        wallet.setAnswer(answer, sender=deployer)
        for length in (65, 130):
            assert spoken.refuses(bytes(length), BAD), answer


def test_a_signed_acceptance_is_one(stage, newcomer, only_event):
    spoken = stage(WORDS[0])
    receipt = spoken.say(spoken.sign())
    assert only_event(receipt, spoken.wallet.OwnershipAccepted) == {"owner": newcomer}
    with ape.reverts("multisig: already accepted"):
        spoken.wallet.accept_ownership(sender=newcomer)


def test_a_signed_veto_is_one(stage, owners, only_event, stranger, chain, at):
    spoken = stage(WORDS[1])
    receipt = spoken.say(spoken.sign())
    vetoed = {"proposal": spoken.proposal, "owner": owners[1]}
    assert only_event(receipt, spoken.wallet.ConfigurationVetoed) == vetoed
    at(chain.pending_timestamp + 2 * DAY)
    with ape.reverts("multisig: vetoed"):
        spoken.hand.configure(spoken.terms, owners[:1], slot=spoken.slot)


def test_a_signed_veto_of_no_owner_is_none(stage, stranger):
    spoken = stage(WORDS[1])
    spoken.signer = stranger
    assert spoken.refuses(spoken.sign(), "multisig: not an owner")


def test_a_signed_payment_within_the_limit_is_one(stage, desk, relayer, dollar, only_event):
    spoken = stage(WORDS[2])
    receipt = spoken.say(spoken.sign())
    told = only_event(receipt, spoken.wallet.LimitSpent)
    assert (told["spender"], told["to"], told["number"], told["amount"]) == (desk, relayer, 1, 30)
    assert dollar.balanceOf(relayer) == 30
    assert spoken.wallet.limit(desk, dollar).spent == 30


def test_a_signed_payment_counts_at_its_number(stage, desk, relayer, dollar):
    """Two words for one number: whichever comes first."""
    spoken = stage(WORDS[2])
    for number in (0, 2):
        spoken.said = spoken.said | {"number": number}
        assert spoken.refuses(spoken.sign(), "multisig: wrong number")
    spoken.said = spoken.said | {"number": 1}
    spoken.wallet.spend(tuple(spoken.said["payment"].values()), sender=desk)
    assert spoken.refuses(spoken.sign(), "multisig: wrong number")
    spoken.said = spoken.said | {"number": 2}
    spoken.say(spoken.sign())
    assert dollar.balanceOf(relayer) == 60


def test_a_signed_payment_above_the_limit_is_none(stage):
    spoken = stage(WORDS[2])
    spoken.said = spoken.said | {"payment": spoken.said["payment"] | {"amount": 101}}
    assert spoken.refuses(spoken.sign(), "multisig: above the limit")


def test_a_signed_veto_of_ones_own_removal_is_none(stage, owners):
    spoken = stage(WORDS[1])
    terms = spoken.hand.becomes(remove=[owners[1]])
    slot = spoken.hand.slot(lane=1)
    spoken.hand.configure(terms, owners[:1], slot=slot)
    spoken.terms, spoken.slot = terms, slot
    spoken.said = spoken.said | {"proposal": spoken.hand.hash("ConfigurationChange", terms, slot)}
    assert spoken.refuses(spoken.sign(), "multisig: own removal")
