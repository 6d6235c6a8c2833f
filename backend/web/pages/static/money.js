// Amounts are BigInt smallest units from end to end; a JavaScript number would round them.

export function decimalText(units, decimals) {
  const digits = units.toString().padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  const shortest = Math.min(2, decimals);
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, "").padEnd(shortest, "0");
  return fraction ? `${whole}.${fraction}` : whole;
}

export const money = (units, token) => `${decimalText(BigInt(units), token.decimals)} ${token.symbol}`;

// Replaces {name} in a text; a word without a value stays, so that a gap is seen and not read over.
export const fill = (text, words = {}) => text.replace(/\{(\w+)\}/g, (gap, name) => words[name] ?? gap);
