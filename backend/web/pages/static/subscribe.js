// A payer's way into a subscription: connect, allow, subscribe, be led to its page. The mandate that was handed to a
// wallet is kept until its fate is known: handed in again it is the same one, which the contract takes once only.

import { Counter, offer, waitFor } from "./counter.js";
import { Memory } from "./memory.js";
import { fill, money } from "./money.js";
import { say, show } from "./view.js";
import { messageOf, surelyNotSent } from "./wallets.js";

const texts = JSON.parse(document.body.dataset.texts);
const first = JSON.parse(document.body.dataset.state);
const memory = new Memory(first.plan_id);
const at = (id) => document.getElementById(id);
const PATIENCE_MS = 10_000;
const FRESH_MS = 300_000;
let offline = false;
let replacedSince = null;

const kept = () => memory.kept.offer ?? null;
const bound = () => Number(at("bound").value);
const same = (one, other) => one?.toLowerCase() === other?.toLowerCase();
const forgetOffer = () => { memory.forgetPayment(); memory.keep({ offer: null, asked: false }); };

// The mandate this account can open. One that a wallet was asked for is not exchanged for another.
async function prepare(purse) {
  const mine = kept() && same(kept().subscriber, purse.account);
  const fits = mine && kept().max_charges === bound() && Date.now() - memory.kept.since < FRESH_MS;
  if (!fits && !(mine && memory.kept.asked) && !memory.stage) {
    purse.calls = [];
    memory.keep({ offer: null, asked: false });
    const answer = await fetch(`/subscribe/${first.plan_id}/terms?subscriber=${purse.account}&max_charges=${bound()}`, { cache: "no-store" });
    const terms = await answer.json();
    if (!answer.ok) throw Object.assign(new Error(terms.code), { said: texts.refused[terms.code] ?? terms.detail });
    memory.keep({ offer: terms, since: Date.now() });
  }
  if (!kept() || !same(kept().subscriber, purse.account)) return;
  purse.calls = kept().calls;
  // What has to lie in the account now is the first charge, not all that is allowed.
  purse.terms = { ...first, amount: kept().due_now };
}

const allowedEnough = (purse) => purse.allowed >= BigInt(kept().allowance);
const words = () => (kept() ? { amount: money(kept().allowance, first.token) } : {});
const hindrance = () => (memory.stage ? null : counter.hindrance);

function action() {
  if (memory.stage === "asked" && !counter.doing) return offer("act_retry_asked", again);
  if (memory.stage === "sent") return waitFor(null);
  const { purse, first: before } = counter;
  if (before) return before;
  if (!purse.calls.length || !kept() || hindrance()) return waitFor(null);
  return allowedEnough(purse) ? offer("act_subscribe", subscribe) : offer("act_allow", allow);
}

function rendered() {
  const waits = memory.stage && !(memory.stage === "asked" && counter.doing);
  const standing = waits ? memory.stage : "open";
  const ready = Boolean(counter.purse?.looked && kept() && counter.purse.calls.length);
  document.querySelector("main").dataset.status = { sent: "submitted" }[standing] ?? standing;
  say(at("headline"), texts.standing[standing][0]);
  say(at("detail"), texts.standing[standing][1]);
  at("bound").disabled = Boolean(memory.stage || memory.kept.asked || counter.doing);
  say(at("asked"), ready && !memory.stage ? allowance(kept()) : "");
  show(at("asked"), ready && !memory.stage);
  step("step-allow", ready && allowedEnough(counter.purse), ready && !allowedEnough(counter.purse));
  step("step-subscribe", false, Boolean(memory.stage) || (ready && allowedEnough(counter.purse)));
  show(at("offline"), offline);
  show(at("transaction"), memory.stage === "sent");
  say(at("transaction-hash"), memory.hash ?? "");
}

function allowance({ allowance: units, for_others: others, charges_allowed: count }) {
  const told = { amount: money(units, first.token), others: money(others, first.token), count: String(count) };
  return fill(BigInt(others) ? texts.allow_others : texts.allow_words, told);
}

function step(id, done, current) {
  at(id).classList.toggle("done", done);
  if (current) at(id).setAttribute("aria-current", "step");
  else at(id).removeAttribute("aria-current");
}

// Wallets do not always tell of a change: what was right when the button appeared is looked at again when it is used.
async function stillRight() {
  await counter.lookAt(counter.purse);
  return counter.purse.looked && counter.purse.calls.length && !hindrance();
}

function allow() {
  return counter.during("act_checking", async () => { if (await stillRight()) await counter.approve(); });
}

function subscribe() {
  return counter.during("act_checking", async () => {
    if (!(await stillRight()) || !allowedEnough(counter.purse)) return;
    const call = counter.purse.call("subscribe");
    const refusal = await counter.wouldFail(call);
    // Its first period is over: neither this page nor a wallet that still waits can open it any more.
    if (refusal && messageOf(refusal).includes("subscription: bad terms")) forgetOffer();
    if (refusal) return;
    // Remembered before the wallet is asked: a reload with the wallet's window open must not ask for another mandate.
    memory.keep({ stage: "asked", asked: true, account: counter.purse.account });
    counter.waiting("act_confirm_in_wallet");
    try {
      memory.keep({ stage: "sent", hash: await counter.purse.send(call), nonce: null });
    } catch (error) {
      if (surelyNotSent(error)) giveBack();
      throw error;
    }
    counter.render();
    memory.keep({ nonce: await counter.purse.nonceOf(memory.hash).catch(() => null) });
  });
}

// The button comes back; the mandate stays the same where nobody knows what became of it.
function giveBack(reason = null) {
  memory.forgetPayment();
  memory.keep({ asked: false });
  replacedSince = null;
  if (reason) counter.trouble = reason;
}

function again() {
  memory.forgetPayment();
  return counter.look();
}

// What became of the transaction, as far as the wallet knows. Only its certain failure gives the button back.
async function follow() {
  const { purse } = counter;
  if (memory.stage !== "sent" || !purse || counter.doing) return;
  const fate = await purse.fate(memory.hash, memory.nonce, memory.account).catch(() => null);
  replacedSince = fate === "replaced" ? (replacedSince ?? Date.now()) : null;
  if (fate === "refused") giveBack(texts.trouble.failed);
  else if (replacedSince && Date.now() - replacedSince > PATIENCE_MS) giveBack(texts.trouble.replaced);
}

async function poll() {
  if (memory.kept.asked && kept()) {
    try {
      const answer = await fetch(`/subscription/${kept().mandate_id}/state`, { cache: "no-store" });
      if (answer.ok) {
        const id = kept().mandate_id;
        new Memory(id).keep({ wallet: memory.wallet });
        forgetOffer();
        return location.assign(`/subscription/${id}`);
      }
      offline = answer.status !== 404;
    } catch {
      offline = true;
    }
    await follow();
  }
  counter.render();
  setTimeout(poll, document.hidden ? 10_000 : 1_000);
}

const counter = new Counter(texts, first, memory, { prepare, action, hindrance, words, rendered });
at("bound").addEventListener("change", () => { if (!counter.doing) { counter.trouble = null; counter.look(); } });
show(at("bounds"), true);
poll();
