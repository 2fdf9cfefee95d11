/** Why a replica does not serve a read that the primary could: its session reads them and falls back. */

/** It does not have what the session's token stands for. */
export const notThereYet = 'not there yet';
export const otherHistory = 'the token belongs to another history';

/** It is further behind than the read allows. */
export const tooManyEntries = 'too many entries behind';
export const tooLong = 'too long behind';
