import ape
from mandate_terms import AMOUNT, DAY, HOUR, LARGEST, MONTHS, ZERO

ADDRESSES = ("merchant", "payout", "token")
YEAR = 366 * DAY
STRANGER = "0x" + "1f" * 20
RANGE = "plans: bad terms"
REFUSED = [
    ({"payout": ZERO}, "plans: bad terms"),
    ({"token": ZERO}, "plans: bad terms"),
    ({"token": STRANGER}, "plans: bad terms"),
    ({"token": "0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE"}, "plans: bad terms"),
    ({"amount": 0}, RANGE),
    ({"amount": LARGEST + 1}, RANGE),
    ({"first_amount": LARGEST + 1}, RANGE),
    ({"metered": True, "first_amount": AMOUNT - 1}, RANGE),
    ({"metered": True, "first_amount": 0}, RANGE),
    ({"period_unit": 2}, RANGE),
    ({"period_count": HOUR - 1}, RANGE),
    ({"period_count": 5 * YEAR + 1}, RANGE),
    ({"period_unit": MONTHS, "period_count": 0}, RANGE),
    ({"period_unit": MONTHS, "period_count": 61}, RANGE),
    ({"trial": YEAR + 1}, RANGE),
    ({"tip": AMOUNT + 1}, RANGE),
    ({"max_fee_bps": 10_001}, RANGE),
    ({"grace": YEAR + 1}, RANGE),
    ({"retry_gap": YEAR + 1}, RANGE),
    ({"price_notice": YEAR + 1}, RANGE),
    ({"pause_limit": YEAR + 1}, RANGE),
]
ACCEPTED = [
    {"amount": 1},
    {"amount": LARGEST, "tip": LARGEST},
    {"first_amount": 0},
    {"first_amount": LARGEST},
    {"metered": True},
    {"period_count": HOUR},
    {"period_count": 5 * YEAR},
    {"period_unit": MONTHS, "period_count": 1},
    {"period_unit": MONTHS, "period_count": 60},
    {"trial": YEAR, "grace": YEAR, "retry_gap": YEAR, "price_notice": YEAR, "pause_limit": YEAR},
    {"grace": 0, "retry_gap": 0, "price_notice": 0, "pause_limit": 0, "max_fee_bps": 10_000},
    {"max_fee_bps": 0},
]


def test_reverts_for_others_than_the_merchant(subscription, plan, each):
    for person in each("payout", "subscriber", "admin", "stranger"):
        with ape.reverts("subscription: not that party"):
            subscription.publish_plan(plan(), sender=person)


def test_reverts_for_terms_out_of_bounds(subscription, plan, merchant):
    for changes, reason in REFUSED:
        with ape.reverts(reason):
            subscription.publish_plan(plan() | changes, sender=merchant)


def test_reverts_for_numbers_that_would_wrap(subscription, plan, merchant):
    for field in ("amount", "first_amount", "period_count", "trial", "tip", "max_fee_bps", "grace", "retry_gap"):
        for value in (2**255, 2**256 - 1):
            with ape.reverts():
                subscription.publish_plan(plan() | {field: value}, sender=merchant)


def test_reverts_when_the_payout_is_the_subscription(subscription, plan, merchant):
    with ape.reverts("plans: bad terms"):
        subscription.publish_plan(plan(payout=subscription), sender=merchant)


def test_reverts_the_second_time_and_once_closed(subscription, plan, plan_id_of, merchant):
    offered = plan()
    subscription.publish_plan(offered, sender=merchant)
    with ape.reverts("plans: already published"):
        subscription.publish_plan(offered, sender=merchant)
    subscription.close_plan(plan_id_of(offered), sender=merchant)
    with ape.reverts("plans: already published"):
        subscription.publish_plan(offered, sender=merchant)
    assert not subscription.is_plan_open(plan_id_of(offered))


def test_publishes_on_each_bound(subscription, plan, plan_id_of, merchant):
    for changes in ACCEPTED:
        offered = plan(**changes)
        subscription.publish_plan(offered, sender=merchant)
        assert subscription.is_plan_open(plan_id_of(offered))


def test_tells_all_terms_and_the_merchants_next_number(subscription, plan, plan_id_of, merchant, outsider, only_event):
    first, second, other = plan(), plan(tip=7), plan(merchant=outsider)
    assert subscription.merchant_number(merchant) == 0
    for number, offered in ((1, first), (2, second)):
        told = only_event(subscription.publish_plan(offered, sender=merchant), subscription.PlanPublished)
        terms = list(told.pop("plan"))
        assert told == {"plan_id": plan_id_of(offered), "merchant": merchant, "number": number}
        assert terms == [value.lower() if field in ADDRESSES else value for field, value in offered.items()]
    told = only_event(subscription.publish_plan(other, sender=outsider), subscription.PlanPublished)
    assert told["number"] == 1
    assert (subscription.merchant_number(merchant), subscription.merchant_number(outsider)) == (2, 1)


def test_publishes_while_new_mandates_are_stopped(subscription, plan, plan_id_of, merchant, admin):
    subscription.set_paused(True, sender=admin)
    offered = plan()
    subscription.publish_plan(offered, sender=merchant)
    assert subscription.is_plan_open(plan_id_of(offered))
