/**
 * Mistakes of the simulator, or of a protocol that breaks its contract with the host. Never a finding about
 * a database: the CLI ends with its own exit code for them.
 */
export class SimulatorError extends Error {
  override readonly name = 'SimulatorError';
}

/** Tells the compiler that a switch is exhaustive, and people when it was not after all. */
export function unreachable(value: never): never {
  throw new SimulatorError(`unexpected value: ${JSON.stringify(value)}`);
}
