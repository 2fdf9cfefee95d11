/** What the laws of judging are asked of: every model on two keys, and two models side by side. */
import { levels, type Level } from '../../src/checkers/consistency/result.js';
import type { Model } from '../../src/checkers/models/model.js';
import { kindNames, objectKinds, type ObjectKind } from './objects.js';

export interface Subject {
  readonly name: string;
  readonly kinds: readonly [ObjectKind, ObjectKind];
  /** Null: by key, the model that fits. */
  readonly model: Model | null;
  readonly levels: readonly Level[];
}

export const subjects: readonly Subject[] = [
  ...kindNames.map((name): Subject => {
    const kind = objectKinds[name];
    return { name, kinds: [kind, kind], model: kind.model, levels };
  }),
  {
    ...{ name: 'register beside a list', model: null, levels },
    kinds: [objectKinds.register, objectKinds.list],
  },
  {
    ...{ name: 'queue beside a cas register', model: null, levels },
    kinds: [objectKinds.queue, objectKinds['cas register']],
  },
];

/** What a key of a random history is: `x` is of the first kind, `y` of the second. */
export function kindOf({ kinds }: Pick<Subject, 'kinds'>, key: string): ObjectKind {
  return kinds[key === 'y' ? 1 : 0];
}
