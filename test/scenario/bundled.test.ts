/** The scenarios that come with the program are valid, and are the same after printing. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { printYaml } from '../../src/scenario/print.js';
import { readScenario } from '../../src/scenario/read.js';

const folder = new URL('../../scenarios/', import.meta.url);
const files = readdirSync(folder).filter((file) => file.endsWith('.yaml'));

describe('bundled scenarios', () => {
  it.each(files)('%s is valid, without warnings, and survives printing', (file) => {
    const text = readFileSync(new URL(file, folder), 'utf8');
    const result = readScenario(text, { file });
    if (result.scenario === null) expect(result.problems).toEqual([]);
    else {
      expect(result.warnings).toEqual([]);
      const again = readScenario(printYaml(result.scenario), { file });
      expect(again.scenario?.digest).toBe(result.scenario.digest);
    }
  });
});
