/** Numbers as people read them. */

/** `1,234` */
export function count(number: number): string {
  return number.toLocaleString("en");
}

/** `+14`, `-4`, `0` */
export function signed(number: number): string {
  return number.toLocaleString("en", { signDisplay: "exceptZero", maximumFractionDigits: 20 });
}

/** `1 core`, `16 cores`; a word in capitals, as PVU, has no plural. */
export function counted(number: number, unit: string): string {
  return `${number.toLocaleString("en", { maximumFractionDigits: 20 })} ${plural(unit, number)}`;
}

export function plural(unit: string, number: number): string {
  return Math.abs(number) === 1 || unit === unit.toUpperCase() ? unit : `${unit}s`;
}

/** An amount in a currency; null where none is recorded. */
export interface Money {
  amount: number;
  currency: string | null;
}

/** `2,440.00 EUR` */
export function money({ amount, currency }: Money): string {
  const text = amount.toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  return `${text} ${currency ?? "of no known currency"}`;
}

/** A sum for each currency, to the cent, by its name. */
export function sums(amounts: readonly (Money | null)[]): Money[] {
  const found = new Map<string | null, number>();
  // Added up in cents: 0.1 + 0.2 is 0.3.
  for (const each of amounts) if (each) found.set(each.currency, (found.get(each.currency) ?? 0) + Math.round(each.amount * 100));
  return [...found].map(([currency, cents]) => ({ amount: cents / 100, currency })).sort((a, b) => ((a.currency ?? "") < (b.currency ?? "") ? -1 : 1));
}
