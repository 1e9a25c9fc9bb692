// Fills its heap with as many sessions as it is told, and ends: the snapshot is taken at its end.
'use strict';
const sessions = new Map();
for (let id = 0; id < Number(process.argv[2]); id++) {
  const messages = Array.from({ length: 8 }, (_, number) => ({
    role: number % 2 ? 'user' : 'assistant',
    content: `message ${number} of session ${id}`,
    usage: { prompt: number / 3, cost: id / 7 },
  }));
  sessions.set(`session-${id}`, {
    id,
    messages,
    index: new Map(messages.map((each) => [each.content, each])),
  });
}
globalThis.sessions = sessions;
