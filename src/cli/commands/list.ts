/** `quorate list`: the bundled scenarios, and the databases, faults and bugs that scenarios can name. */
import { readFile } from 'node:fs/promises';
import { builtInDeclarations } from '../../databases/schema.js';
import { withSymbols, type Style } from '../../report/style.js';
import { hanging, table } from '../../report/text/layout.js';
import { readScenario } from '../../scenario/read.js';
import { faultSchemas } from '../../simulation/nemesis/schema.js';
import { SimulatorError } from '../../kernel/errors.js';
import { bundledFiles, bundledFolders, bundledPath, folderOf, namesOf } from '../bundled.js';
import { exitCodes, type ExitCode } from '../exit-codes.js';
import { jsonDocument, writeResult } from '../output.js';
import { styleFor } from '../terminal.js';

export interface ListOptions {
  readonly json?: boolean;
  readonly color?: boolean;
}

interface BundledScenario {
  readonly file: string;
  readonly name: string;
  readonly database: string;
  readonly textbook: string | null;
}

/** Scenarios of one folder. */
interface Comparison {
  readonly name: string;
  readonly scenarios: readonly BundledScenario[];
}

interface Entry {
  readonly kind: string;
  readonly summary: string;
}

/** A bug that a database can be made to have. */
interface Bug {
  readonly database: string;
  readonly bug: string;
  readonly summary: string;
}

/** Schemas by key, for what they say about themselves. */
type Described = Readonly<Record<string, { readonly description?: string | undefined }>>;

/** Prints the lists. */
export async function list({ json = false, color }: ListOptions): Promise<ExitCode> {
  const all = await Promise.all((await bundledFiles()).map(bundledScenario));
  const scenarios = all.filter(({ file }) => folderOf(file) === null);
  const comparisons = (await bundledFolders()).map((name) => {
    return { name, scenarios: all.filter(({ file }) => folderOf(file) === name) };
  });
  const databases: Entry[] = Object.values(builtInDeclarations);
  const faults = Object.entries(faultSchemas).map(([kind, { shape }]) => ({
    kind,
    summary: summaryOf(kind, shape),
  }));
  const bugs = Object.values(builtInDeclarations).flatMap(({ kind, bugs: own }) =>
    Object.entries<string>(own).map(([bug, summary]) => ({ database: kind, bug, summary })),
  );
  if (json) {
    const kinds = databases.map(({ kind, summary }) => ({ kind, summary }));
    const document = { formatVersion: 1, scenarios, comparisons, databases: kinds, faults, bugs };
    await writeResult(jsonDocument(document, true));
    return exitCodes.asExpected;
  }
  const style = styleFor('stdout', color);
  await writeResult(listText({ scenarios, comparisons, databases, faults, bugs }, style));
  return exitCodes.asExpected;
}

async function bundledScenario(file: string): Promise<BundledScenario> {
  const { scenario } = readScenario(await readFile(bundledPath(file), 'utf8'), { file });
  if (scenario === null) throw new SimulatorError(`the bundled scenario ${file} is not valid`);
  const { name, database, textbook = null } = scenario.spec;
  return { file, name, database: database.kind, textbook };
}

/** What the key that names the action says about itself. */
function summaryOf(action: string, shape: Described): string {
  return new Map(Object.entries(shape)).get(action)?.description ?? '';
}

interface Lists {
  readonly scenarios: readonly BundledScenario[];
  readonly comparisons: readonly Comparison[];
  readonly databases: readonly Entry[];
  readonly faults: readonly Entry[];
  readonly bugs: readonly Bug[];
}

function listText(lists: Lists, style: Style): string {
  const { scenarios, comparisons, databases, faults, bugs } = lists;
  const { paint, width } = style;
  const sections = [
    paint.strong('Scenarios, by database: quorate run <name>'),
    ...databases.map(({ kind, summary }) => {
      const rows = scenarios
        .filter(({ database }) => database === kind)
        .map(({ file, name, textbook }) => [namesOf(file)[0] ?? file, textbook ?? '', name]);
      return [...hanging(`${kind}: `, summary, width), ...table(rows, width)].join('\n');
    }),
    paint.strong('Made to be compared: quorate compare <name>'),
    ...comparisons.map(({ name, scenarios: own }) => {
      const rows = own.map(({ file, name: title }) => [namesOf(file)[0] ?? file, title]);
      return [name, ...table(rows, width)].join('\n');
    }),
    [paint.strong('Faults'), ...table(faults.map(rowOf), width)].join('\n'),
    paint.strong('Bugs to switch on (database.bugs), each of which is found: quorate bugs'),
    ...databases.map(({ kind }) => {
      const own = bugs.filter(({ database }) => database === kind);
      const rows = own.map(({ bug, summary }) => [bug, summary]);
      return [kind, ...table(rows, width)].join('\n');
    }),
  ];
  return withSymbols(`${sections.join('\n\n')}\n`, style);
}

function rowOf({ kind, summary }: Entry): readonly string[] {
  return [kind, summary];
}
