/** Text that XML can hold. */

const NO_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu;
const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;" };

/** The text for an element or attribute: marks of markup escaped, characters that XML does not have replaced. */
export function escapeXml(text: string): string {
  return text.replace(NO_XML, "\ufffd").replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? "");
}
