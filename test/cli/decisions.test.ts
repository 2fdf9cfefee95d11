/**
 * The small decisions of the command line: colour, symbols, exit codes, quoting, names of bundled
 * scenarios.
 */
import { spawnSync } from 'node:child_process';
import { describe, expect, it, vi } from 'vitest';
import { test, fc } from '@fast-check/vitest';
import { namesOf } from '../../src/cli/bundled.js';
import { paintFor, wantsColour } from '../../src/cli/colour.js';
import { commandLine } from '../../src/cli/command-line.js';
import { exitCodes, worstOf } from '../../src/cli/exit-codes.js';
import { bugReport, exitCodeOf } from '../../src/cli/failures.js';
import {
  countOption,
  instantOption,
  seedOption,
  setOption,
  UsageError,
} from '../../src/cli/options.js';
import { quoted } from '../../src/report/shell.js';
import { readsUnicode } from '../../src/cli/terminal.js';

describe('colour', () => {
  const terminal = { flag: undefined, environment: {}, isTerminal: true } as const;
  const pipe = { ...terminal, isTerminal: false };

  it('is for terminals', () => {
    expect(wantsColour(terminal)).toBe(true);
    expect(wantsColour(pipe)).toBe(false);
    expect(wantsColour({ ...terminal, environment: { TERM: 'dumb' } })).toBe(false);
  });

  it('is switched off by NO_COLOR unless it is empty, whatever FORCE_COLOR says', () => {
    expect(wantsColour({ ...terminal, environment: { NO_COLOR: '1' } })).toBe(false);
    expect(wantsColour({ ...terminal, environment: { NO_COLOR: '' } })).toBe(true);
    expect(wantsColour({ ...terminal, environment: { NO_COLOR: '1', FORCE_COLOR: '1' } })).toBe(
      false,
    );
  });

  it('is switched on by FORCE_COLOR, and off by its 0', () => {
    expect(wantsColour({ ...pipe, environment: { FORCE_COLOR: '1' } })).toBe(true);
    expect(wantsColour({ ...pipe, environment: { FORCE_COLOR: '' } })).toBe(true);
    expect(wantsColour({ ...terminal, environment: { FORCE_COLOR: '0' } })).toBe(false);
  });

  it('obeys the flag before all else', () => {
    expect(wantsColour({ ...pipe, flag: true, environment: { NO_COLOR: '1' } })).toBe(true);
    expect(wantsColour({ ...terminal, flag: false, environment: { FORCE_COLOR: '1' } })).toBe(
      false,
    );
  });

  it('leaves text alone when there is none', () => {
    expect(paintFor(false).bad('lost')).toBe('lost');
    expect(paintFor(true).bad('lost')).toBe('\u001b[31mlost\u001b[39m');
  });
});

describe('symbols', () => {
  it.each([
    [{}, true],
    [{ LANG: 'en_GB.UTF-8' }, true],
    [{ LANG: 'C.utf8' }, true],
    [{ LANG: 'C' }, false],
    [{ LANG: 'en_GB.UTF-8', LC_ALL: 'POSIX' }, false],
    [{ LANG: 'en_GB.UTF-8', LC_ALL: '', LC_CTYPE: 'de_DE.ISO-8859-1' }, false],
  ])('are decided by the locale: %o gives Unicode %s', (environment, unicode) => {
    expect(readsUnicode(environment)).toBe(unicode);
  });
});

describe('the exit code of several scenarios', () => {
  const { asExpected, failed, unknown, badScenario, missingFile, bug } = exitCodes;

  it('is that of the worst: failing is worse than not knowing, not running is worse', () => {
    expect(worstOf([])).toBe(0);
    expect(worstOf([asExpected, unknown])).toBe(unknown);
    expect(worstOf([unknown, failed, asExpected])).toBe(failed);
    expect(worstOf([failed, badScenario])).toBe(badScenario);
    expect(worstOf([missingFile, badScenario])).toBe(missingFile);
    expect(worstOf([missingFile, bug])).toBe(bug);
  });
});

