"""Along the edges of deposit addresses: below, at and above the amount; who may send it back, when, and where to."""

from chain import Outcome
from edge_life import DAY, EdgeLife
from eth_abi import encode
from eth_utils import keccak
from money import MANNERS, MOODS, NATIVE
from seals import NO_SEAL, WITHDRAW_DEPOSIT_TYPE, ZERO, Shares, Terms

MOVE = keccak(text="move(address,address,uint256)")[:4]


def throw(life: EdgeLife, terms: Terms, refund_to: str, amount: int, token: str | None = None) -> str:
    deposit = life.double.lot(terms, life.people[refund_to])
    life.double.throw(token or terms.token, amount, deposit)
    return deposit


def collect(life: EdgeLife, terms: Terms, refund_to: str, splits: Shares = (), signer: str = "merchant") -> str | None:
    return life.send("collect", "stranger", terms, splits, life.sealed(terms, signer), life.people[refund_to])


def give_back(life: EdgeLife, terms: Terms, refund_to: str, token: str | None = None) -> str | None:
    return life.send("return_deposit", "stranger", terms, life.people[refund_to], token or terms.token)


def withdraw(life: EdgeLife, terms: Terms, who: str, to: str, token: str | None = None) -> str | None:
    return life.send("withdraw_deposit", who, terms, token or terms.token, life.people[to])


def amounts_on_deposit(life: EdgeLife) -> None:
    """One unit too few, just enough, one too many; twice; to the payer, and to nobody in particular."""
    for token in (life.dollar, NATIVE):
        for refund_to in ("patron", "nobody"):
            for amount in (9_999, 10_000, 10_001):
                terms = life.terms(token=token)
                throw(life, terms, refund_to, amount)
                for _ in range(2):
                    collect(life, terms, refund_to)
            terms = life.terms(token=token)
            throw(life, terms, refund_to, 9_999)
            collect(life, terms, refund_to)
            give_back(life, terms, refund_to)
            throw(life, terms, refund_to, 2)
            collect(life, terms, refund_to)
            throw(life, terms, refund_to, 5)
            for _ in range(2):
                give_back(life, terms, refund_to)
            life.send("refund_payment", "merchant", terms, 3, value=3 if token == NATIVE else 0)
    for flaw in ({"token": life.people["stranger"]}, {"amount": 0}):
        collect(life, life.terms(**flaw), "patron")
    give_back(life, life.terms(), "patron", life.people["stranger"])
    coins = life.terms(token=NATIVE, amount=0)
    throw(life, coins, "patron", 0)
    collect(life, coins, "patron")


def shares_from_deposits(life: EdgeLife) -> None:
    splits = life.splits(("partner", 2_000), ("till", 10))
    for token in (life.dollar, NATIVE):
        for signer in ("merchant", "signer"):
            terms = life.terms(splits, token=token)
            throw(life, terms, "patron", 10_100)
            for given in (splits, ()):
                collect(life, terms, "patron", given, signer)
    terms = life.terms(payer=life.people["payer"])
    for refund_to in ("patron", "nobody", "payer"):
        throw(life, terms, refund_to, 10_000)
        collect(life, terms, refund_to)
    asked = life.terms()
    life.must("request_payment", "merchant", asked)
    throw(life, asked, "patron", 10_000)
    life.must("collect", "stranger", asked, (), NO_SEAL, life.people["patron"])


def while_the_invoice_waits(life: EdgeLife) -> None:
    """Until its last second only refund_to moves its token; from then on anyone sends it back; others at any time."""
    for refund_to in ("patron", "nobody"):
        for token in (life.dollar, NATIVE):
            terms = life.terms(token=token)
            for off in (-1, 0, 1):
                throw(life, terms, refund_to, 7)
                throw(life, terms, refund_to, 8, life.odd)
                life.at(terms.valid_until + off)
                for moved in (token, life.odd, token):
                    give_back(life, terms, refund_to, moved)
    give_back(life, life.terms(), "patron")
    for verb in ("request_payment", "cancel_payment"):
        terms = life.terms()
        throw(life, terms, "patron", 20_000)
        life.must(verb, "merchant", terms)
        give_back(life, terms, "patron")
        collect(life, terms, "patron")
    paid = life.terms()
    throw(life, paid, "patron", 10_000)
    assert life.pay(paid) is None
    collect(life, paid, "patron")
    give_back(life, paid, "patron")


