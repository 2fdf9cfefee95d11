/** What rules want from the world, as data: recorded by the node door, carried out by the host. */
import type { ClientHandle, NodeId, Reply, Tagged } from '../../databases/database.js';
import type { WriteId } from '../../history/operation.js';
import type { Duration } from '../../kernel/time.js';
import type { Fields } from '../milestones.js';

export type Effect =
  | { readonly kind: 'send'; readonly to: NodeId; readonly message: Tagged }
  | { readonly kind: 'reply'; readonly client: ClientHandle; readonly reply: Reply }
  | {
      readonly kind: 'arm';
      readonly duration: Duration;
      readonly timer: string;
      readonly about: string;
    }
  | { readonly kind: 'cancel'; readonly timer: string; readonly about: string }
  | { readonly kind: 'append'; readonly record: Tagged; readonly write: WriteId }
  | { readonly kind: 'truncate'; readonly length: number }
  | { readonly kind: 'discard'; readonly count: number }
  | { readonly kind: 'snapshot'; readonly record: Tagged }
  | { readonly kind: 'flush'; readonly mark: number }
  | { readonly kind: 'note'; readonly text: string; readonly fields: Fields }
  | { readonly kind: 'stored'; readonly write: WriteId; readonly over: readonly WriteId[] }
  | { readonly kind: 'rolled-back'; readonly write: WriteId }
  | { readonly kind: 'discarded'; readonly write: WriteId; readonly other: WriteId }
  | { readonly kind: 'merged'; readonly write: WriteId; readonly other: WriteId };
