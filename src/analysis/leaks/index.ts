export { evidenceOf } from './evidence.ts';
export type { EvidenceOptions } from './evidence.ts';
export { findSuspects } from './find-suspects.ts';
export { scriptNames } from './script-names.ts';
export { SUSPECT_KINDS } from './suspect-kind.ts';
export type * from './suspect.ts';
