/** Expectations: each names something that the report has, and compares it with something of its kind. */
import { parseExpectation } from '../expectation.js';
import { faultIds } from '../fault-id.js';
import type { Parts } from '../parts.js';
import type { Complain } from '../problem.js';

/** Complains of expectations that no report could meet. */
export function checkExpectations(parts: Parts, complain: Complain): void {
  const { expect, clients, faults, nodes } = parts;
  const isWhole = nodes !== null && !clients.includes(null) && !faults.includes(null);
  // While a part is broken, nobody knows all the names that the report will have.
  const keys = isWhole
    ? {
        nodes,
        groups: clients.flatMap((client) => (client === null ? [] : [client.name])),
        faults: faultIds(faults).filter((id) => id !== null),
      }
    : null;
  for (const [path, value] of Object.entries(expect ?? {})) {
    const result = parseExpectation(path, value, keys);
    if (result.kind === 'expectation') continue;
    complain(result.code, ['expect', path], result.message, { hint: result.hint, on: result.on });
  }
}
