export { MemprofError } from './base/errors.ts';
export type { MemprofErrorCode } from './base/errors.ts';
