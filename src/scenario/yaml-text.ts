/**
 * From the text of a scenario file to plain data, and where each part of it stands. The text is distrusted:
 * its size and nesting are looked at before the parser sees it, so that any text is answered soon.
 */
import { LineCounter, parseAllDocuments, type Document } from 'yaml';
import { problemFrom, type Problem, type ProblemCode } from './problem.js';
import type { Place } from './scenario.js';
import { plainFrom, type PlainYaml } from './yaml-plain.js';

/** Characters. Longer texts are no scenarios. */
const longest = 1024 * 1024;
const mostSyntaxErrors = 100;

/** Brackets that are open at once, and how deep the beginning of one line can nest. */
const deepestBrackets = 200;
const deepBlock = /^[\t \-?:]{400}/mu;

// eslint-disable-next-line no-control-regex -- what no text holds
const binary = /[\u0000-\u0008\u000e-\u001a\u001c-\u001f\ufffd]/gu;

const start: Place = { line: 1, column: 1 };

/** Reads the text. Whatever it is, this answers and does not throw. */
export function readYaml(text: string): PlainYaml {
  const refusal = refusalOf(text);
  if (refusal !== null) return unreadable([refusal]);
  const counter = new LineCounter();
  const placeOf = (offset: number): Place => {
    const { line, col } = counter.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const parsed = parseAllDocuments(text, {
    lineCounter: counter,
    prettyErrors: false,
    uniqueKeys: false,
    merge: false,
    logLevel: 'silent',
  });
  const documents: Document.Parsed[] = 'empty' in parsed ? [] : parsed;
  const sources = 'empty' in parsed ? [parsed] : documents;
  const errors = sources.flatMap((one) => [...one.errors, ...one.warnings]);
  if (errors.length > 0) {
    return unreadable(
      errors
        .filter(({ message }, index) => index === 0 || !isAftermath(message))
        .slice(0, mostSyntaxErrors)
        .map(({ code, message, pos }) => syntaxError(code, message, placeOf(pos[0]))),
    );
  }
  const [document, another] = documents;
  if (document === undefined || isEmpty(document)) {
    return unreadable([textProblem('E103', 'there is no scenario in it', start, emptyHint)]);
  }
  if (another !== undefined) {
    const place = placeOf(another.contents?.range[0] ?? another.range[0]);
    const message = 'another document begins here, and only one can be read';
    return unreadable([
      textProblem('E105', message, place, 'write each scenario into its own file'),
    ]);
  }
  return plainFrom(document, placeOf);
}

/** Where one mistake has ended the document, nothing of the rest fits any more. */
function isAftermath(message: string): boolean {
  return message.includes('in YAML stream');
}

const emptyHint = 'quorate new writes a scenario to start from';

function isEmpty({ contents }: Document.Parsed): boolean {
  return contents === null || ('value' in contents && contents.value === null);
}

function refusalOf(text: string): Problem | null {
  if (text.length > longest) {
    return textProblem('E004', 'more than 1 MB of text is no scenario', null, null);
  }
  if (text.includes('\0') || (text.match(binary)?.length ?? 0) > text.length / 20) {
    const message = 'this does not look like text';
    return textProblem('E005', message, null, 'a scenario is a YAML file in UTF-8');
  }
  return isDeep(text)
    ? textProblem('E107', 'nested too deeply to be a scenario', null, null)
    : null;
}

/** Counts brackets wherever they stand, also in text and comments, where nobody leaves so many open. */
function isDeep(text: string): boolean {
  let open = 0;
  for (const [bracket] of text.matchAll(/[[\]{}]/gu)) {
    open = Math.max(0, open + (bracket === '[' || bracket === '{' ? 1 : -1));
    if (open > deepestBrackets) return true;
  }
  return deepBlock.test(text);
}

function syntaxError(kind: string, message: string, place: Place): Problem {
  const text = message.replace(/\s+/gu, ' ').trim();
  if (kind === 'TAG_RESOLVE_FAILED') {
    return textProblem('E108', text, place, 'scenarios need no tags: leave it out');
  }
  const hint = text.includes('flow-seq-start at node end') ? listHint : syntaxHints.get(kind);
  return textProblem('E101', text, place, hint ?? null);
}

const listHint = "within { } a text with a list in it needs quotation marks: 'any 1 [n2, n3]'";

const syntaxHints: ReadonlyMap<string, string> = new Map([
  ['TAB_AS_INDENT', 'indent with spaces'],
  ['BAD_INDENT', 'keys of one mapping begin in the same column'],
  ['MISSING_CHAR', 'look for a quotation mark, bracket or brace that nothing closes'],
  ['BLOCK_AS_IMPLICIT_KEY', 'a text that holds ": " needs quotation marks'],
]);

function textProblem(
  code: ProblemCode,
  message: string,
  place: Place | null,
  hint: string | null,
): Problem {
  return problemFrom({ code, path: [], message, hint, on: 'value' }, place);
}

function unreadable(problems: readonly Problem[]): PlainYaml {
  return { data: null, places: new Map(), problems };
}
