// This comment, the interface and the blank lines are not in the code that runs:
// a line that is not mapped back is off by many.
interface Message {
  readonly id: number;
  readonly tags: readonly string[];
}

const kept: Message[] = [];

function makeMessage(id: number): Message {
  return { id, tags: Array.from({ length: 20 }, (_, i) => `tag ${id} ${i}`) };
}

class Inbox {
  readonly #messages: Message[] = [];

  receive(count: number): void {
    for (let id = 0; id < count; id++) this.#messages.push(makeMessage(id));
  }

  get all(): readonly Message[] {
    return this.#messages;
  }
}

const { saveProfile } = globalThis as { saveProfile?: (isLast: boolean) => void };
const inbox = new Inbox();
inbox.receive(2_500);
saveProfile?.(false);
inbox.receive(2_500);
kept.push(...inbox.all);
saveProfile?.(true);
