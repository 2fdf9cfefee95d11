/** How the family's messages travel: their fields, the connection they use, their size, the writes they carry. */
import type { WriteId } from '../../history/operation.js';
import type { MessageDeclaration } from '../database.js';
import type { Message, MessageOf } from './state.js';

/** Bytes of a message's own, and of one entry. */
const envelopeBytes = 60;
const entryBytes = 100;

export const messages: Readonly<Record<Message['kind'], MessageDeclaration>> = {
  heartbeat: { fields: ['epoch', 'known'] },
  follow: { fields: ['epoch', 'history'], lists: { history: ['epoch', 'last'] } },
  rewind: {
    fields: ['epoch', 'history'],
    lists: { history: ['epoch', 'last'] },
    channel: 'stream',
  },
  append: {
    fields: ['epoch', 'previous', 'entries'],
    lists: { entries: ['epoch', 'action', 'key', 'write'] },
    channel: 'stream',
    size: (message: MessageOf<'append'>): number =>
      envelopeBytes + entryBytes * message.entries.length,
    writes: (message: MessageOf<'append'>): readonly WriteId[] =>
      message.entries.map((entry) => entry.write),
  },
  keepalive: { fields: ['epoch', 'sent'], channel: 'stream' },
  appended: { fields: ['epoch', 'flushed'] },
  missing: { fields: ['epoch', 'from'] },
  poll: { fields: ['epoch', 'round'] },
  standing: { fields: ['round', 'lost', 'knows', 'logEpoch', 'position'] },
  promote: { fields: ['epoch', 'after'] },
};
