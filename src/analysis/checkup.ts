/** What `memprof doctor` found of one thing memprof needs. */
export interface Checkup {
  readonly subject: string;
  /** `limited`: something does not work, most does. `optional`: nothing is missing that is needed. */
  readonly state: 'good' | 'optional' | 'limited' | 'problem';
  /** What was found. */
  readonly says: string;
  /** What to do; null when nothing needs to be done. */
  readonly cure: string | null;
}
