import type { AttachedProgram } from '../attach/attached-program.ts';
import type { ProgramFacts } from '../attach/program-facts.ts';
import type { Pause, Target } from '../target.ts';

/** A running program that is watched, whoever has started it. */
export interface WatchedProgram {
  readonly target: Target;
  readonly facts: ProgramFacts;
  /** Its process id here; null when it is on another machine. */
  readonly pid: number | null;
  /** How it ended, in words, and with what exit code (null where that is not known). */
  readonly ended: Promise<{ readonly words: string; readonly exitCode: number | null }>;
  /** Called at each mark of the program's, which stands still until it is done. */
  onMark: (name: string) => Promise<void>;
  /** Called before it exits; it stands still until it is done. */
  onExit: () => Promise<void>;
  /** Lets go of it: ends it if it was started to be watched. @returns what could not be done, or null. */
  leave(): Promise<string | null>;
}

/** A program that runs already; it is left running. */
export class AttachedWatch implements WatchedProgram {
  readonly target: Target;
  readonly facts: ProgramFacts;
  readonly pid: number | null;
  readonly ended: WatchedProgram['ended'];
  onMark: WatchedProgram['onMark'] = async () => undefined;
  onExit: WatchedProgram['onExit'] = async () => undefined;
  readonly #program: AttachedProgram;

  private constructor(program: AttachedProgram) {
    this.#program = program;
    this.target = program.target;
    this.facts = program.facts;
    this.pid = program.pid;
    this.ended = new Promise((resolve) => {
      program.client.onGone = () =>
        resolve({ words: `${program.where} ended, or closed its inspector`, exitCode: null });
    });
    this.target.onPause = (pause) => void this.#paused(pause);
  }

  /** Begins to watch. */
  static async begin(program: AttachedProgram, samplingIntervalBytes: number): Promise<AttachedWatch> {
    const watch = new AttachedWatch(program);
    await program.client.send('HeapProfiler.startSampling', { samplingInterval: samplingIntervalBytes });
    await program.target.call('watchLabels');
    await program.target.call('watchPulse');
    return watch;
  }

  leave(): Promise<string | null> {
    return this.#program.leave();
  }

  async #paused(pause: Pause): Promise<void> {
    await handleLabel(pause, this);
    await this.target.resume().catch(() => undefined);
  }
}

/** Tells of a label the program stands still at. */
export async function handleLabel(pause: Pause, program: WatchedProgram): Promise<void> {
  if (pause.kind !== 'label') return;
  if (pause.label === 'end') await program.onExit();
  else if (pause.label.startsWith('mark:')) await program.onMark(pause.label.slice('mark:'.length));
}
