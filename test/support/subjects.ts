/** What the laws of judging are asked of: every model on two keys, and two models side by side. */
import { levels, type Level } from '../../src/checkers/consistency/result.js';
import type { Model } from '../../src/checkers/models/model.js';
import { kindNames, objectKinds, type KindName, type ObjectKind } from './objects.js';

export interface Subject {
  readonly name: string;
  readonly kinds: readonly [ObjectKind, ObjectKind];
  /** Null: by key, the model that fits. */
  readonly model: Model | null;
  readonly levels: readonly Level[];
}

/**
 * The causal levels and the session guarantees take actions for what their names say, whatever the
 * model that was named makes of them: of a list that is written, or a counter, they are not asked.
 */
const otherMeaning: readonly KindName[] = ['list that is replaced', 'counter'];

export const subjects: readonly Subject[] = [
  ...kindNames.map((name): Subject => {
    const kind = objectKinds[name];
    const asked = otherMeaning.includes(name) ? levels.slice(0, 2) : levels;
    return { name, kinds: [kind, kind], model: kind.model, levels: asked };
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
