import { constants } from 'node:os';
import type { WatchedProgram } from '../../capture/watch/watched-program.ts';
import { renderWatchLine } from '../../report/terminal/watch-line.ts';
import { renderWatch } from '../../report/terminal/watch-view.ts';
import type { Io } from '../io.ts';
import { TerminalScreen } from './terminal-screen.ts';
import type { WatchModel } from './watch-model.ts';
import type { WatchSession } from './watch-session.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const satisfies readonly NodeJS.Signals[];
const CTRL_C = '\u0003';
const CTRL_D = '\u0004';
const CTRL_Z = '\u001a';
/** Drawn at least so often, in milliseconds: times go on though nothing else changes. */
const REDRAW_MS = 1000;

/** How a watch has ended: in words after "until", and the exit code for that. */
export interface WatchEnd {
  readonly words: string;
  readonly exitCode: number;
}

/** Shows a watch: on the whole terminal where there is one, else as lines. */
export class WatchDisplay {
  readonly #io: Io;
  readonly isScreen: boolean;
  readonly hasKeys: boolean;
  #screen: TerminalScreen | null = null;
  #quit: (end: WatchEnd) => void = () => undefined;
  #key: (key: string) => void = () => undefined;

  constructor(io: Io) {
    this.#io = io;
    const { stdout, stdin } = process;
    this.isScreen = stdout.isTTY === true && io.env.TERM !== 'dumb';
    this.hasKeys = this.isScreen && stdin.isTTY === true;
  }

  /** Shows what the model knows. */
  show(model: WatchModel): void {
    const state = model.state();
    if (!this.isScreen) {
      this.#io.stdout.write(renderWatchLine(state, this.#io.now().toISOString().slice(11, 19)));
      return;
    }
    if (this.#screen === null) return;
    const { width, height } = this.#screen;
    this.#screen.draw(renderWatch(state, { width, height, color: this.#io.stdoutColor }));
  }

  /** Shows a session until the program ends or the user wants no more. */
  async during(session: WatchSession, model: WatchModel, program: WatchedProgram): Promise<WatchEnd> {
    const quit = new Promise<WatchEnd>((resolve) => {
      this.#quit = resolve;
    });
    const onSignal = (signal: NodeJS.Signals): void =>
      this.#quit({ words: signal, exitCode: 128 + constants.signals[signal] });
    for (const signal of SIGNALS) process.on(signal, onSignal);
    // The terminal has gone, or nobody reads our lines any more.
    process.stdout.on('error', () => this.#quit({ words: 'nobody was looking', exitCode: 0 }));
    this.#key = (key) => void session.key(key);
    this.#open(model);
    const timer = this.isScreen ? setInterval(() => this.show(model), REDRAW_MS) : null;
    try {
      const gone = program.ended.then(({ words, exitCode }): WatchEnd => ({
        words,
        exitCode: exitCode ?? 0,
      }));
      const failed = session.run().then(() => gone);
      return await Promise.race([quit, gone, failed]);
    } finally {
      if (timer !== null) clearInterval(timer);
      this.close();
      await session.stop();
      for (const signal of SIGNALS) process.off(signal, onSignal);
    }
  }

  /** One or two lines to stay on the terminal. */
  summary(text: string, directory: string): void {
    this.#io.stdout.write(
      `memprof  ${text}\ncapture  ${directory}    memprof report ${directory} prints it\n`,
    );
  }

  /** Gives the terminal back; safe to call again. */
  close(): void {
    this.#screen?.close();
    this.#screen = null;
  }

  #open(model: WatchModel): void {
    if (!this.isScreen) return;
    this.#screen = new TerminalScreen(process.stdout, this.hasKeys ? process.stdin : null, (key) => {
      if (key === 'q' || key === CTRL_C || key === CTRL_D) this.#quit({ words: 'you quit', exitCode: 0 });
      else if (key === CTRL_Z) this.#screen?.suspend();
      else this.#key(key);
    });
    this.#screen.open(() => this.show(model));
    this.show(model);
  }
}
