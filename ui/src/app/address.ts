/** One address holds everything that is shown: copy it, get the same picture. */

/** The question that an address asks, and its parameters. */
export interface Address {
  ask: string;
  parameters: URLSearchParams;
}

const FIRST = "impact";

export function read(location: { search: string }): Address {
  const parameters = new URLSearchParams(location.search);
  const ask = parameters.get("ask") ?? FIRST;
  parameters.delete("ask");
  return { ask, parameters };
}

export function write({ ask, parameters }: Address): string {
  const all = new URLSearchParams(ask === FIRST ? {} : { ask });
  for (const [name, value] of parameters) all.append(name, value);
  const text = all.toString();
  return text ? `/?${text}` : "/";
}

/** What an address says of a parameter that is none of the known words, as a sentence; none where all are known. */
export function unknown(name: string, given: readonly string[], known: readonly string[]): string[] {
  const wrong = given.filter((one) => !known.includes(one));
  return wrong.length > 0 ? [`The address says ${name}=${wrong.join(", ")}, which is none of ${known.join(", ")}: it is passed over.`] : [];
}
