"""From rows of the Subscription to what a subscriber is shown and can send."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from backend.checkout import calldata, subscribing
from backend.checkout.acceptance import Token
from backend.checkout.schedule import LIVE
from backend.checkout.subscribing import CHARGES_ALLOWED, Mandate, Plan, subscription_domain
from backend.tables import subscriptions
from backend.tables.subscriptions import Charge, ChargeFailure
from backend.web.context import Context
from backend.web.presenting import token_object
from backend.web.reading.chain_position import Followed
from backend.web.reading.mandates import FoundMandate
from backend.web.shapes.checkout import AllowanceRead, MerchantNote
from backend.web.shapes.fields import rfc3339
from backend.web.shapes.subscribing import PastCharge, SubscriberCall, SubscribingTerms, SubscriptionState
from backend.web.shapes.subscriptions import FoundMandateObject
from backend.web.subscription_objects import mandate_json

SHOWN = 12
"""How much of a mandate's history a subscriber is shown."""


def plan_terms(row: subscriptions.Plan) -> Plan:
    """A plan's terms as the contract takes them."""
    return Plan(**{field.name: getattr(row, field.name) for field in fields(Plan)})


def token_of_plan(context: Context, plan: subscriptions.Plan) -> Token:
    """The token of a plan. Of one that is not on the list the decimals are not known: whole units."""
    return context.acceptance.token(plan.token) or Token("?", "Unlisted token", 0, plan.token)


def allowance_read(plan: subscriptions.Plan) -> AllowanceRead:
    """How a wallet reads what the Subscription may take by now."""
    before, after = calldata.allowance_around_owner(plan.contract)
    return AllowanceRead(to=plan.token, data=f"{before}{{owner}}{after}")


def terms_object(row: subscriptions.Plan, mandate: Mandate, others: list[FoundMandate]) -> SubscribingTerms:
    """A mandate to be opened, and the calls that open it. `others`: those that live of the same allowance."""
    charges, for_others = mandate.max_charges or CHARGES_ALLOWED, _wanted(others)
    allowance = subscribing.allowance_for(mandate.plan, charges) + for_others
    domain = subscription_domain(row.chain_id, row.contract)
    approve = calldata.approve(row.contract, allowance)
    return SubscribingTerms(
        mandate_id=subscribing.mandate_id(mandate, domain),
        plan_id=row.plan_id,
        subscriber=mandate.subscriber,
        contract=row.contract,
        max_charges=mandate.max_charges,
        charges_allowed=charges,
        allowance=allowance,
        for_others=for_others,
        due_now=0 if row.metered or row.trial else row.first_amount,
        typed_data=subscribing.typed_data(mandate, domain),
        calls=[
            SubscriberCall(purpose="approve", to=row.token, data=approve),
            SubscriberCall(purpose="subscribe", to=row.contract, data=subscribing.subscribe(mandate)),
        ],
    )


def subscription_state(
    context: Context,
    found: FoundMandate,
    name: str,
    followed: Followed,
    past: tuple[list[Charge], list[ChargeFailure]],
    others: list[FoundMandate],
) -> SubscriptionState:
    """A mandate for its subscriber. Only with its plan."""
    row, plan = found.mandate, found.plan
    assert plan is not None
    return SubscriptionState(
        now=str(rfc3339(followed.until)),
        network=context.acceptance.network,
        merchant=MerchantNote(name=name, address=row.merchant),
        token=token_object(token_of_plan(context, plan)),
        subscriber=row.subscriber,
        mandate=FoundMandateObject.model_validate(mandate_json(found, followed)),
        history=_history(*past),
        allowance=allowance_read(plan),
        calls=_calls(row, plan, followed.until, _wanted(others)),
    )


def _history(charges: list[Charge], failures: list[ChargeFailure]) -> list[PastCharge]:
    made: list[tuple[tuple[int, int], dict[str, Any]]] = []
    for charge in charges:
        made.append(((charge.block_number, charge.log_index), _past(charge, charge.charged_at, None)))
    for failure in failures:
        made.append(((failure.block_number, failure.log_index), _past(failure, failure.failed_at, failure.reason)))
    made.sort(key=lambda one: one[0], reverse=True)
    return [PastCharge(**one) for _, one in made[:SHOWN]]


def _past(row: Charge | ChargeFailure, at: int, reason: str | None) -> dict[str, Any]:
    shown = {"at": rfc3339(at), "amount": str(row.amount), "reason": reason}
    return shown | {"transaction_hash": row.transaction_hash}


def _wanted(others: list[FoundMandate]) -> int:
    return sum(allowance_wanted(one.mandate, one.plan) for one in others if one.plan is not None)


def _calls(row: subscriptions.Mandate, plan: subscriptions.Plan, now: int, for_others: int) -> list[SubscriberCall]:
    """What the subscriber can send by what is known; the contract has the last word."""
    if row.status not in LIVE or row.start is None or row.salt is None:
        return []
    mandate = Mandate(
        *(row.subscriber, plan_terms(plan), row.start, row.end or 0),
        *(row.max_charges or 0, row.lifetime_cap or 0, row.salt),
    )
    verbs = {"cancel": subscribing.cancel(mandate)}
    if row.status == "paused":
        verbs["resume"] = subscribing.resume(mandate)
    elif row.status == "open" and _can_pause(row, plan, now):
        verbs["pause"] = subscribing.pause(mandate)
    if row.proposed_price is not None:
        verbs["accept_price"] = subscribing.accept_price(mandate, row.proposed_price, row.proposed_from or 0)
    approve = calldata.approve(plan.contract, allowance_wanted(row, plan) + for_others)
    calls = [SubscriberCall(purpose="approve", to=plan.token, data=approve)]
    return calls + [SubscriberCall(purpose=verb, to=plan.contract, data=data) for verb, data in verbs.items()]  # type: ignore[arg-type]


def allowance_wanted(row: subscriptions.Mandate, plan: subscriptions.Plan) -> int:
    """What the charges to come of a live mandate take, twelve of them at most."""
    left = min(CHARGES_ALLOWED, (row.max_charges or row.charges + CHARGES_ALLOWED) - row.charges)
    price = max(plan.amount if row.price is None else row.price, row.proposed_price or 0)
    return max(left, 1) * price


def _can_pause(row: subscriptions.Mandate, plan: subscriptions.Plan, now: int) -> bool:
    begun = now >= (row.start or 0) + plan.trial + row.shift
    return begun and row.shift < plan.pause_limit and not (row.end and now >= row.end)
