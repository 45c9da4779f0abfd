/** Availability and downtime as people read them. Pure. */

const FEWEST = 4;
const FINEST = 11;
const LEAST = 0.001;

/** With as many digits as it takes to tell it from one: `99.9995 %`. */
export function percent(part: number): string {
  const rest = 1 - part;
  if (rest <= 0) return "100 %";
  const digits = Math.max(FEWEST, Math.ceil(-Math.log10(rest)));
  if (digits > FINEST) return "more than 99.999999999 %";
  return `${(100 * part).toFixed(digits)} %`;
}

/** `1,234`, `55.2`, `0.0123`: three digits that count, of whole hours all; less than four seconds is next to nothing. */
export function hours(hours: number): string {
  if (hours > 0 && hours < LEAST) return `under ${LEAST}`;
  return hours >= 100 ? Math.round(hours).toLocaleString("en") : hours.toLocaleString("en", { maximumSignificantDigits: 3 });
}

/** The same in the unit that fits it, where hours do not: `14.3 days`, `25 minutes`; "" for hours. */
export function inWords(amount: number): string {
  if (amount >= 48) return `${hours(amount / 24)} days`;
  if (amount >= 1 || amount === 0) return "";
  return `${hours(amount * 60)} minutes`;
}
