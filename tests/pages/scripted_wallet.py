"""A wallet for tests, announced by EIP-6963, that does as told: declines, hangs, sits on another chain, lies.

What it does not invent it asks of the local chain, over a binding of the browser: the page itself reaches no node."""

from __future__ import annotations

from typing import Any

from live_shop import LiveShop
from playwright.sync_api import Page

ACCOUNT = 5

SCRIPT = """
(() => {
  const answers = { eth_requestAccounts: null };
  const asked = [];
  const listeners = {};
  window.testWallet = {
    asked,
    answer(method, how) { answers[method] = how; },
    emit(event, value) { (listeners[event] ?? []).forEach((listener) => listener(value)); },
    sent: () => asked.filter((one) => one.method === "eth_sendTransaction"),
  };
  const account = "ACCOUNT";
  const raise = (code, message) => { throw Object.assign(new Error(message), { code }); };
  const provider = {
    async request({ method, params = [] }) {
      asked.push({ method, params });
      const how = answers[method];
      if (how?.hang) return new Promise(() => {});
      if (how && (!how.data || params[0]?.data?.startsWith(how.data))) {
        if (how.once) delete answers[method];
        if (how.error) raise(how.error[0], how.error[1]);
        if ("result" in how) return how.result;
      }
      if (method === "wallet_switchEthereumChain") { delete answers.eth_chainId; return null; }
      if (method === "eth_requestAccounts" || method === "eth_accounts") return [account];
      const { result, error } = await window.askNode(method, params);
      if (error) raise(error.code, error.message);
      return result;
    },
    on(event, listener) { (listeners[event] ??= []).push(listener); },
  };
  const info = Object.freeze({ uuid: "00000000-0000-4000-8000-000000000001", name: "Test wallet",
    icon: "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>", rdns: "test.wallet" });
  const announce = () => dispatchEvent(new CustomEvent("eip6963:announceProvider", { detail: { info, provider } }));
  addEventListener("eip6963:requestProvider", announce);
})();
"""


class ScriptedWallet:
    def __init__(self, page: Page, shop: LiveShop) -> None:
        self.page = page
        self.shop = shop
        self.account: str = shop.chain.accounts[ACCOUNT]
        page.expose_function("askNode", self._ask_node)
        page.add_init_script(SCRIPT.replace("ACCOUNT", self.account))

    def _ask_node(self, method: str, params: list[Any]) -> dict[str, Any]:
        return self.shop.raw(method, params)

    def answer(self, method: str, **how: Any) -> None:
        """`error=[code, message]`, `result=…` or `hang=True`; `once=True`; `data="0x…"`: only for such calldata."""
        self.page.evaluate("([method, how]) => testWallet.answer(method, how)", [method, how])

    def emit(self, event: str, value: Any) -> None:
        self.page.evaluate("([event, value]) => testWallet.emit(event, value)", [event, value])

    def sent(self) -> list[dict[str, Any]]:
        return [one["params"][0] for one in self.page.evaluate("testWallet.sent()")]

    def asked(self, method: str) -> int:
        """How often the page has asked for this method."""
        return int(self.page.evaluate("(m) => testWallet.asked.filter((one) => one.method === m).length", method))
