import { spawn } from 'node:child_process';
import { execFileSync } from 'node:child_process';
import xterm from '@xterm/headless';
import { onTestFinished } from 'vitest';
import { NODE, ROOT } from './run-memprof.ts';

/** What a terminal is left as. */
export interface LeftTerminal {
  readonly code: number | null;
  /** Whether the screen is the shell's own again. */
  readonly isNormalScreen: boolean;
  readonly showsCursor: boolean;
  readonly wraps: boolean;
  /** `echo lines` when keys work as in a shell. */
  readonly modes: string;
  /** What stands on the screen. */
  readonly text: string;
}

/** Whether there is Python, which has the pseudo-terminals that Node lacks. */
export function hasTerminals(): boolean {
  try {
    execFileSync('python3', ['-c', 'import pty, termios'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** memprof on a terminal, with a screen to look at and keys to press. */
export class TestTerminal {
  readonly #screen: xterm.Terminal;
  readonly #child;
  readonly #waiting = new Set<() => void>();
  #raw = '';
  #told = '';
  /** Resolves when memprof has ended and all it has written is on the screen. */
  readonly left: Promise<LeftTerminal>;

  constructor(
    args: readonly string[],
    { columns = 110, rows = 40, env = {} }: { columns?: number; rows?: number; env?: NodeJS.ProcessEnv } = {},
  ) {
    this.#screen = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 0 });
    const helper = `${ROOT}test/helpers/on-a-terminal.py`;
    const command = [helper, String(columns), String(rows), NODE, `${ROOT}bin/memprof.js`, ...args];
    const { NODE_OPTIONS: _options, FORCE_COLOR: _force, NO_COLOR: _no, ...clean } = process.env;
    this.#child = spawn('python3', command, { cwd: ROOT, env: { ...clean, TERM: 'xterm-256color', ...env } });
    onTestFinished(() => {
      const pid = this.pid;
      try {
        if (pid !== null && this.#child.exitCode === null) process.kill(pid, 'SIGKILL');
      } catch {
        // It has ended.
      }
      this.#child.kill('SIGKILL');
    });
    this.#child.stdin.on('error', () => undefined);
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#told += text;
      this.#look();
    });
    this.#child.stdout.on('data', (piece: Buffer) => {
      this.#raw += piece.toString('latin1');
      this.#screen.write(piece, () => this.#look());
    });
    this.left = new Promise((resolve) => {
      this.#child.on('close', (code) => {
        // After what is still to be drawn.
        this.#screen.write('', () => {
          this.#look();
          resolve(this.#state(code));
        });
      });
    });
  }

  /** memprof's process id, once it is known. */
  get pid(): number | null {
    const match = /^pid (\d+)$/m.exec(this.#told);
    return match ? Number(match[1]) : null;
  }

  /** What stands on the screen. */
  get text(): string {
    const { active } = this.#screen.buffer;
    const lines = Array.from({ length: this.#screen.rows }, (_, row) =>
      (active.getLine(active.viewportY + row)?.translateToString(true) ?? '').trimEnd(),
    );
    return lines.join('\n');
  }

  /** Waits until the screen shows something. @throws when memprof ends before. */
  shows(wanted: RegExp | string): Promise<string> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const { text } = this;
        const has = typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text);
        if (!has && this.#child.exitCode === null) return;
        this.#waiting.delete(look);
        if (has) resolve(text);
        else reject(new Error(`ended without ${String(wanted)}:\n${text}\n${this.#told}`));
      };
      this.#waiting.add(look);
      look();
    });
  }

  press(keys: string): void {
    this.#child.stdin.write(keys);
  }

  resize(columns: number, rows: number): void {
    this.#screen.resize(columns, rows);
    this.#child.stdin.write(`\0resize ${columns} ${rows}\n`);
  }

  /** Signals memprof itself. */
  kill(signal: NodeJS.Signals): void {
    process.kill(this.pid!, signal);
  }

  #look(): void {
    for (const look of this.#waiting) look();
  }

  #state(code: number | null): LeftTerminal {
    return {
      code,
      isNormalScreen: this.#screen.buffer.active.type === 'normal',
      showsCursor: this.#raw.lastIndexOf('\u001b[?25h') >= this.#raw.lastIndexOf('\u001b[?25l'),
      wraps: this.#screen.modes.wraparoundMode,
      modes: /^left with (.*)$/m.exec(this.#told)?.[1] ?? '',
      text: this.text,
    };
  }
}