def where_unmatched_money_goes(life: EdgeLife) -> None:
    """To the payout of now, announced or not; to a merchant who is none by then."""
    life.must("set_payout", "merchant", life.people["till"])
    for off in (DAY - 1, 1, 1):
        terms = life.terms()
        throw(life, terms, "nobody", 10_002)
        life.at(life.double.now + off)
        collect(life, life.terms(), "nobody")
        collect(life, terms, "nobody")
        give_back(life, terms, "nobody")
    for refund_to in ("deposits", "gateway"):
        late = life.terms(valid_until=life.double.now)
        throw(life, late, refund_to, 3)
        give_back(life, late, refund_to)
    unknown = life.terms(merchant=life.people["rival"], valid_until=life.double.now)
    for token in (life.dollar, NATIVE):
        throw(life, unknown, "nobody", 3, token)
        give_back(life, unknown, "nobody", token)


def withdrawals(life: EdgeLife) -> None:
    """By refund_to, at any time, to anywhere but nowhere and the way itself."""
    for token in (life.dollar, NATIVE):
        terms = life.terms(token=token)
        for to in ("nobody", "deposits", "purse", "purse", "patron", "gateway"):
            throw(life, terms, "patron", 5)
            withdraw(life, terms, "stranger", to)
            withdraw(life, terms, "merchant", to)
            withdraw(life, terms, "patron", to)
            withdraw(life, terms, "patron", "purse")
        deposit = throw(life, terms, "patron", 5)
        life.send("withdraw_deposit", "patron", terms, token, deposit)
    life.at(life.double.now + 3 * DAY)
    withdraw(life, terms, "patron", "purse")


def withdrawals_by_word(life: EdgeLife) -> None:
    """Of refund_to alone, over every one of its words, once, strictly before its deadline, until revoked."""
    terms, other = life.terms(), life.terms()
    for each in (terms, other):
        throw(life, each, "patron", 5)
        throw(life, each, "patron", 6, life.odd)
    values = life.people["patron"], life.dollar, life.people["purse"], life.double.now + 60
    for signed, by in wrong_words(life, terms, other, values):
        withdraw_by(life, terms, values, life.say(WITHDRAW_DEPOSIT_TYPE, by, *signed, label="deposits"))
    withdraw_by(life, terms, values, life.say(WITHDRAW_DEPOSIT_TYPE, "patron", life.id(terms), *values))
    for revoke, wait in ((True, 1), (False, 0), (False, -1), (False, 1), (False, 1)):
        values = *values[:3], life.double.now + wait
        seal = life.say(WITHDRAW_DEPOSIT_TYPE, "patron", life.id(terms), *values, label="deposits")
        if revoke:
            life.must("revoke_deposit_signature", "patron", seal.digest)
            life.send("revoke_deposit_signature", "patron", seal.digest)
        withdraw_by(life, terms, values, seal)
        life.at(life.double.now + 1)
    zero = ZERO, life.dollar, life.people["purse"], life.double.now + 9
    throw(life, terms, "nobody", 5)
    withdraw_by(life, terms, zero, life.say(WITHDRAW_DEPOSIT_TYPE, "patron", life.id(terms), *zero, label="deposits"))
    withdraw_by(life, terms, zero, NO_SEAL)


def wrong_words(life: EdgeLife, terms, other, values: tuple):
    """What was signed, and by whom: each differs in one thing from what would count."""
    (refund_to, token, to, deadline), payer, id = values, life.people["payer"], life.id(terms)
    return (
        ((id, *values), "stranger"),
        ((life.id(other), *values), "patron"),
        ((id, refund_to, token, to, deadline + 1), "patron"),
        ((id, refund_to, token, to, deadline - 1), "patron"),
        ((id, refund_to, life.odd, to, deadline), "patron"),
        ((id, refund_to, token, payer, deadline), "patron"),
        ((id, payer, token, to, deadline), "patron"),
        ((id, payer, token, to, deadline), "payer"),
    )


def withdraw_by(life: EdgeLife, terms, values: tuple, seal) -> None:
    life.send("withdraw_deposit_by_signature", "relayer", terms, *values, seal)


def manners_towards(end: str):
    """A token that lies on one leg: onto the way, to the gateway's hands, to the merchant, to the fee, and back."""

    def manners_on_deposits(life: EdgeLife) -> None:
        for manner in MANNERS:
            terms = life.terms(token=life.odd)
            life.double.treat(life.odd, life.people[end], manner)
            throw(life, terms, "patron", 10_001)
            collect(life, terms, "patron")
            withdraw(life, terms, "patron", "patron")
            if life.double.now < terms.valid_until:
                life.send("cancel_payment", "merchant", terms)
            give_back(life, terms, "patron")

    return manners_on_deposits


