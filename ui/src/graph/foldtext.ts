/** Fold states as short texts for the address. */

import { NOTHING, tidy, type FoldState } from "./fold.ts";

/** The state as text; empty for what is shown where nothing is said: AUTO. Parts are separated by ";" and begin with a letter. */
export function foldToText(state: FoldState): string {
  const { auto, by, hidden, behind, hubs, groups, beyond, open } = tidy(state);
  const parts = [
    ...(auto ? [] : ["m"]),
    ...(by === null ? [] : [`k${by}`]),
    ...(beyond === null ? [] : [`n${beyond}`]),
    ...hidden.map((each) => `x${each}`),
    ...behind.map((each) => `b${each}`),
    ...hubs.map((each) => `h${each}`),
    ...groups.map((each) => `g${each}`),
    ...open.map((each) => `o${each}`),
  ];
  return parts.map((part) => part.replace(/[~;]/g, (sign) => (sign === "~" ? "~~" : "~:"))).join(";");
}

/** The state that a text says. Anybody may have written the text: what makes no sense in it is passed over. */
export function foldFromText(text: string): FoldState {
  const lists: Record<string, string[]> = { x: [], b: [], h: [], g: [], o: [] };
  let { auto, by, beyond } = { ...NOTHING, auto: true };
  for (const part of text.split(";")) {
    const value = part.slice(1).replace(/~~|~:/g, (sign) => (sign === "~~" ? "~" : ";"));
    if (part === "m") auto = false;
    else if (part.startsWith("k")) by = value;
    else if (/^n\d{1,6}$/.test(part)) beyond = Number(value);
    else lists[part.charAt(0)]?.push(value);
  }
  const { x: hidden = [], b: behind = [], h: hubs = [], g: groups = [], o: open = [] } = lists;
  return tidy({ auto, by, hidden, behind, hubs, groups, beyond, open });
}
