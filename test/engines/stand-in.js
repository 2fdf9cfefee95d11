/**
 * A stand-in for the built library, to test the comparison of engines with: one run is three events, the
 * second of which depends on how the engine was started.
 */
import process from 'node:process';

const depends = process.execArgv.includes('--conditions=odd') ? 'odd' : 'usual';

export function readScenario(text) {
  return { scenario: { name: text.trim() } };
}

export function simulate({ name }, { seed, trace }) {
  const events = [{ number: 1 }, { number: 2, name, depends }, { number: 3, seed }];
  return { digest: JSON.stringify(events).replaceAll(' ', ''), trace: trace ? events : null };
}
