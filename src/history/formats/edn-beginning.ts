/** How files in EDN begin, which tells Jepsen's histories from Porcupine's. */

/** Whether the first form is a map of keywords, or there is none in the list. */
export function beginsWithEvent(beginning: string): boolean {
  return /^(?:(?:#[^\s{]+\s*)?\{\s*:|[\])])/u.test(fromFirstForm(beginning));
}

/** Whether the first event has a place for a key, in its first line. */
export function beginsWithKeyedEvent(beginning: string): boolean {
  const [line = ''] = fromFirstForm(beginning).split('\n', 1);
  return /^\{.*:key\s/u.test(line) && /:f\s+:(?:get|put|append)\b/u.test(line);
}

/** Without the space, the comments and the bracket before the first form. */
function fromFirstForm(beginning: string): string {
  const rest = beginning.replace(space, '');
  return /^[[(]/u.test(rest) ? rest.slice(1).replace(space, '') : rest;
}

const space = /^(?:[\s,]|;.*\n)*/u;
