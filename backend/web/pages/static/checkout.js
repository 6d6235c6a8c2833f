// The customer's way through a payment: connect, allow, pay, watch. The server's state is the truth about the
// payment; the wallet is the truth about the account; this page only remembers what it has asked for.

import { Memory } from "./memory.js";
import { fill, money } from "./money.js";
import { Purse } from "./purse.js";
import { View, shortened } from "./view.js";
import { codeOf, discover, messageOf, surelyNotSent } from "./wallets.js";

const texts = JSON.parse(document.body.dataset.texts);
const first = JSON.parse(document.body.dataset.state);
const memory = new Memory(first.session_id);
const view = new View(texts, connect);
const PATIENCE_MS = 10_000;

let terms = first;
let aheadMs = Date.parse(first.now) - Date.now();
let purse = null;
let doing = null; // label of what the customer or the network is waited for
let trouble = null;
let offline = false;
let replacedSince = null;
let reconnected = false;

const secondsLeft = () => Math.floor((Date.parse(terms.valid_until) - Date.now() - aheadMs) / 1000);
const words = () => ({ ...view.words(terms), coin: terms.native_symbol });

function standing() {
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
  if (at !== "open" || !purse) return waitFor(null);
  if (purse.chain === null) return waitFor("act_checking");
  if (purse.chain !== terms.chain_id) return offer("act_switch", switchChain);
  if (!purse.looked) return waitFor("act_checking");
  if (hindrance()) return waitFor(null);
  return purse.allowedEnough ? offer("act_pay", pay) : offer("act_allow", allow);
}

// What about this account stands in the way, in words; null when nothing does.
function hindrance() {
  if (!purse?.looked || standing() !== "open") return null;
  if (terms.payer && terms.payer.toLowerCase() !== purse.account.toLowerCase()) {
    return fill(texts.trouble.other_payer, { payer: shortened(terms.payer) });
  }
  if (purse.missing) {
    const [have, missing] = [money(purse.balance, terms.token), money(purse.missing, terms.token)];
    return fill(texts.trouble.balance, { have, missing });
  }
  return purse.coins === 0n ? fill(texts.trouble.gas, words()) : null;
}

function render() {
  const hash = memory.stage === "sent" ? memory.hash : null;
  const now = { terms, purse, offline, hash, standing: standing(), action: action(), secondsLeft: secondsLeft() };
  view.render({ ...now, trouble: hindrance() ?? trouble });
}

// Runs one thing at a time, and says on the page whatever goes wrong in it.
async function during(label, run) {
  if (doing) return;
  [doing, trouble] = [label, null];
  render();
  try {
    await run();
  } catch (error) {
    trouble = troubleOf(error);
  }
  doing = null;
  render();
}

function troubleOf(error) {
  if (codeOf(error) === 4001) return texts.trouble.rejected;
  if (codeOf(error) === -32002) return texts.trouble.busy;
  if (codeOf(error) === 4902) return fill(texts.trouble.network_unknown, words());
  return fill(texts.trouble.wallet, { reason: messageOf(error) });
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
  await purse.look();
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
  await looked?.look().catch((error) => { trouble = troubleOf(error); });
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
    const call = purse.call("pay");
    const refusal = await purse.refusal(call);
    if (refusal) {
      trouble = fill(texts.trouble.would_fail, { reason: reasonOf(refusal) });
      return purse.look();
    }
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

function reasonOf(error) {
  const message = messageOf(error);
  const known = Object.keys(texts.reason).find((reason) => message.includes(reason));
  return known ? texts.reason[known] : message;
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
  if (purse && hindrance() && !doing) await purse.look().catch(() => null);
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
document.getElementById("copy").addEventListener("click", async ({ target }) => {
  await navigator.clipboard.writeText(document.getElementById("transaction-hash").textContent);
  target.textContent = texts.copied;
  setTimeout(() => { target.textContent = texts.copy; }, 1500);
});
document.addEventListener("visibilitychange", () => { if (!document.hidden) poll(); });
discover((list) => { view.wallets(list); reconnect(list); });
setTimeout(() => { if (!document.querySelector("#wallets li")) view.wallets([]); }, 700);
setInterval(() => { if (!document.hidden) render(); }, 1_000);
render();
poll();
