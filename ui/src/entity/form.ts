/** The form of an entity: name, roles and attributes; those that it lacks can be added, any can be removed. */

import { h, own } from "../app/dom.ts";
import type { Vocabulary } from "../app/question.ts";
import type { Problem, Value } from "../app/types.ts";
import { words } from "../app/words.ts";
import { attributeAt, type Content, pointerTo } from "./changes.ts";
import { type Field, field } from "./field.ts";
import { known, type Known, kindOf } from "./values.ts";

export interface Form {
  root: HTMLElement;
  /** What the form holds, or null after it has said at the fields what cannot be read. */
  read(): Content | null;
  /** As much of it as can be read: a field that cannot holds what it held. */
  soFar(): Content;
  /** Whether something is typed that cannot be read. */
  unreadable(): boolean;
  /** Say at the fields what the API refused; tells what belongs to none of them. */
  complain(problem: Problem): string[];
}

const ROLES = ["CI", "Asset"] as const;
const TEXT: Known = { type: "string", list: false, unit: null, about: "", values: [], declared: true };

/** A form that holds `content`; `onchange` is called whenever somebody changes it. */
export function form(content: Content, vocabulary: Vocabulary, onchange: () => void): Form {
  const fields = new Map<string, Field>();
  const name = field({ label: "Name", about: TEXT, value: content.name, onchange });
  fields.set("/name", name);
  const roles = ROLES.map((role) => h("input", { type: "checkbox", value: role, checked: content.as.includes(role) }));
  const rolesError = h("span", { class: "error", hidden: true });
  const roleBox = h(
    "fieldset",
    { class: "field entity-roles", onchange },
    h("legend", {}, "Roles"),
    roles.map((role) =>
      h("label", {}, role, role.value === "CI" ? " CI: must be managed to deliver a service" : " Asset: has financial value"),
    ),
    rolesError,
  );
  const list = h("div", { class: "entity-fields" });

  const put = (attribute: string, value: Value | undefined, about: Known): Field => {
    const pointer = pointerTo(attribute);
    const made = field({
      label: about.declared ? words(attribute) : attribute,
      about,
      value,
      onchange,
      onremove: () => {
        fields.delete(pointer);
        made.root.remove();
        adder.offer();
        onchange();
        adder.focus();
      },
    });
    fields.set(pointer, made);
    list.append(made.root);
    return made;
  };
  const adder = addition(
    content.kind,
    vocabulary,
    (attribute) => fields.has(pointerTo(attribute)),
    (attribute, about) => {
      put(attribute, undefined, about).focus();
      onchange();
    },
  );
  for (const attribute of Object.keys(content.attributes).sort()) {
    const value = content.attributes[attribute];
    put(attribute, value, known(vocabulary, content.kind, attribute, value));
  }
  adder.offer();

  const gather = (unreadable: (field: Field, pointer: string, why: string) => Value | undefined): Content => {
    const held: [string, Value][] = [];
    let called = content.name;
    for (const [pointer, one] of fields) {
      const told = one.read();
      const attribute = attributeAt(pointer);
      const value = "problem" in told ? unreadable(one, pointer, told.problem) : "value" in told ? told.value : undefined;
      if (attribute === undefined) called = typeof value === "string" ? value : "";
      else if (value !== undefined) held.push([attribute, value]);
    }
    const as = roles.filter((role) => role.checked).map((role) => role.value as Content["as"][number]);
    return { kind: content.kind, name: called, as, attributes: Object.fromEntries(held) };
  };
  const kept = (pointer: string): Value | undefined => {
    const attribute = attributeAt(pointer);
    return attribute !== undefined && Object.hasOwn(content.attributes, attribute) ? content.attributes[attribute] : undefined;
  };

  return {
    root: h("div", {}, name.root, roleBox, h("h3", {}, "Attributes"), list, adder.root),
    read: () => {
      let wrong: Field | null = null;
      const held = gather((one, pointer, why) => {
        one.complain(why);
        wrong ??= one;
        return kept(pointer);
      });
      (wrong as Field | null)?.focus();
      return wrong === null ? held : null;
    },
    unreadable: () => [...fields.values()].some((one) => "problem" in one.read()),
    soFar: () => gather((_, pointer) => kept(pointer)),
    complain: (problem) => {
      const elsewhere: string[] = [];
      let first: Field | undefined;
      rolesError.hidden = true;
      for (const { pointer = "", detail } of problem.errors ?? []) {
        const attribute = attributeAt(pointer);
        const one = fields.get(attribute === undefined ? pointer : pointerTo(attribute));
        if (one) one.complain(detail);
        else if (pointer.startsWith("/as")) {
          rolesError.hidden = false;
          rolesError.replaceChildren(own(detail));
        } else elsewhere.push(detail);
        first ??= one;
      }
      first?.focus();
      return problem.errors?.length ? elsewhere : [problem.detail];
    },
  };
}

