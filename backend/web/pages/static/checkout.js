// The customer's way through a payment: connect, allow, pay, watch. The server's state is the truth about the
// payment; the wallet is the truth about the account; this page only remembers what it has asked for.

import { Memory } from "./memory.js";
import { fill } from "./money.js";
import { Purse } from "./purse.js";
import { Troubles } from "./troubles.js";
import { HOLDING, View } from "./view.js";
import { codeOf, discover, surelyNotSent } from "./wallets.js";

const texts = JSON.parse(document.body.dataset.texts);
const first = JSON.parse(document.body.dataset.state);
const memory = new Memory(first.session_id);
const view = new View(texts, connect);
const troubles = new Troubles(texts);
const PATIENCE_MS = 10_000;
// What not every session has is not loaded for every session.
const custody = first.escrow ? new (await import("./custody.js")).Custody(texts, first.session_id, act) : null;
if (first.deposit) (await import("./send.js")).offerSending(texts, first, memory);

let terms = first;
let aheadMs = Date.parse(first.now) - Date.now();
let purse = null;
let doing = null; // label of what the customer or the network is waited for
let trouble = null;
let offline = false;
let replacedSince = null;
let reconnected = false;

const clock = () => Date.now() + aheadMs; // the server's
const secondsLeft = () => Math.floor((Date.parse(terms.valid_until) - clock()) / 1000);
const words = () => ({ ...view.words(terms), coin: terms.native_symbol, ...custody?.words(terms) });

function standing() {
  const special = custody?.standing(terms, clock());
  if (special) return special;
  if (terms.status !== "open") return terms.status;
  if (memory.stage === "sent") return "submitted";
  if (secondsLeft() <= 0) return "expiring";
  return memory.stage === "asked" && doing !== "act_confirm_in_wallet" ? "asked" : "open";
}

const waitFor = (label) => ({ label, enabled: false });
const offer = (label, run) => ({ label, enabled: true, run });

// The one thing to do next. Whatever is not certain to be right to do is not offered.
function action() {
  const at = standing();
  if (doing) return waitFor(doing);
  if (at === "asked") return offer("act_retry_asked", payAfterAll);
  if (!purse || !(at === "open" || HOLDING.includes(at))) return waitFor(null);
  if (purse.chain === null) return waitFor("act_checking");
  if (purse.chain !== terms.chain_id) return offer("act_switch", switchChain);
  if (at !== "open") return waitFor(null);
  if (!purse.looked) return waitFor("act_checking");
  if (hindrance() || !purse.calls.length) return waitFor(null);
  if (custody?.unsaved) return offer("act_code_saved", () => { custody.saved(); render(); });
  return purse.allowedEnough ? offer(custody ? "act_fund" : "act_pay", pay) : offer("act_allow", allow);
}

const hindrance = () => (standing() === "open" ? troubles.before(purse, terms, words()) : null);

function render() {
  const hash = memory.stage === "sent" ? memory.hash : null;
  const now = { terms, purse, offline, hash, standing: standing(), action: action(), secondsLeft: secondsLeft() };
  view.render({ ...now, words: words(), trouble: hindrance() ?? trouble });
  custody?.render(now, clock(), Boolean(doing));
}

// Runs one thing at a time, and says on the page whatever goes wrong in it.
async function during(label, run) {
  if (doing) return;
  [doing, trouble] = [label, null];
  render();
  try {
    await run();
  } catch (error) {
    trouble = troubles.of(error, words());
  }
  doing = null;
  render();
}

const isCurrent = (wallet) => purse?.wallet === wallet;

function connect(wallet) {
  return during("act_connecting", async () => {
    const [account] = await wallet.provider.request({ method: "eth_requestAccounts", params: [] });
    await use(wallet, account);
    document.getElementById("act").focus();
  });
}

async function use(wallet, account) {
  if (!account) {
    trouble = texts.trouble.no_account;
    return;
  }
  purse = new Purse(wallet, account, terms);
  memory.keep({ wallet: wallet.rdns });
  if (!wallet.watched) {
    wallet.watched = true;
    wallet.provider.on?.("accountsChanged", ([next]) => isCurrent(wallet) && changeAccount(wallet, next));
    wallet.provider.on?.("chainChanged", () => isCurrent(wallet) && look());
  }
  await lookAt(purse);
}

// In escrow, what there is to sign depends on who signs it.
async function lookAt(looked) {
  if (terms.status === "open") await custody?.prepare(looked, terms);
  return looked.look();
}

async function changeAccount(wallet, account) {
  purse = account ? new Purse(wallet, account, terms) : null;
  trouble = null;
  await look();
}

// Looks at the account again; an account changed meanwhile is looked at by its own call.
async function look() {
  const looked = purse;
  render();
  if (looked) await lookAt(looked).catch((error) => { trouble = troubles.of(error, words()); });
  render();
}

function switchChain() {
  return during("act_confirm_in_wallet", async () => {
    try {
      await purse.switchChain();
    } catch (error) {
      if (codeOf(error) !== 4200 && codeOf(error) !== -32601) throw error;
      trouble = fill(texts.trouble.switch_unsupported, words());
    }
    await purse.look();
  });
}

