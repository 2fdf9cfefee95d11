/** Puts the inputs of a host into the words of the trace and of error messages. */
import type { Request } from '../../databases/database.js';
import type { TraceInput } from '../../kernel/trace.js';
import type { Host, HostInput } from './host.js';
import { timerName } from './timers.js';

export function traceInput(host: Host, input: HostInput): TraceInput {
  const { id: node, world } = host;
  switch (input.kind) {
    case 'message': {
      const { id: message, body } = input;
      return { kind: 'message', node, from: world.nameOf(input.from), message, body };
    }
    case 'request': {
      const { id: message, operation } = input;
      const { attempt } = input.body as Request<unknown>;
      const client = world.clients.nameOf(input.session);
      return { kind: 'request', node, client, message, operation, attempt };
    }
    case 'timer':
      return { kind: 'timer', node, timer: timerName(input.timer.kind, input.timer.about) };
    case 'flushed':
      return { kind: 'flushed', node, mark: input.flush.mark };
    case 'command':
      return { kind: 'command', node, body: input.command };
    case 'reply':
      return { kind: 'ignored', node, what: 'reply', why: 'nodes get no replies' };
  }
}

/** An input in a few words: `message append #812`. */
export function describeInput(input: HostInput): string {
  switch (input.kind) {
    case 'message':
      return `message ${input.messageKind} #${String(input.id)}`;
    case 'request':
      return `request for operation ${String(input.operation)}`;
    case 'timer':
      return `timer ${timerName(input.timer.kind, input.timer.about)}`;
    case 'flushed':
      return `flush ${String(input.flush.mark)}`;
    case 'command':
      return `command ${input.command.kind}`;
    case 'reply':
      return 'reply';
  }
}
