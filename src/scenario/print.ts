/**
 * Prints a scenario as YAML or as TypeScript: two spellings of one value. Both read back to the same input
 * and the same digest.
 */
import { parse } from 'yaml';
import type { Scenario } from './scenario.js';
import { isMapping } from './schema-walk.js';

const width = 100;

/** Where editors find the schema, from a file in scenarios/. */
const modeline = '# yaml-language-server: $schema=../schema/scenario.schema.json';

/** Keys in the order of the documentation; the rest follow as they were written, `for` and its like at last. */
const firstKeys = [
  ...['name', 'story', 'textbook', 'seed', 'database', 'network', 'hosts', 'clients', 'duration'],
  ...['settle', 'faults', 'expect', 'kind', 'nodes', 'id', 'at', 'when'],
];
const lastKeys = ['for', 'every', 'times'];

/** The scenario as a YAML file. */
export function printYaml({ input }: Scenario): string {
  const lines = entriesOf(input).flatMap(([key, value]) => yamlEntry(key, value, ''));
  return `${[modeline, ...lines].join('\n')}\n`;
}

/** The scenario as a TypeScript module. */
export function printTypeScript({ input }: Scenario): string {
  const literal = tsLiteral(input, '', 'export default scenario('.length + ');'.length);
  return `import { scenario } from 'quorate';\n\nexport default scenario(${literal});\n`;
}

/** The entries of a mapping in the order in which they are printed. */
function entriesOf(value: unknown): [string, unknown][] {
  const entries = isMapping(value) ? Object.entries(value) : [];
  const rank = ([key]: [string, unknown]): number => {
    const first = firstKeys.indexOf(key);
    if (first >= 0) return first;
    return firstKeys.length + lastKeys.indexOf(key) + 1;
  };
  return entries.sort((one, other) => rank(one) - rank(other));
}

/** A key and its value, at this indentation. Whatever fits on one line stands on one. */
function yamlEntry(key: string, value: unknown, indent: string): string[] {
  const label = `${indent}${yamlText(key)}:`;
  if (typeof value === 'string' && isProse(value)) {
    return [`${label} >-`, ...wrapped(value, `${indent}  `)];
  }
  const isSection = indent === '' && typeof value === 'object' && value !== null;
  const flow = `${label} ${yamlFlow(value)}`;
  if (!isCollection(value) || (flow.length <= width && !isSection)) return [flow];
  return [label, ...yamlBlock(value, `${indent}  `)];
}

/** A list or mapping that is not empty, line by line. */
function yamlBlock(value: unknown, indent: string): string[] {
  if (!Array.isArray(value)) {
    return entriesOf(value).flatMap(([key, part]) => yamlEntry(key, part, indent));
  }
  return value.flatMap((item: unknown) => {
    const flow = `${indent}- ${yamlFlow(item)}`;
    if (!isCollection(item) || flow.length <= width) return [flow];
    const [first = '', ...rest] = yamlBlock(item, `${indent}  `);
    return [`${indent}- ${first.trimStart()}`, ...rest];
  });
}

function isCollection(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return isMapping(value) && Object.keys(value).length > 0;
}

/** A value as YAML on one line. */
export function yamlFlow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(yamlFlow).join(', ')}]`;
  if (isMapping(value)) {
    const parts = entriesOf(value).map(([key, part]) => `${yamlText(key)}: ${yamlFlow(part)}`);
    return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`;
  }
  return typeof value === 'string' ? yamlText(value) : String(value);
}

/** Text without quotation marks where it stays the same text; YAML itself is asked. */
function yamlText(text: string): string {
  if (/^[A-Za-z0-9$][\w .%/+$-]*$/u.test(text) && text.trim() === text && parse(text) === text) {
    return text;
  }
  return /^[\x20-\x7e]*$/u.test(text) ? `'${text.replaceAll("'", "''")}'` : JSON.stringify(text);
}

/** Long text of words with single spaces, which can be folded. */
function isProse(text: string): boolean {
  return text.length > width - 20 && /^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/u.test(text);
}

function wrapped(text: string, indent: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else {
      lines.push(indent + word);
    }
  }
  return lines;
}

/** A literal of TypeScript, on one line where it fits after what else stands there. */
function tsLiteral(value: unknown, indent: string, taken: number): string {
  const flow = tsFlow(value);
  if (!isCollection(value) || (indent !== '' && indent.length + taken + flow.length <= width)) {
    return flow;
  }
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => `${inner}${tsLiteral(item, inner, 1)},\n`);
    return `[\n${items.join('')}${indent}]`;
  }
  const parts = entriesOf(value).map(([key, part]) => {
    const label = `${tsKey(key)}: `;
    return `${inner}${label}${tsLiteral(part, inner, label.length + 1)},\n`;
  });
  return `{\n${parts.join('')}${indent}}`;
}

function tsFlow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(tsFlow).join(', ')}]`;
  if (isMapping(value)) {
    const parts = entriesOf(value).map(([key, part]) => `${tsKey(key)}: ${tsFlow(part)}`);
    return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`;
  }
  return typeof value === 'string' ? tsText(value) : String(value);
}

function tsKey(key: string): string {
  return /^[A-Za-z_$][\w$]*$/u.test(key) ? key : tsText(key);
}

function tsText(text: string): string {
  return /^[\x20-\x7e]*$/u.test(text) && !/['\\]/u.test(text) ? `'${text}'` : JSON.stringify(text);
}
