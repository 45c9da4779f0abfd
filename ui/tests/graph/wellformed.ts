/** Whether a text is well-formed XML, in what we write of it: elements, attributes, text, and the five entities. */

const CHARACTERS = /^(?:[\t\n\r\u0020-\ud7ff\ue000-\ufffd]|[\u{10000}-\u{10ffff}])*$/u;
const NAME = "[A-Za-z][A-Za-z0-9-]*";
const TEXT = "(?:[^<>&]|&(?:amp|lt|gt|quot|apos);)*";
const TOKEN = new RegExp(`<(/?)(${NAME})((?:[ \\n]+${NAME}="(?:[^<>&"]|&(?:amp|lt|gt|quot|apos);)*")*) *(/?)>|(${TEXT})`, "uy");

/** The texts of its elements by name, in order; throws where it is not well-formed. */
export function parse(xml: string): [string, string][] {
  if (!CHARACTERS.test(xml)) throw new Error("a character that XML does not have");
  const body = xml.replace(/^<\?xml version="1.0" encoding="UTF-8"\?>\n/, "");
  const open: string[] = [];
  const found: [string, string][] = [];
  let roots = 0;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < body.length) {
    const start = TOKEN.lastIndex;
    const [all, closing, name, attributes, empty, text] = TOKEN.exec(body) ?? [""];
    if (all === "") throw new Error(`not well-formed at: ${body.slice(start, start + 80)}`);
    if (text !== undefined) {
      if (open.length === 0 && text.trim() !== "") throw new Error("text outside of the root");
      found.push([
        open.at(-1) ?? "",
        text.replace(/&(\w+);/g, (_, entity) => ({ amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" })[entity as "amp"]),
      ]);
      continue;
    }
    const names = [...(attributes ?? "").matchAll(/([\w-]+)="/g)].map((match) => match[1]);
    if (new Set(names).size !== names.length) throw new Error(`an attribute twice: ${all}`);
    if (closing === "/") {
      if (open.pop() !== name) throw new Error(`${all} closes something else`);
    } else {
      if (open.length === 0 && ++roots > 1) throw new Error("two roots");
      if (empty !== "/") open.push(name ?? "");
    }
  }
  if (open.length > 0) throw new Error(`${open.join(", ")} not closed`);
  return found;
}
