/** The page's colors for what is no element: read when something is drawn. */

import type { State } from "../app/types.ts";

export interface Theme {
  readonly paper: string;
  readonly ink: string;
  readonly faint: string;
  readonly line: string;
  readonly accent: string;
  readonly states: Readonly<Record<State, string>>;
  readonly font: string;
}

/** For files: dark on white, wherever they are looked at. */
export const PRINT: Theme = {
  paper: "#ffffff",
  ink: "#1b1b1f",
  faint: "#5c5f66",
  line: "#b9bcc4",
  accent: "#1f5fbf",
  states: { down: "#b3261e", degraded: "#a34a00", at_risk: "#7a5d00", unaffected: "#2b6a39" },
  font: "system-ui, sans-serif",
};

/** The colors as they are now at this element. */
export function themeOf(element: HTMLElement): Theme {
  const probe = element.ownerDocument.createElement("span");
  const pencil = element.ownerDocument.createElement("canvas").getContext("2d", { willReadFrequently: true });
  element.append(probe);
  const color = (name: string, otherwise: string) => {
    probe.style.color = "";
    probe.style.color = `var(${name}, ${otherwise})`;
    const written = getComputedStyle(probe).color;
    if (pencil === null || written === "") return otherwise;
    // Painted and read again, since a color can be written in ways that Cytoscape does not know.
    pencil.clearRect(0, 0, 1, 1);
    pencil.fillStyle = written;
    pencil.fillRect(0, 0, 1, 1);
    const [red, green, blue] = pencil.getImageData(0, 0, 1, 1).data;
    return `rgb(${red}, ${green}, ${blue})`;
  };
  const theme = {
    paper: color("--paper", PRINT.paper),
    ink: color("--ink", PRINT.ink),
    faint: color("--faint", PRINT.faint),
    line: color("--line", PRINT.line),
    accent: color("--accent", PRINT.accent),
    states: {
      down: color("--down", PRINT.states.down),
      degraded: color("--degraded", PRINT.states.degraded),
      at_risk: color("--at-risk", PRINT.states.at_risk),
      unaffected: color("--stands", PRINT.states.unaffected),
    },
    font: getComputedStyle(element).fontFamily || PRINT.font,
  };
  probe.remove();
  return theme;
}

/** Calls when the colors may have changed; the answer ends that. */
export function onTheme(changed: () => void): () => void {
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  const contrast = matchMedia("(prefers-contrast: more)");
  const root = new MutationObserver(changed);
  root.observe(document.documentElement, { attributes: true, attributeFilter: ["class", "style", "data-theme"] });
  for (const media of [scheme, contrast]) media.addEventListener("change", changed);
  return () => {
    root.disconnect();
    for (const media of [scheme, contrast]) media.removeEventListener("change", changed);
  };
}
