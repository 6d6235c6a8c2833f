// Paying from an exchange or another wallet: where to send, exactly what, and where money goes back.

import { fill } from "./money.js";
import { say, show } from "./view.js";

const at = (id) => document.getElementById(id);

// Makes the two ways to pay tabs of each other, and answers the form. `memory`: a reload shows the same address again.
export function offerSending(texts, terms, memory) {
  const tabs = [at("tab-wallet"), at("tab-send")];
  const form = at("send-ask");
  const field = at("refund-to");
  let warned = false;

  function choose(tab) {
    document.querySelector("main").dataset.way = tab === tabs[1] ? "send" : "wallet";
    for (const one of tabs) {
      one.setAttribute("aria-selected", String(one === tab));
      one.tabIndex = one === tab ? 0 : -1;
    }
    show(at("send"), tab === tabs[1]);
  }

  function complain(text) {
    say(at("send-trouble"), text ?? "");
    show(at("send-trouble"), Boolean(text));
    say(at("send-show"), warned ? texts.send_without : texts.send_show);
    field.setAttribute("aria-invalid", String(Boolean(text) && !warned));
  }

  async function ask(refundTo) {
    const answer = await fetch(`/checkout/${terms.session_id}/deposit`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ refund_to: refundTo }),
    });
    const found = await answer.json();
    if (!answer.ok) return complain(texts.send_trouble[found.code] ?? found.detail);
    memory.keep({ sending: { refundTo } });
    display(found);
    return null;
  }

  function display({ address, link, refund_to: back }) {
    complain(null);
    show(form, false);
    show(at("send-to"), true);
    say(at("send-address"), address);
    at("send-qr").src = `/checkout/${terms.session_id}/deposit.svg${back ? `?refund_to=${back}` : ""}`;
    at("send-link").href = link;
    say(at("send-back"), back ?? texts.send_back_nobody);
  }

  for (const tab of tabs) {
    tab.addEventListener("click", () => choose(tab));
    tab.addEventListener("keydown", ({ key }) => {
      const next = { ArrowRight: tabs[1], ArrowLeft: tabs[0], Home: tabs[0], End: tabs[1] }[key];
      if (!next) return;
      choose(next);
      next.focus();
    });
  }
  field.addEventListener("input", () => { warned = false; complain(null); });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const typed = field.value.trim();
    if (!typed && !warned) {
      warned = true;
      complain(fill(texts.send_warning, { merchant: terms.merchant.name }));
      return;
    }
    try {
      await ask(typed || null);
      if (form.hidden) at("send-title").focus();
    } catch {
      complain(texts.connection_lost);
    }
  });
  at("send-change").addEventListener("click", () => {
    memory.keep({ sending: null });
    warned = false;
    complain(null);
    show(at("send-to"), false);
    show(form, true);
    field.focus();
  });

  show(at("ways"), true);
  choose(memory.kept.sending ? tabs[1] : tabs[0]);
  const known = memory.kept.sending ?? (terms.deposit.refund_to && { refundTo: terms.deposit.refund_to });
  if (known) ask(known.refundTo).catch(() => null);
}
