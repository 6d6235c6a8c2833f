// A subscription for who pays it: where it stands, as the server tells it, and what its subscriber can do about it.

import { Counter, waitFor } from "./counter.js";
import { Memory } from "./memory.js";
import { fill } from "./money.js";
import { say, show, shortened } from "./view.js";

const texts = JSON.parse(document.body.dataset.texts);
const terms = JSON.parse(document.body.dataset.state);
const memory = new Memory(terms.mandate_id);
const at = (id) => document.getElementById(id);
const buttons = [...document.querySelectorAll("[data-act]")];
let offline = false;
let shown = null;

const own = () => counter.purse?.account.toLowerCase() === terms.subscriber.toLowerCase();
const ready = () => Boolean(counter.purse?.looked && own());
const callOf = (purpose) => terms.calls.find((call) => call.purpose === purpose);

function prepare(purse) {
  purse.calls = terms.calls;
}

const action = () => (terms.calls.length && counter.first) || waitFor(null);

function rendered() {
  show(at("purse"), terms.calls.length > 0);
  for (const button of buttons) {
    show(button.parentElement, Boolean(ready() && callOf(button.dataset.act)));
    button.setAttribute("aria-disabled", String(Boolean(counter.doing)));
  }
  const need = !counter.purse ? texts.acts_connect : own() ? "" : texts.acts_other;
  say(at("acts-need"), fill(need, { subscriber: shortened(terms.subscriber) }));
  show(at("acts-need"), Boolean(need));
  show(at("offline"), offline);
}

function act(purpose) {
  return counter.during("act_checking", async () => {
    await counter.purse.look();
    // Looked up only now: what can be done, and at what price, may have changed since the button was drawn.
    await refresh();
    prepare(counter.purse);
    const call = callOf(purpose);
    if (!call || !ready() || (await counter.wouldFail(call))) return;
    if (purpose === "approve") return counter.approve();
    if ((await counter.sealed(call, "act_pending")) === "refused") counter.trouble = texts.trouble.act_failed;
    await refresh();
  });
}

// The words are the server's alone: where something changed, its page is read again and its words are put here.
async function refresh() {
  const answer = await fetch(`/subscription/${terms.mandate_id}/state`, { cache: "no-store" });
  if (!answer.ok) throw new Error(String(answer.status));
  const state = await answer.json();
  terms.calls = state.calls;
  const known = JSON.stringify({ ...state, now: null });
  if (known === shown) return;
  const page = await fetch(location.pathname, { cache: "no-store" });
  const told = new DOMParser().parseFromString(await page.text(), "text/html").getElementById("told");
  if (!told) return;
  if (at("told").textContent !== told.textContent) at("told").replaceChildren(...told.childNodes);
  at("told").dataset.status = told.dataset.status;
  shown = known;
}

async function poll() {
  try {
    if (!counter.doing) await refresh();
    offline = false;
  } catch {
    offline = true;
  }
  counter.render();
  setTimeout(poll, document.hidden ? 15_000 : 3_000);
}

const counter = new Counter(texts, terms, memory, { prepare, action, rendered });
for (const button of buttons) {
  button.addEventListener("click", () => {
    if (ready() && !counter.doing && callOf(button.dataset.act)) act(button.dataset.act);
  });
}
poll();
