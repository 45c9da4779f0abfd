/** One field of the form: a control by the type of the attribute, what was typed as a value, and what is wrong with it. */

import { h, own } from "../app/dom.ts";
import type { Value } from "../app/types.ts";
import { words } from "../app/words.ts";
import { asText, type Known, typed, type Typed } from "./values.ts";

export interface Field {
  root: HTMLElement;
  /** The value as it is now; the one it was given as long as nobody touched it, whatever it is. */
  read(): Typed;
  /** Say what is wrong, or with null that nothing is. */
  complain(why: string | null): void;
  focus(): void;
}

interface Options {
  label: string;
  about: Known;
  value: Value | undefined;
  onchange: () => void;
  /** Leaves out the attribute; without it, it cannot be removed. */
  onremove?: () => void;
}

let count = 0;

/** A field for a value of an attribute. */
export function field({ label, about, value, onchange, onremove }: Options): Field {
  const id = `entity-field-${++count}`;
  const control = about.list && about.values.length > 0 ? boxes(about, value, id) : controlFor(about, value, id);
  const error = h("span", { class: "error", id: `${id}-error`, hidden: true });
  const hint = [
    about.unit ? `in ${about.unit}` : "",
    about.list && !about.values.length ? (hasLines(value) ? "one on each line" : UNFIT) : "",
    TYPE_HINTS[about.type] ?? "",
  ];
  const hints = [hint.filter(Boolean).join(", "), about.about.replaceAll("`", "")].filter(Boolean).join(". ");
  const untouched = control.text();
  control.main.setAttribute("aria-describedby", `${id}-hint ${id}-error`);
  control.root.addEventListener("input", () => {
    complain(null);
    onchange();
  });
  const complain = (why: string | null): void => {
    error.hidden = why === null;
    error.replaceChildren(own(why ?? ""));
    if (why === null) control.main.removeAttribute("aria-invalid");
    else control.main.setAttribute("aria-invalid", "true");
  };
  const remove = onremove
    ? h("button", { type: "button", class: "button quiet", "aria-label": `Remove ${label}`, onclick: onremove }, "Remove")
    : null;
  const root = h(
    "div",
    { class: "field entity-field" },
    h(
      "div",
      {},
      control.grouped ? h("span", { class: "entity-label", id: `${id}-label` }, own(label)) : h("label", { for: id }, own(label)),
      about.declared ? null : [" ", h("span", { class: "tag" }, "not in the vocabulary")],
    ),
    h("div", { class: "entity-control" }, control.root, remove),
    h("small", { class: "entity-about", id: `${id}-hint` }, own(hints)),
    error,
  );
  return {
    root,
    complain,
    read: () => {
      const text = control.text();
      if (text === untouched) return value === undefined ? { nothing: true } : { value };
      return typed(text, about);
    },
    focus: () => control.main.focus(),
  };
}

const UNFIT = "an item is empty or has several lines: change it through the API, or remove it";

/** Whether each item of a list can stand on a line of its own. */
function hasLines(value: Value | undefined): boolean {
  return !Array.isArray(value) || value.every((item) => String(item).trim() !== "" && !/[\r\n]/.test(String(item)));
}

const TYPE_HINTS: Record<string, string> = {
  datetime: "a time with its zone, such as 2026-11-24T15:00:00Z",
  integer: "a whole number",
};

interface Control {
  root: HTMLElement;
  /** What gets the focus. */
  main: HTMLElement;
  /** What it holds, as typed() reads it. */
  text(): string;
  grouped?: boolean;
}

function controlFor(about: Known, value: Value | undefined, id: string): Control {
  const text = asText(value);
  if (about.type === "boolean" && !about.list)
    return choice(
      [
        ["true", "yes"],
        ["false", "no"],
      ],
      text,
      id,
    );
  if (about.values.length > 0)
    return choice(
      about.values.map((one) => [one, words(one)]),
      text,
      id,
    );
  if (about.list || (about.type === "string" && (text.length > 60 || /[\r\n]/.test(text)))) {
    const area = h("textarea", {
      id,
      readonly: !hasLines(value),
      rows: Math.min(12, Math.max(3, text.split("\n").length)),
      spellcheck: "false",
    });
    area.value = text;
    return { root: area, main: area, text: () => area.value };
  }
  const isDay = about.type === "date" && /^(\d{4}-\d{2}-\d{2})?$/.test(text);
  const numeric = about.type === "integer" || about.type === "number";
  const input = h("input", { id, type: isDay ? "date" : "text", inputmode: numeric && "decimal", autocomplete: "off" });
  input.value = text;
  return { root: input, main: input, text: () => input.value };
}

function choice(offered: [string, string][], text: string, id: string): Control {
  // What is recorded stays choosable, even where the vocabulary does not offer it.
  const all =
    text === "" || offered.some(([value]) => value === text)
      ? offered
      : [...offered, [text, `${text} (not in the vocabulary)`] as const];
  const select = h(
    "select",
    { id },
    h("option", { value: "" }, "not set"),
    all.map(([value, label]) => h("option", { value }, label)),
  );
  select.value = text;
  return { root: select, main: select, text: () => select.value };
}

function boxes(about: Known, value: Value | undefined, id: string): Control {
  const chosen = Array.isArray(value) ? value.map(String) : [];
  const all = [...about.values, ...chosen.filter((one) => !about.values.includes(one))];
  const inputs = all.map((one) => h("input", { type: "checkbox", value: one, checked: chosen.includes(one) }));
  const labels = inputs.map((input) => h("label", {}, input, " ", own(words(input.value))));
  const root = h("div", { id, role: "group", tabindex: "-1", class: "entity-boxes", "aria-labelledby": `${id}-label` }, labels);
  return {
    root,
    main: root,
    text: () =>
      inputs
        .filter((input) => input.checked)
        .map((input) => input.value)
        .join("\n"),
    grouped: true,
  };
}
