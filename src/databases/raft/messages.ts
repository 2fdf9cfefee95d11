/** How Raft's messages travel: their fields, their size, the writes they carry. */
import type { WriteId } from '../../history/operation.js';
import type { MessageDeclaration } from '../database.js';
import type { Entry, Message, MessageOf } from './message.js';

/** Bytes of a message's own, and of one entry or key. */
const envelopeBytes = 60;
const entryBytes = 100;

const voteRequest = ['term', 'lastIndex', 'lastTerm', 'isTransfer'];
const answer = ['term', 'granted'];

export const entryFields: readonly (keyof Entry)[] = [
  ...(['term', 'action', 'key', 'write'] as const),
  ...(['session', 'sequence', 'isRetry', 'members'] as const),
];

export const messages: Readonly<Record<Message['kind'], MessageDeclaration>> = {
  'request pre-vote': { fields: voteRequest },
  'pre-vote': { fields: answer },
  'request vote': { fields: voteRequest },
  vote: { fields: answer },
  'append entries': {
    fields: ['term', 'previousIndex', 'previousTerm', 'entries', 'commit', 'round'],
    lists: { entries: entryFields },
    channel: 'log',
    size: ({ entries }: MessageOf<'append entries'>): number =>
      envelopeBytes + entryBytes * entries.length,
    writes: ({ entries }: MessageOf<'append entries'>): readonly WriteId[] =>
      entries.flatMap(({ write }) => (write === 0 ? [] : [write])),
  },
  appended: { fields: ['term', 'match', 'round', 'isBlank'] },
  rejected: {
    fields: ['term', 'previousIndex', 'conflictTerm', 'conflictIndex', 'isBlank', 'round'],
  },
  'install snapshot': {
    fields: [
      ...['term', 'index', 'indexTerm', 'members', 'digest'],
      ...['offset', 'held', 'served', 'isLast'],
    ],
    lists: { held: ['key', 'versions'], served: ['session', 'sequence', 'index'] },
    channel: 'log',
    size: ({ held }: MessageOf<'install snapshot'>): number =>
      envelopeBytes + entryBytes * held.length,
    writes: ({ held }: MessageOf<'install snapshot'>): readonly WriteId[] =>
      held.flatMap(({ versions }) => versions),
  },
  'chunk taken': { fields: ['term', 'index', 'next'] },
  'timeout now': { fields: ['term'] },
  'hand over': { fields: ['term'] },
  'read index': { fields: ['term', 'ask', 'isBlank'] },
  'read from': { fields: ['term', 'ask', 'index'] },
  'change members': { fields: ['add', 'learn', 'remove'] },
};
