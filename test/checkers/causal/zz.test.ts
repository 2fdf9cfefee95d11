/** x */
import fc from 'fast-check';
import { it } from 'vitest';
import { causal } from '../../../src/checkers/causal/causal.js';
import { tinyHistories } from './tiny-histories.js';
import { at, membersOf } from '../../../src/checkers/causal/groups.js';
import { causalityOf } from '../../../src/checkers/causal/causality.js';
import { observe, told } from '../../../src/checkers/causal/observations.js';
import { wordOf } from './notation.js';

/** naive closure */
function naive(ops: any, level: string): boolean {
  const c = causalityOf(observe(ops));
  const n = c.operations.length;
  const R = Array.from({ length: n }, () => new Uint8Array(n));
  const close = () => {
    for (let k = 0; k < n; k++)
      for (let i = 0; i < n; i++)
        if (R[i]![k]) for (let j = 0; j < n; j++) if (R[k]![j]) R[i]![j] = 1;
  };
  for (let a = 0; a < n; a++)
    for (let b = a + 1; b < n; b++)
      if (c.sessionOf[a] === c.sessionOf[b] && !c.isLoose[a]) R[a]![b] = 1;
  for (let r = 0; r < n; r++) {
    if (c.told[r]! >= 3) return false;
    for (const w of membersOf(c.sources, r)) R[w]![r] = 1;
  }
  close();
  for (let i = 0; i < n; i++) if (R[i]![i]) return false;
  for (let r = 0; r < n; r++) {
    if (c.told[r] === told.nothing) continue;
    const s = [...membersOf(c.sources, r)];
    const key = c.keyOf[r];
    const reg = c.keys[key!]!.shape === 'register';
    for (let w = 0; w < n; w++) {
      if (!c.isWrite[w] || c.keyOf[w] !== key || !R[w]![r] || s.includes(w)) continue;
      if (!reg) return false;
      if (s.length === 0) return false;
      if (R[s[0]!]![w]) return false;
    }
    if (c.keys[key!]!.shape === 'list')
      for (let i = 0; i < s.length; i++)
        for (let j = i + 1; j < s.length; j++) if (R[s[j]!]![s[i]!]) return false;
  }
  if (level === 'causal') return true;
  const add: number[][] = [];
  for (let r = 0; r < n; r++) {
    const s = [...membersOf(c.sources, r)];
    const shape = c.keys[c.keyOf[r]!]!.shape;
    if (shape === 'list') for (let i = 1; i < s.length; i++) add.push([s[i - 1]!, s[i]!]);
    if (shape === 'register' && s.length)
      for (let w = 0; w < n; w++)
        if (c.isWrite[w] && c.keyOf[w] === c.keyOf[r] && R[w]![r] && w !== s[0])
          add.push([w, s[0]!]);
  }
  for (const [a, b] of add) R[a!]![b!] = 1;
  close();
  for (let i = 0; i < n; i++) if (R[i]![i]) return false;
  return true;
}

it('kinds', () => {
  for (const n of [5, 8, 14, 24])
    for (const kinds of [['write'], ['append'], ['add'], ['write', 'append', 'add']] as any) {
      const counts = new Map<string, number>();
      fc.assert(
        fc.property(tinyHistories(n, { kinds }), (h) => {
          for (const level of ['causal', 'causallyConvergent'] as const) {
            const r = causal(h, level);
            const e = naive(h.operations, level) ? 'valid' : 'invalid';
            if (r.verdict !== e)
              throw new Error(
                level +
                  ' got ' +
                  r.verdict +
                  '\n' +
                  JSON.stringify(r.violations) +
                  h.operations.map((o) => o.session + ' ' + wordOf(o)).join('\n'),
              );
            const k =
              level +
              ' ' +
              n +
              kinds +
              ' ' +
              r.verdict +
              ' ' +
              (r.violations.map((v) => v.kind + (v.minimal ? '' : ' NOT MINIMAL')).join() || '');
            counts.set(k, (counts.get(k) ?? 0) + 1);
          }
        }),
        { numRuns: 4000 },
      );
      if (n === 5 || n == 8)
        console.log(
          [...counts]
            .sort()
            .map(([k, c]) => c + '\t' + k)
            .filter((l) => !l.includes(',') || l.includes('write,'))
            .join('\n'),
        );
    }
}, 600000);
