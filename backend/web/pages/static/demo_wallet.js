// A wallet for the local test chain, served only there: an EIP-6963 provider that asks before it acts, as real ones
// do, and speaks to the node through this page's server. Its money is worth nothing.

import { money } from "./money.js";

const state = JSON.parse(document.body.dataset.state);
const APPROVE = "0x095ea7b3"; // approve(address,uint256)
const MINT = "0x40c10f19"; // mint(address,uint256) of the test dollar
const ICON = "data:image/svg+xml," + encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#7a4bd0"/>' +
  '<circle cx="16" cy="16" r="8" fill="none" stroke="#fff" stroke-width="2.4" stroke-dasharray="4 2.3"/></svg>');

const word = (hex) => hex.padStart(64, "0");
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function node(method, ...params) {
  const answer = await fetch("/demo-wallet/rpc", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
  });
  const { result, error } = await answer.json();
  if (error) throw Object.assign(new Error(error.message), { code: error.code });
  if (!answer.ok) throw Object.assign(new Error("the local node does not answer"), { code: -32603 });
  return result;
}

// Asks in a window of its own; resolves when confirmed, rejects as EIP-1193 says when declined.
function ask(title, lines, confirm) {
  const dialog = document.createElement("dialog");
  dialog.className = "demo-wallet";
  const heading = document.createElement("h2");
  heading.textContent = title;
  heading.id = "demo-wallet-title";
  dialog.setAttribute("aria-labelledby", heading.id);
  const paragraphs = lines.map((line) => Object.assign(document.createElement("p"), { textContent: line }));
  const badge = Object.assign(document.createElement("p"), { className: "badge", textContent: "Play-money wallet" });
  const row = Object.assign(document.createElement("p"), { className: "choices" });
  const no = Object.assign(document.createElement("button"), { type: "button", textContent: "Reject" });
  const yes = Object.assign(document.createElement("button"), { type: "button", textContent: confirm, className: "act" });
  row.append(no, yes);
  dialog.append(badge, heading, ...paragraphs, row);
  document.body.append(dialog);
  dialog.showModal();
  yes.focus();
  return new Promise((resolve, reject) => {
    yes.addEventListener("click", () => dialog.close("yes"));
    no.addEventListener("click", () => dialog.close("no"));
    dialog.addEventListener("close", () => {
      dialog.remove();
      if (dialog.returnValue === "yes") resolve();
      else reject(Object.assign(new Error("declined"), { code: 4001 }));
    });
  });
}

async function connect() {
  await ask("Connect to this page?", ["It will see the wallet's test account, which is filled with play money."], "Connect");
  const [account] = await node("eth_accounts");
  await fillUp(account).catch(() => null); // a token that nobody may mint stays empty, and the page says so
  return [account];
}

async function fillUp(account) {
  if (state.token.native) return;
  const owner = word(account.slice(2));
  const balance = BigInt(await node("eth_call", { to: state.token.address, data: `0x70a08231${owner}` }, "latest"));
  if (balance >= BigInt(state.amount)) return;
  const amount = word((BigInt(state.amount) * 10n).toString(16));
  const hash = await node("eth_sendTransaction", { from: account, to: state.token.address, data: MINT + owner + amount });
  while (!(await node("eth_getTransactionReceipt", hash))) await pause(200);
}

// What a call to the Escrow or the Subscription does, by its selector.
const DEEDS = {
  "0x4178e47c": ["Pay VALUE into escrow?", "The contract keeps it until it is released or goes back."],
  "0xa75436a8": ["Release VALUE?", "The shop gets it, and it cannot be taken back."],
  "0xcd53103b": ["Object?", "The money is frozen until it is settled or decided."],
  "0x06e90b5a": ["Get VALUE back?", "All that is held goes back to the account that paid."],
  "0xc72cfc94": ["Subscribe?", "What is due at once is charged with it; the rest as agreed, until it is cancelled."],
  "0x80ac2b39": ["Cancel the subscription?", "Nothing is charged any more, for good."],
  "0x8ca80636": ["Pause the subscription?", "Nothing is charged until it is resumed."],
  "0x8c4ac4eb": ["Resume the subscription?", "It is charged again as agreed."],
  "0xa0abb046": ["Accept the new price?", "It counts from the time that was proposed."],
  "0xce7067c6": ["Share VALUE as agreed?", "What the terms say for an arbiter's silence applies."],
};

async function send(transaction) {
  const value = `${state.amount_text} ${state.token.symbol}`;
  const deed = DEEDS[transaction.data?.slice(0, 10)];
  if (transaction.data?.startsWith(APPROVE)) {
    const allowed = BigInt(`0x${transaction.data.slice(74)}`);
    const lines = [`The contract 0x${transaction.data.slice(34, 74)} may take up to ${money(allowed, state.token)}.`, "Nothing moves yet."];
    await ask(allowed ? `Allow ${money(allowed, state.token)}?` : "Take back the allowance?", lines, "Confirm");
  } else if (deed) {
    await ask(deed[0].replace("VALUE", value), [deed[1], `Through the contract ${transaction.to}.`], "Confirm");
  } else {
    await ask(`Pay ${value}?`, [`To ${state.merchant.name}, through the contract ${transaction.to}.`], "Confirm");
  }
  return node("eth_sendTransaction", transaction);
}

const provider = {
  request({ method, params = [] }) {
    if (method === "eth_requestAccounts") return connect();
    if (method === "eth_sendTransaction") return send(params[0]);
    if (method === "wallet_switchEthereumChain") return Promise.reject(Object.assign(new Error("one chain only"), { code: 4200 }));
    return node(method, ...params);
  },
  on() {},
  removeListener() {},
};

const info = Object.freeze({ uuid: "6f4f1f0e-5d0c-4b0e-9b1e-31337c0ffee0", name: "Play-money wallet", icon: ICON, rdns: "local.counterfoil.demo" });
const announce = () => dispatchEvent(new CustomEvent("eip6963:announceProvider", { detail: Object.freeze({ info, provider }) }));
addEventListener("eip6963:requestProvider", announce);
announce();
