/**
 * Runs before every test file. Property tests draw from a fixed seed, so that a failure elsewhere is a
 * failure here: FC_SEED chooses another one, FC_NUM_RUNS draws more or fewer runs.
 */
import fc from 'fast-check';

fc.configureGlobal({
  seed: setting('FC_SEED', 20_261_121),
  numRuns: setting('FC_NUM_RUNS', 40),
});

function setting(name: string, standard: number): number {
  const text = process.env[name];
  if (text === undefined || text === '') return standard;
  const number = Number(text);
  if (!Number.isInteger(number)) throw new Error(`${name} must be a whole number, not "${text}"`);
  return number;
}
