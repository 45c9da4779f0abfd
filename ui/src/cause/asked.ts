/** What hurts, since when, and how far back alarms count, as the address holds it. Pure. */

/** `?symptom=a&signal=latency&symptom=b`: a signal is that of the symptom before it; "" is any. */
export interface Symptom {
  /** Of an entity, or of a ticket, which stands for what it is about. */
  id: string;
  signal: string;
}

export interface Asked {
  symptoms: Symptom[];
  /** Since when all of it hurts; "" is since the latest alarms there. */
  at: string;
  /** When somebody noticed: later alarms do not count; "" is what a ticket says, else now. */
  noticed: string;
  /** An ISO 8601 duration; "" is a day. What is none the API refuses. */
  lookback: string;
  asOf: string;
  /** As the address has it: what is no number the API refuses. */
  limit: string;
  /** The candidate whose evidence is shown; "" is the best. */
  selected: string;
}

export function fromParameters(parameters: URLSearchParams): Asked {
  const symptoms: Symptom[] = [];
  for (const [name, value] of parameters) {
    const last = symptoms.at(-1);
    if (name === "symptom" && value && !symptoms.some(({ id }) => id === value)) symptoms.push({ id: value, signal: "" });
    else if (name === "signal" && last) last.signal = value;
  }
  const said = (name: string) => parameters.get(name) ?? "";
  return { symptoms, at: said("at"), noticed: said("noticed"), lookback: said("lookback"), asOf: said("as_of"), limit: said("limit"), selected: said("selected") };
}

export function toParameters({ symptoms, at, noticed, lookback, asOf, limit, selected }: Asked): URLSearchParams {
  const parameters = new URLSearchParams();
  for (const { id, signal } of symptoms) {
    parameters.append("symptom", id);
    if (signal) parameters.append("signal", signal);
  }
  for (const [name, value] of Object.entries({ at, noticed, lookback, as_of: asOf, limit, selected })) if (value) parameters.set(name, value);
  return parameters;
}

/** The question for the API. */
export function question({ symptoms, at, noticed, lookback, asOf, limit }: Asked): object {
  return {
    symptoms: symptoms.map(({ id, signal }) => ({ id, ...(signal ? { signal } : {}), ...(at ? { at } : {}) })),
    ...(noticed ? { noticed } : {}),
    ...(lookback ? { lookback } : {}),
    ...(limit ? { limit: /^\d+$/.test(limit) ? Number(limit) : limit } : {}),
    ...(asOf ? { as_of: asOf } : {}),
  };
}

/** Whether two ask the API the same, however they show it. */
export function sameQuestion(a: Asked, b: Asked): boolean {
  return JSON.stringify(question(a)) === JSON.stringify(question(b));
}