def moods_on_deposits(life: EdgeLife) -> None:
    """A receiver of coins who refuses keeps its own excess on the address, and nobody else's payment back."""
    desk = life.stage.persons["desk"]
    life.must("set_payout", "merchant", life.people["till"])
    for mood in (*MOODS, "accepts"):
        desk.send("set_mood", MOODS.index(mood), 0, sender=life.people["relayer"])
        life.double.twin.money.moods[desk.address] = mood
        terms = life.terms(token=NATIVE)
        throw(life, terms, "desk", 10_500)
        collect(life, terms, "desk")
        give_back(life, terms, "desk")
        withdraw(life, terms, "desk", "desk")
        withdraw(life, terms, "desk", "purse")


def faces(life: EdgeLife) -> None:
    """A token's other address moves none of the invoice's money while it waits."""
    face = life.stage.face.address
    for refund_to in ("patron", "nobody"):
        terms = life.terms(token=life.odd)
        throw(life, terms, refund_to, 5)
        throw(life, terms, refund_to, 6, life.dollar)
        give_back(life, terms, refund_to, face)
        give_back(life, terms, refund_to, life.dollar)
        life.at(terms.valid_until)
        give_back(life, terms, refund_to, face)
    terms = life.terms(token=face)
    life.double.throw(life.odd, 20_000, life.double.lot(terms, life.people["patron"]))
    give_back(life, terms, "patron", life.odd)
    collect(life, terms, "patron")
    withdraw(life, terms, "patron", "purse", life.odd)


def nobody_else(life: EdgeLife) -> None:
    """Neither the addresses nor the code behind them obey anybody but DepositAddresses, which takes no stray coins."""
    terms = life.terms()
    deposit = throw(life, terms, "patron", 10_001)
    collect(life, terms, "patron")
    life.double.throw(life.dollar, 5, deposit)
    for address in (deposit, life.double.twin.implementation):
        for who in ("stranger", "patron", "merchant", "gateway"):
            calldata = MOVE + encode(["address", "address", "uint256"], [life.dollar, life.people["purse"], 1])
            said = plain_call(life, who, address, calldata)
            assert said.reason == "deposit: not its maker", f"D1: {who} moved it: {said}"
    version = life.double.stage.chain.run(deposit, deposit, keccak(text="version()")[:4], 0, "reads")
    assert version.output[64:69] == b"1.0.0"
    for who in ("stranger", "gateway"):
        said = plain_call(life, who, life.people["deposits"], b"", 1)
        assert said.reason == "deposits: coins come with a verb", f"D3: took coins: {said}"
    give_back(life, terms, "patron")


def plain_call(life: EdgeLife, who: str, to: str, calldata: bytes, value: int = 0) -> Outcome:
    """As anybody can make it, past the twin; it must be refused, which changes nothing."""
    if value:
        life.double.throw(NATIVE, value, life.people[who])
    return life.double.gateway.outcome(life.stage.chain.run(life.people[who], to, calldata, value, "writes"))


def gifts_on_the_way(life: EdgeLife) -> None:
    """What somebody threw at DepositAddresses or at the gateway is nobody's, and confuses nobody."""
    for token in (life.dollar, NATIVE):
        for who in ("deposits", "gateway"):
            life.double.throw(token, 10_000, life.people[who])
        terms = life.terms(token=token)
        throw(life, terms, "patron", 9_999)
        collect(life, terms, "patron")
        throw(life, terms, "patron", 2)
        collect(life, terms, "patron")


def sanctioned_deposits(life: EdgeLife) -> None:
    """Who is on the list brings nothing this way either, and gets back what came."""
    for who in ("patron", "deposits"):
        terms = life.terms()
        throw(life, terms, "patron", 10_001)
        life.double.put_on_list(life.people[who], True)
        collect(life, terms, "patron")
        withdraw(life, terms, "patron", "patron")
        life.double.put_on_list(life.people[who], False)
        throw(life, terms, "patron", 10_001)
        life.double.upset_list("reverts")
        collect(life, terms, "patron")
        life.double.upset_list("answers")
        assert collect(life, terms, "patron") is None
    life.must("set_paused", "admin", True)
    terms = life.terms()
    throw(life, terms, "patron", 10_001)
    collect(life, terms, "patron")
    withdraw(life, terms, "patron", "patron")


sanctioned_deposits.policy = 1

DEPOSIT_WALKS = (
    *(amounts_on_deposit, while_the_invoice_waits, withdrawals, withdrawals_by_word, shares_from_deposits),
    *(where_unmatched_money_goes, nobody_else, faces, gifts_on_the_way, moods_on_deposits, sanctioned_deposits),
    *map(manners_towards, ("deposits", "gateway", "purse", "collector", "patron")),
)
