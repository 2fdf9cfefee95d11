/** `quorate validate`: judges scenario files without running them. */
import { withSymbols, type Style } from '../../report/style.js';
import { counted } from '../../report/text/layout.js';
import { toned } from '../../report/text/tone.js';
import { printable } from '../../scenario/frame.js';
import type { Override } from '../../scenario/overrides.js';
import { exitCodes, worstOf, type ExitCode } from '../exit-codes.js';
import { loadScenario, problemDocument, type Loaded } from '../load.js';
import { jsonDocument, writeResult } from '../output.js';
import { styleFor } from '../terminal.js';

export interface ValidateOptions {
  readonly set: readonly Override[];
  readonly import: readonly string[];
  readonly json?: boolean;
  readonly color?: boolean;
}

/** Says of each scenario whether it is well; problems go to stderr with the lines they point at. */
export async function validate(
  scenarios: readonly string[],
  options: ValidateOptions,
): Promise<ExitCode> {
  const style = styleFor('stdout', options.color);
  const alone = scenarios.length === 1;
  const codes: ExitCode[] = [];
  for (const scenario of scenarios) {
    const loaded = await loadScenario(scenario, options);
    await writeResult(
      options.json === true ? jsonDocument(documentOf(loaded), alone) : verdictLine(loaded, style),
    );
    codes.push(loaded.kind === 'problems' ? loaded.exitCode : exitCodes.asExpected);
  }
  return worstOf(codes);
}

function verdictLine(loaded: Loaded, style: Style): string {
  const { paint } = style;
  const file = printable(loaded.file);
  const line =
    loaded.kind === 'problems'
      ? toned('bad', `${file}: ${counted(loaded.problems.length, 'problem')}`, paint)
      : `${toned('good', file, paint)}  ${paint.dim(printable(loaded.scenario.spec.name))}`;
  return withSymbols(`${line}\n`, style);
}

function documentOf(loaded: Loaded): unknown {
  if (loaded.kind === 'problems') return { ...problemDocument(loaded), valid: false };
  const { scenario, file, warnings } = loaded;
  return {
    formatVersion: 1,
    scenario: { name: scenario.spec.name, digest: scenario.digest, file },
    valid: true,
    problems: [],
    warnings,
  };
}
