// Money in escrow, for its depositor: the deal to fund, the claim code, and what can be done while it is held.

import { fill, money } from "./money.js";
import { HOLDING, say, show, shortened } from "./view.js";

const at = (id) => document.getElementById(id);
const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("").toUpperCase();
const when = (time) =>
  time && new Date(time).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });

async function hashOf(code) {
  const bytes = Uint8Array.from(code.match(/../g), (pair) => parseInt(pair, 16));
  return `0x${hex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))).toLowerCase()}`;
}

export class Custody {
  constructor(texts, sessionId, onAct) {
    this.texts = texts;
    this.key = `counterfoil.code.${sessionId}`;
    this.kept = {};
    try {
      // Not for the tab alone: the code is needed when the goods are picked up.
      this.kept = JSON.parse(localStorage.getItem(this.key)) ?? {};
    } catch {
      // Storage may be closed to us; then the customer's own note of the code is the only one, as the page says.
    }
    for (const button of document.querySelectorAll("[data-act]")) {
      button.addEventListener("click", () => {
        const call = this.open?.find(({ purpose }) => purpose === button.dataset.act);
        if (call && button.getAttribute("aria-disabled") !== "true") onAct(call);
      });
    }
  }

  keep(more) {
    this.kept = { ...this.kept, ...more };
    try {
      localStorage.setItem(this.key, JSON.stringify(this.kept));
    } catch {
      // As above.
    }
  }

  get unsaved() { return Boolean(this.kept.code) && !this.kept.saved; }

  saved() {
    this.keep({ saved: true });
    at("code").open = false;
  }

  // What the page is about where the session's status does not say it; null where it does. `now`: the server's clock.
  standing({ status, escrow }, now) {
    const { deal, arbiter_acceptance: word, delivery_until: end } = escrow;
    if (status === "open" && word === "awaited") return "arbiter_awaited";
    if (status === "open" && word === "declined") return "arbiter_declined";
    if (status !== "held") return null;
    const over = (time) => now >= Date.parse(time);
    if (deal.status === "closed") return "settling";
    if (deal.status === "delivered") return over(deal.inspection_until) ? "inspected" : "delivered";
    if (deal.status === "disputed") return over(deal.dispute_until) ? "undecided" : "disputed";
    return over(end) ? "overdue" : "held";
  }

  words({ token, escrow }) {
    const { deal, arbiter, delivery_until: end } = escrow;
    const sums = deal && { held: money(deal.held, token), released: money(deal.released, token), returned: money(deal.returned, token) };
    const times = { delivery_until: when(end), inspection_until: when(deal?.inspection_until), dispute_until: when(deal?.dispute_until) };
    const decider = arbiter ? fill(this.texts.arbiter, { arbiter: shortened(arbiter) }) : this.texts.no_arbiter;
    return { ...sums, ...times, decider, depositor: deal && shortened(deal.depositor) };
  }

  // The calls by which this account funds the deal. Computed by the server, stored nowhere.
  async prepare(purse, terms) {
    if (terms.escrow.arbiter_acceptance === "awaited" || purse.calls.length) return;
    const asked = { depositor: purse.account };
    if (terms.escrow.claim_code) asked.claim_hash = await this.claimHash();
    const answer = await fetch(`/checkout/${terms.session_id}/funding`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(asked),
    });
    const funding = await answer.json();
    if (!answer.ok) throw Object.assign(new Error(funding.code), { said: this.texts.funding[funding.code] ?? funding.detail });
    purse.calls = funding.calls;
  }

  async claimHash() {
    if (!crypto.subtle) throw Object.assign(new Error("insecure"), { said: this.texts.insecure });
    if (!this.kept.code) this.keep({ code: hex(crypto.getRandomValues(new Uint8Array(16))) });
    return hashOf(this.kept.code);
  }

  render({ terms, standing, purse }, now, busy) {
    const { deal } = terms.escrow;
    this.showCode(standing, deal);
    const holding = HOLDING.includes(standing);
    show(at("acts"), holding);
    if (!holding) return;
    const own = purse?.account.toLowerCase() === deal.depositor.toLowerCase();
    const ready = purse?.chain === terms.chain_id;
    this.open = terms.deal_calls.filter(
      ({ opens_at: from, closes_at: until }) => (!from || now >= Date.parse(from)) && (!until || now < Date.parse(until)),
    );
    for (const button of document.querySelectorAll("[data-act]")) {
      const call = this.open.find(({ purpose }) => purpose === button.dataset.act);
      show(button.parentElement, Boolean(call && ready && (own || call.anyone)));
      button.setAttribute("aria-disabled", String(busy));
    }
    const need = !purse ? this.texts.acts_connect : ready && !own ? this.texts.acts_other : "";
    say(at("acts-need"), fill(need, this.words(terms)));
    show(at("acts-need"), Boolean(need) && this.open.length > 0);
  }

  showCode(standing, deal) {
    const { code, hash } = this.kept;
    if (code && !hash) hashOf(code).then((found) => this.keep({ hash: found }), () => null);
    const ours = code && (!deal || deal.claim_hash === hash);
    const live = ["open", "asked", "submitted", "seen", ...HOLDING].includes(standing);
    show(at("code"), Boolean(ours && live));
    show(at("code-elsewhere"), Boolean(deal?.claim_hash && !ours && live));
    if (!ours || !live) return;
    say(at("code-text"), code.match(/.{4}/g).join(" "));
    if (this.unsaved) at("code").open = true;
    say(at("code-hint"), this.unsaved ? this.texts.code_save : this.texts.code_keep);
  }
}
