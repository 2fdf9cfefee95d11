/** The first Ctrl-C asks for what is known; when that is told, the program ends by the signal. */
import process from 'node:process';
import { afterEach, expect, it, vi } from 'vitest';
import { interruption } from '../../src/cli/interruption.js';

afterEach(() => {
  vi.restoreAllMocks();
});

it('asks work to stop, and ends the process by the signal afterwards', async () => {
  const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
  const { signal, end } = interruption();
  process.emit('SIGINT');
  expect([signal.aborted, signal.reason]).toEqual([true, 'interrupted']);
  expect(process.listenerCount('SIGINT')).toBe(0);
  expect(kill).not.toHaveBeenCalled();
  await end();
  expect(kill).toHaveBeenCalledWith(process.pid, 'SIGINT');
});

it('ends quietly when nobody interrupts', async () => {
  const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
  const { signal, end } = interruption();
  await end();
  expect([signal.aborted, process.listenerCount('SIGINT')]).toEqual([false, 0]);
  expect(kill).not.toHaveBeenCalled();
});
