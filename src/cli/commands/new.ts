/** `quorate new`: writes a scenario to start from. */
import { printTypeScript } from '../../scenario/print.js';
import { readScenario } from '../../scenario/read.js';
import { SimulatorError } from '../../kernel/errors.js';
import { exitCodes, type ExitCode } from '../exit-codes.js';
import { writeNewFile } from '../new-file.js';
import { writeAside, writeResult } from '../output.js';
import { quoted } from '../../report/shell.js';
import { starterYaml } from '../starter.js';

export interface NewOptions {
  readonly force?: boolean;
  readonly typescript?: boolean;
}

/** Writes the starter into the file, or to standard output. Replaces nothing unless forced to. */
export async function newScenario(
  file: string | undefined,
  { force = false, typescript = false }: NewOptions,
): Promise<ExitCode> {
  const text = typescript ? starterTypeScript() : starterYaml;
  if (file === undefined) {
    await writeResult(text);
    return exitCodes.asExpected;
  }
  const code = await writeNewFile(file, text, force);
  if (code !== exitCodes.asExpected) return code;
  const next = typescript ? '' : ` Run it with: quorate run ${quoted(file)}`;
  writeAside(`Wrote ${file}.${next}\n`);
  return exitCodes.asExpected;
}

function starterTypeScript(): string {
  const { scenario } = readScenario(starterYaml, { file: null });
  if (scenario === null) throw new SimulatorError('the starter scenario is not valid');
  return printTypeScript(scenario);
}