describe('a word of a command', () => {
  test.prop([fc.string({ unit: 'grapheme' }).filter((word) => !word.includes('\0'))], {
    numRuns: 20,
  })('comes back unchanged from a shell', (word) => {
    const { stdout } = spawnSync('sh', ['-c', `printf %s ${quoted(word)}`], { encoding: 'utf8' });
    expect(stdout).toBe(word);
  });

  it('is quoted only where a shell needs it', () => {
    expect(quoted('scenarios/01-a.yaml')).toBe('scenarios/01-a.yaml');
    expect(quoted('any 1')).toBe("'any 1'");
    expect(quoted("it's")).toBe("'it'\\''s'");
    expect(quoted('')).toBe("''");
  });
});

describe('the command that reproduces a run', () => {
  it('carries the seed and every override', () => {
    const overrides = {
      seed: '7',
      set: [{ path: 'database.acknowledge', value: 'any 1' }],
      import: ['./mine.js'],
      maxEvents: 10,
    };
    expect(commandLine('run', ['a.yaml'], overrides)).toBe(
      "quorate run a.yaml --import ./mine.js --seed 7 --set 'database.acknowledge=any 1' --max-events 10",
    );
  });

  it('never takes a file for an option', () => {
    expect(commandLine('explain', ['-a.yaml'], { set: [], import: [] }, ['--finding', '2'])).toBe(
      'quorate explain ./-a.yaml --finding 2',
    );
  });
});

describe('the report of a bug', () => {
  const error = new TypeError('x is not a function');

  it('ends with the command that shows it again, and has no stack', () => {
    const lines = bugReport(error, ['run', 'my file.yaml'], false).trimEnd().split('\n');
    expect(lines.at(-1)).toBe("quorate run 'my file.yaml'");
    expect(lines).toContain('  TypeError: x is not a function');
    expect(lines.join('\n')).not.toContain('    at ');
  });

  it('ends with the exit code for bugs, whatever was thrown', () => {
    const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    expect(exitCodeOf(error, ['list'])).toBe(exitCodes.bug);
    expect(exitCodeOf('text', ['list'])).toBe(exitCodes.bug);
    expect(exitCodeOf(new UsageError('no such node'), ['trace'])).toBe(exitCodes.usage);
    expect(write.mock.calls.map(([text]) => String(text).split('\n')[0])).toEqual([
      expect.stringContaining('This is a bug in quorate'),
      expect.stringContaining('This is a bug in quorate'),
      'error: no such node',
    ]);
    write.mockRestore();
  });

  it('has the stack when asked for', () => {
    expect(bugReport(error, ['list'], true)).toContain('    at ');
  });
});

describe('option values', () => {
  it('reads an override up to its first equals sign', () => {
    const first = setOption('expect.lostWrites=<= 3', []);
    expect(first).toEqual([{ path: 'expect.lostWrites', value: '<= 3' }]);
    expect(setOption('duration=5s', first)).toHaveLength(2);
  });

  it.each([
    () => setOption('duration', []),
    () => setOption('=5s', []),
    () => seedOption(''),
    () => countOption('0'),
    () => countOption('1.5'),
    () => countOption('1e3'),
    () => countOption('99999999999999999999'),
    () => instantOption('5'),
    () => instantOption('-1s'),
  ])('refuses what makes no sense: %s', (read) => {
    expect(read).toThrow(/^(Write|A seed)/u);
  });

  it('reads times in virtual microseconds', () => {
    expect(instantOption('1.5s')).toBe(1_500_000);
  });
});

describe('a bundled scenario', () => {
  it('goes by its name with or without number and extension', () => {
    expect(namesOf('01-lost-writes.yaml')).toEqual([
      '01-lost-writes',
      '01-lost-writes.yaml',
      'lost-writes',
      'lost-writes.yaml',
      '01',
    ]);
  });

  it('of a folder goes by its name behind that of the folder', () => {
    expect(namesOf('one-partition/single-node.yaml')).toEqual([
      'one-partition/single-node',
      'one-partition/single-node.yaml',
    ]);
  });
});
