/** Names of the vocabulary as people read them. */

/** serial_number is "Serial number", VirtualMachine is "Virtual machine", IPAddress is "IP address". */
export function words(name: string): string {
  const parted = name
    .replaceAll("_", " ")
    .replace(/(?<=\p{L})\p{Lu}(?=\p{Ll})/gu, (letter) => ` ${letter.toLowerCase()}`)
    .replace(/(?<=[\p{Ll}\d])\p{Lu}/gu, " $&")
    .split(" ")
    .map((word) => SPELLED.get(word) ?? word)
    .join(" ");
  return parted.charAt(0).toUpperCase() + parted.slice(1);
}

/** Words that are no words. */
const SPELLED = new Map(
  ["IP", "MAC", "UUID", "FQDN", "RTO", "RPO", "MTBF", "MTTR", "URL", "VLAN", "ASN", "MTU", "CPU", "DNS", "ID"].map((word) => [
    word.toLowerCase(),
    word,
  ]),
);
