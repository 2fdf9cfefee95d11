/** A fault beside its action, so that a switch over the action knows the fault's type. */
import {
  actionOf,
  type FaultAction,
  type FaultOf,
  type FaultSpec,
} from '../simulation/nemesis/schema.js';

export type ActedFault = {
  [Action in FaultAction]: { readonly action: Action; readonly fault: FaultOf<Action> };
}[FaultAction];

/** The fault beside its action. */
export function acted(fault: FaultSpec): ActedFault {
  return { action: actionOf(fault), fault } as ActedFault;
}