interface Addition {
  root: HTMLElement;
  /** Offer what is not there yet. */
  offer(): void;
  focus(): void;
}

const OWN_TYPES = [
  ["string", false, "Text"],
  ["number", false, "Number"],
  ["boolean", false, "Yes or no"],
  ["string", true, "List of texts"],
] as const;

/** A row that adds an attribute: one of the vocabulary's, or one of any other name with a type to choose. */
function addition(
  kind: string,
  vocabulary: Vocabulary,
  has: (attribute: string) => boolean,
  add: (attribute: string, about: Known) => void,
): Addition {
  const declared = kindOf(vocabulary, kind)?.attributes ?? {};
  const input = h("input", {
    id: "entity-add",
    list: "entity-add-names",
    autocomplete: "off",
    maxlength: "1024",
    "aria-describedby": "entity-add-hint entity-add-error",
  });
  const names = h("datalist", { id: "entity-add-names" });
  const type = h(
    "select",
    { "aria-label": "Its type" },
    OWN_TYPES.map(([, , label], at) => h("option", { value: at }, label)),
  );
  const error = h("span", { class: "error", id: "entity-add-error", hidden: true });
  const isDeclared = (attribute: string): boolean => Object.hasOwn(declared, attribute);
  const said = (): void => {
    const attribute = input.value.trim();
    type.hidden = attribute === "" || isDeclared(attribute);
    error.hidden = true;
  };
  const go = (): void => {
    const attribute = input.value.trim();
    const why =
      attribute === "" ? "Say the name of the attribute." : has(attribute) ? `${attribute} is in the form already.` : null;
    error.hidden = why === null;
    error.replaceChildren(own(why ?? ""));
    if (why !== null) return;
    const [of, list] = OWN_TYPES[Number(type.value)] ?? OWN_TYPES[0];
    const about = known(vocabulary, kind, attribute);
    add(attribute, about.declared ? about : { ...about, type: of, list });
    input.value = "";
    offer();
  };
  const offer = (): void => {
    const open = Object.keys(declared)
      .filter((attribute) => !has(attribute))
      .sort();
    names.replaceChildren(...open.map((attribute) => h("option", { value: attribute }, declared[attribute]?.about ?? "")));
    said();
  };
  input.addEventListener("input", said);
  // Enter adds the attribute, and does not save the form around it.
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    go();
  });
  const root = h(
    "div",
    { class: "field entity-field entity-add" },
    h("label", { for: "entity-add" }, "Add an attribute"),
    h(
      "div",
      { class: "entity-control" },
      input,
      names,
      type,
      h("button", { type: "button", class: "button", onclick: go }, "Add"),
    ),
    h(
      "small",
      { class: "entity-about", id: "entity-add-hint" },
      "One of those that the vocabulary offers for this kind, or a name of your own.",
    ),
    error,
  );
  return { root, offer, focus: () => input.focus() };
}