// Wallets do not always tell of a change: what was right when the button appeared is looked at again when it is used.
async function stillRight() {
  await purse.look();
  return purse.looked && !hindrance();
}

function allow() {
  return during("act_checking", async () => {
    if (!(await stillRight())) return;
    for (const approval of await purse.approvals()) {
      doing = "act_confirm_in_wallet";
      render();
      const hash = await purse.send(approval);
      doing = "act_allow_pending";
      render();
      if ((await settled(hash)) === "refused") trouble = texts.trouble.allow_failed;
    }
    await purse.look();
  });
}

async function settled(hash) {
  const nonce = await purse.nonceOf(hash).catch(() => null);
  for (;;) {
    const fate = await purse.fate(hash, nonce).catch(() => null);
    if (fate) return fate;
    await new Promise((resolve) => setTimeout(resolve, 700));
  }
}

function pay() {
  return during("act_checking", async () => {
    if (!(await stillRight()) || !purse.allowedEnough) return;
    const call = purse.call(custody ? "fund" : "pay");
    if (await wouldFail(call)) return purse.look();
    doing = "act_confirm_in_wallet";
    // Remembered before the wallet is asked: a reload with the wallet's window open must not ask a second time.
    memory.keep({ stage: "asked", account: purse.account });
    render();
    try {
      memory.keep({ stage: "sent", hash: await purse.send(call), nonce: null });
    } catch (error) {
      if (surelyNotSent(error)) memory.forgetPayment();
      throw error;
    }
    render();
    memory.keep({ nonce: await purse.nonceOf(memory.hash).catch(() => null) });
  });
}

async function wouldFail(call) {
  const refusal = await purse.refusal(call);
  if (refusal) trouble = troubles.refused(refusal);
  return refusal;
}

// What the customer does with money that is held.
function act(call) {
  return during("act_checking", async () => {
    await purse.look();
    if (purse.chain !== terms.chain_id || (await wouldFail(call))) return;
    doing = "act_confirm_in_wallet";
    render();
    const hash = await purse.send(call);
    doing = "act_deal_pending";
    render();
    if ((await settled(hash)) === "refused") trouble = texts.trouble.act_failed;
    await poll();
  });
}

async function payAfterAll() {
  memory.forgetPayment();
  await look();
}

// What became of the transaction, as far as the wallet knows. Only its certain failure gives the button back.
async function follow() {
  if (memory.stage !== "sent" || terms.status !== "open" || !purse || doing) return;
  const fate = await purse.fate(memory.hash, memory.nonce, memory.account).catch(() => null);
  replacedSince = fate === "replaced" ? (replacedSince ?? Date.now()) : null;
  if (fate === "refused") giveBack(texts.trouble.failed);
  // The replacement may be this same payment with a higher fee: the server is given time to see it first.
  else if (replacedSince && Date.now() - replacedSince > PATIENCE_MS) giveBack(texts.trouble.replaced);
}

function giveBack(reason) {
  memory.forgetPayment();
  [trouble, replacedSince] = [reason, null];
  return look();
}

function pauseMs() {
  if (document.hidden) return 10_000;
  if (offline) return 3_000;
  return terms.status === "open" || terms.status === "seen" ? 1_000 : 5_000;
}

let timer = null;
async function poll() {
  clearTimeout(timer);
  try {
    const answer = await fetch(`/checkout/${terms.session_id}/state`, { cache: "no-store" });
    if (!answer.ok) throw new Error(String(answer.status));
    terms = { ...terms, ...(await answer.json()) };
    aheadMs = Date.parse(terms.now) - Date.now();
    offline = false;
    if (terms.status !== "open" && terms.status !== "seen") memory.forgetPayment();
  } catch {
    offline = true;
  }
  if (purse && !doing && (hindrance() || !purse.calls.length)) await lookAt(purse).catch(() => null);
  await follow();
  render();
  clearTimeout(timer);
  timer = setTimeout(poll, pauseMs());
}

async function reconnect(list) {
  const wallet = list.find((one) => one.rdns === memory.wallet);
  if (!wallet || reconnected || purse) return;
  reconnected = true;
  const [account] = await wallet.provider.request({ method: "eth_accounts", params: [] }).catch(() => []);
  if (account && !purse) await use(wallet, account).catch(() => null);
  render();
}

document.getElementById("act").addEventListener("click", () => {
  const { enabled, run } = action();
  if (enabled) run();
});
document.getElementById("change").addEventListener("click", () => {
  if (doing) return;
  [purse, trouble] = [null, null];
  memory.keep({ wallet: null });
  render();
});
// Copies what stands in the element that the button names.
document.addEventListener("click", async ({ target }) => {
  if (!target.dataset?.copies) return;
  await navigator.clipboard.writeText(document.getElementById(target.dataset.copies).textContent);
  target.textContent = texts.copied;
  setTimeout(() => { target.textContent = texts.copy; }, 1500);
});
document.addEventListener("visibilitychange", () => { if (!document.hidden) poll(); });
discover((list) => { view.wallets(list); reconnect(list); });
setTimeout(() => { if (!document.querySelector("#wallets li")) view.wallets([]); }, 700);
setInterval(() => { if (!document.hidden) render(); }, 1_000);
render();
poll();
