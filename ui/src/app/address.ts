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
