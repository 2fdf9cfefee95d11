/**
 * Writes a history as a log of Jepsen's first etcd test, which many linearizability checkers read: a
 * process, what happened, and a value, between tabs. The object is one register of whole numbers.
 *
 * In this format a cas that fails has been answered no. One that surely never happened cannot be told from
 * it, so it is left out: nobody saw anything of it. A read without an answer fails by timing out.
 */
import { isList, type ObservedOperation, type Value } from '../../history.js';
import { ednText } from './edn-text.js';
import { linesOf } from './lines.js';
import { processEvents, type ProcessEvent } from './processes.js';
import type { HistoryWriter } from '../format.js';

export const writeEtcdLog: HistoryWriter = ({ operations }) => {
  const keys = [...new Set(operations.map(({ key }) => key))];
  if (keys.length > 1) {
    const reason = `an etcd log is about one key, and this history has ${keys.length} of them`;
    return { kind: 'refused', reason };
  }
  for (const operation of operations) {
    const reason = refusal(operation);
    if (reason !== null) return { kind: 'refused', reason };
  }
  const told = operations.filter(({ action, outcome }) => action !== 'cas' || outcome !== 'fail');
  return { kind: 'lines', lines: linesOf(processEvents(told), lineOf) };
};

function refusal({ name, action, input, output, outcome }: ObservedOperation): string | null {
  if (action !== 'read' && action !== 'write' && action !== 'cas') {
    return `an etcd log knows read, write and cas, and operation ${name} is "${action}"`;
  }
  if (action === 'cas' && outcome === 'ok' && typeof output !== 'boolean') {
    return `an etcd log says how a cas was answered, and nobody knows it of operation ${name}`;
  }
  const isAllowed =
    action === 'read'
      ? output === undefined || output === null || Number.isSafeInteger(output)
      : isWholeNumbers(action === 'cas' ? input : [input], action === 'cas' ? 2 : 1);
  return isAllowed
    ? null
    : `an etcd log holds whole numbers, and operation ${name} (${action}) has another value`;
}

function isWholeNumbers(value: Value, count: number): boolean {
  return isList(value) && value.length === count && value.every(Number.isSafeInteger);
}

function lineOf(event: ProcessEvent): string {
  const { process, operation } = event;
  const [type, value] = completionOf(event);
  return `INFO  jepsen.util - ${process}\t:${type}\t:${operation.action}\t${value}\n`;
}

function completionOf({ type, operation }: ProcessEvent): readonly [ProcessEvent['type'], string] {
  const { action, input, output } = operation;
  if (type === 'info') return ['info', ':timed-out'];
  if (type === 'invoke' || action === 'write') return [type, ednText(input)];
  if (action === 'cas') return [output === true ? 'ok' : 'fail', ednText(input)];
  return type === 'fail' || output === undefined ? ['fail', ':timed-out'] : ['ok', ednText(output)];
}
