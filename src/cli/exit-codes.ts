/**
 * Exit codes, after sysexits where it has one. `--help` lists them; scripts and CI rely on them. An
 * interrupted run ends by the signal itself, which shells report as 130.
 */

export const exitCodes = {
  asExpected: 0,
  failed: 1,
  unknown: 2,
  usage: 64,
  badScenario: 65,
  missingFile: 66,
  bug: 70,
  outputLost: 74,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/**
 * From worst to best: of several scenarios the worst decides. A failure is worse than not knowing.
 */
const gravity: readonly ExitCode[] = [
  exitCodes.bug,
  exitCodes.outputLost,
  exitCodes.usage,
  exitCodes.missingFile,
  exitCodes.badScenario,
  exitCodes.failed,
  exitCodes.unknown,
  exitCodes.asExpected,
];

/** The code that stands for all of them. */
export function worstOf(codes: readonly ExitCode[]): ExitCode {
  return gravity.find((code) => codes.includes(code)) ?? exitCodes.asExpected;
}

/** For `--help`. */
export const exitCodesHelp = `
Exit codes:
  0    as expected; of a history: valid
  1    an expectation failed, an invariant was broken; of a history: invalid
  2    unknown: nothing can be concluded
  64   wrong usage
  65   the scenario or history cannot be understood
  66   a file is missing or cannot be read
  70   a bug in quorate
  74   the output could not be written
  130  interrupted
With several scenarios the worst decides: 70, 66, 65, 1, 2, 0.`;
