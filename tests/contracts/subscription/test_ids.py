import ape
from mandate_terms import MANDATE_FIELDS, NOTHING, PLAN_FIELDS, UNKNOWN, UNKNOWN_ID, ZERO, other_value, period_start


def test_plan_id_is_the_eip712_digest_of_its_terms(subscription, plan, plan_id_of):
    for terms in (plan(), plan(metered=True, period_unit=1), plan(merchant=ZERO, reference=bytes(32))):
        assert subscription.plan_id(terms) == plan_id_of(terms)


def test_mandate_id_is_the_eip712_digest_of_its_terms_with_the_plan_inside(subscription, plan, mandate, id_of):
    for terms in (mandate(plan=plan()), mandate(plan=plan(metered=True), end=2**35, max_charges=7, lifetime_cap=9)):
        assert subscription.mandate_id(terms) == id_of(terms)


def test_plan_id_differs_when_one_field_differs(subscription, plan):
    terms = plan()
    ids = {subscription.plan_id(terms | {field: other_value(terms[field])}) for field in PLAN_FIELDS}
    assert len(ids | {subscription.plan_id(terms)}) == len(PLAN_FIELDS) + 1


def test_mandate_id_differs_when_one_field_differs(subscription, plan, mandate):
    terms = mandate(plan=plan())
    offered = terms["plan"]
    others = [terms | {field: other_value(terms[field])} for field in MANDATE_FIELDS]
    others += [terms | {"plan": offered | {field: other_value(offered[field])}} for field in PLAN_FIELDS[:-1]]
    ids = {subscription.mandate_id(other) for other in others}
    assert len(ids | {subscription.mandate_id(terms)}) == len(MANDATE_FIELDS) + len(PLAN_FIELDS)


def test_ids_differ_on_another_subscription(subscription, built, deployer, admin, plan, mandate):
    other = deployer.deploy(built.Subscription, admin, admin, 0, 0, ZERO)
    terms = mandate(plan=plan())
    assert subscription.mandate_id(terms) != other.mandate_id(terms)
    assert subscription.plan_id(terms["plan"]) != other.plan_id(terms["plan"])


def test_an_unknown_mandate_is_all_zero(subscription):
    nobody = b"\1" * 32
    assert list(subscription.mandate(nobody)) == [UNKNOWN] + [0] * 10
    assert not subscription.is_active(nobody) and not subscription.due(nobody)
    assert subscription.paid_until(nobody) == 0 and not subscription.is_plan_open(nobody)


def test_terms_with_one_other_field_are_another_mandate(subscription, opened, mine, state):
    terms = opened()
    offered = terms["plan"]
    others = [terms | {field: other_value(terms[field])} for field in MANDATE_FIELDS]
    others += [terms | {"plan": offered | {field: other_value(offered[field])}} for field in PLAN_FIELDS]
    mine(period_start(terms, 1))
    assert {subscription.quote(other).obstacle for other in others} == {UNKNOWN_ID}
    assert subscription.quote(terms).obstacle == NOTHING


def test_terms_with_another_price_charge_nothing(subscription, opened, at, stranger, state):
    terms = opened()
    at(period_start(terms, 1))
    for field in ("amount", "payout", "token", "merchant"):
        other = terms | {"plan": terms["plan"] | {field: other_value(terms["plan"][field])}}
        with ape.reverts("subscription: mandate unknown"):
            subscription.charge(other, sender=stranger)
    assert state(terms).charges == 1
