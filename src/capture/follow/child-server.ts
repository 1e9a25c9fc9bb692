import { rmSync } from 'node:fs';
import { type Server, type Socket, createServer } from 'node:net';
import path from 'node:path';
import { makeTemporaryFolder } from '../temporary-folder.ts';

/** Where followed child processes report: a socket in a folder nobody else may look into. */
export class ChildServer {
  readonly path: string;
  readonly #folder: string;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  /** @param onChild - Handed the connection of each child. */
  constructor(onChild: (socket: Socket) => void) {
    this.#folder = makeTemporaryFolder('memprof-', 'Children that are followed');
    this.path =
      process.platform === 'win32'
        ? `\\\\.\\pipe\\${path.basename(this.#folder)}`
        : path.join(this.#folder, 'children');
    this.#server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      socket.on('error', () => undefined);
      onChild(socket);
    });
    this.#server.on('error', () => undefined);
    this.#server.listen(this.path);
    this.#server.unref();
  }

  /** Lets go of the children that still run. */
  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
