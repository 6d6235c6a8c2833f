// Wallets in this browser: found by EIP-6963, spoken to by EIP-1193.

const found = new Map();

export function discover(onChange) {
  addEventListener("eip6963:announceProvider", ({ detail }) => {
    const { info, provider } = detail ?? {};
    if (typeof provider?.request !== "function" || !info?.uuid || !info.name || found.has(info.uuid)) return;
    found.set(info.uuid, { name: String(info.name), rdns: String(info.rdns ?? ""), icon: iconOf(info), provider });
    onChange([...found.values()]);
  });
  dispatchEvent(new Event("eip6963:requestProvider"));
  // Wallets older than EIP-6963 only leave `ethereum` behind.
  setTimeout(() => {
    if (found.size || typeof window.ethereum?.request !== "function") return;
    found.set("injected", { name: "Browser wallet", rdns: "injected", icon: null, provider: window.ethereum });
    onChange([...found.values()]);
  }, 400);
}

// EIP-6963 asks for a data URI; anything else would be a request to a stranger, and the page's policy forbids it.
const iconOf = ({ icon }) => (typeof icon === "string" && icon.startsWith("data:image/") ? icon : null);

// Wallets wrap each other's errors; the first code that EIP-1193 or JSON-RPC defines for the case counts.
export function codeOf(error) {
  const codes = [error?.code, error?.data?.originalError?.code, error?.data?.code];
  return codes.find((code) => [4001, 4902, -32002].includes(code)) ?? codes.find((code) => code !== undefined);
}

// After these the wallet has surely sent nothing. After any other error it may have.
const SURELY_NOT_SENT = [4001, 4100, 4200, 4900, 4901, -32601, -32602, -32003];
export const surelyNotSent = (error) => SURELY_NOT_SENT.includes(codeOf(error));

export const messageOf = (error) =>
  String(error?.data?.originalError?.message ?? error?.data?.message ?? error?.message ?? error).slice(0, 300);
