// Puts what is known on the page. Text only ever becomes text, never markup.

import { fill, money } from "./money.js";

const at = (id) => document.getElementById(id);
const SETTLED = ["paid", "partially_refunded", "refunded"];
// Money in escrow, with something left to do about it.
export const HOLDING = ["held", "overdue", "delivered", "inspected", "disputed", "undecided"];
const DONE = [...SETTLED, ...HOLDING, "settling"];

// Touches the page only where something changed: a screen reader reads out every change of a live region.
export const say = (element, text) => { if (element && element.textContent !== text) element.textContent = text; };
export const show = (element, shown) => { if (element && element.hidden === shown) element.hidden = !shown; };

export const shortened = (address) => `${address.slice(0, 6)}…${address.slice(-4)}`;

export function timeLeft(seconds) {
  const two = (number) => String(number).padStart(2, "0");
  const [days, hours] = [Math.floor(seconds / 86400), Math.floor(seconds / 3600) % 24];
  if (days) return `${days} d ${hours} h`;
  const minutes = two(Math.floor(seconds / 60) % 60);
  return hours ? `${hours}:${minutes}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

export class View {
  constructor(texts, onWallet) {
    this.texts = texts;
    this.onWallet = onWallet;
    this.main = document.querySelector("main");
    show(at("purse"), true);
    for (const button of document.querySelectorAll("[data-copies]")) show(button, Boolean(navigator.clipboard));
  }

  words(terms) {
    return { merchant: terms.merchant.name, network: terms.network_name, amount: money(terms.amount, terms.token) };
  }

  wallets(list) {
    at("wallets").replaceChildren(...list.map((wallet) => this.walletButton(wallet)));
    show(at("wallets-none"), !list.length);
    show(at("wallets-label"), list.length > 0);
  }

  walletButton(wallet) {
    const [item, button] = [document.createElement("li"), document.createElement("button")];
    button.type = "button";
    if (wallet.icon) {
      const icon = document.createElement("img");
      Object.assign(icon, { src: wallet.icon, alt: "", width: 28, height: 28 });
      button.append(icon);
    }
    button.append(wallet.name);
    button.addEventListener("click", () => this.onWallet(wallet));
    item.append(button);
    return item;
  }

  render(page) {
    const { terms, standing, action, purse, words } = page;
    this.main.dataset.status = standing;
    const text = this.texts.status[standing === "open" && terms.token.native ? "open_native" : standing];
    say(at("headline"), text.title);
    say(at("detail"), fill(text.detail, words));
    this.steps(page);
    this.clock(page);
    const payable = standing === "open" || standing === "asked" || standing === "submitted";
    show(at("purse"), (payable && !(standing === "submitted" && purse)) || HOLDING.includes(standing));
    show(at("choose"), !purse);
    show(at("account"), Boolean(purse));
    if (purse) say(at("account-address"), shortened(purse.account));
    this.button(action, words);
    say(at("trouble"), page.trouble ?? "");
    show(at("trouble"), Boolean(page.trouble));
    show(at("offline"), page.offline);
    const hash = terms.transaction_hash ?? page.hash;
    show(at("transaction"), Boolean(hash));
    say(at("transaction-hash"), hash ?? "");
    show(at("back"), standing === "seen" || DONE.includes(standing));
    show(at("elsewhere"), standing === "open");
  }

  button({ label, enabled }, words) {
    const button = at("act");
    const text = label && fill(this.texts[label], words);
    show(button, Boolean(text));
    say(button, text || "");
    // Not `disabled`: that would drop the focus of people who cannot see where it went.
    button.setAttribute("aria-disabled", String(!enabled));
  }

  steps({ terms, standing, purse, action, words }) {
    const over = standing === "seen" || DONE.includes(standing);
    const live = ["open", "asked", "submitted"].includes(standing);
    const allowed = over || standing === "submitted" || Boolean(purse?.looked && purse.allowedEnough);
    this.step("step-allow", allowed, live && !allowed);
    this.step("step-pay", over, live && allowed && action.label !== "act_switch");
    this.step("step-confirm", DONE.includes(standing), standing === "seen");
    const { confirmations: done, confirmations_needed: needed } = terms;
    const counted = over && done > 0;
    const count = fill(this.texts.step_confirm_count, { done: String(Math.min(done, needed)), needed: String(needed) });
    say(at("confirmations"), counted ? count : fill(this.texts.step_confirm_hint, words));
    show(at("progress"), counted);
    at("progress").value = Math.min(done, needed);
  }

  step(id, done, current) {
    const step = at(id);
    if (!step) return;
    step.classList.toggle("done", done);
    if (current) step.setAttribute("aria-current", "step");
    else step.removeAttribute("aria-current");
  }

  clock({ standing, secondsLeft }) {
    const running = ["open", "asked", "submitted", "expiring"].includes(standing);
    show(at("deadline"), running);
    if (!running) return;
    say(at("deadline-label"), this.texts.time_left);
    say(at("countdown"), timeLeft(Math.max(0, secondsLeft)));
    at("deadline").classList.toggle("soon", secondsLeft < 120);
  }
}
