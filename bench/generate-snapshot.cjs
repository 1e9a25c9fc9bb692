// Makes a heap of a given number of sessions and writes its snapshot: `node generate-snapshot.cjs <file> <sessions> [more]`.
// With "more", a tenth more sessions are added afterwards and a second snapshot goes to <more>: for comparing.
'use strict';
const { closeSync, openSync, writeSync } = require('node:fs');
const { Session } = require('node:inspector');

// oxlint-disable no-extraneous-class -- their instances are what the snapshots are made of
class Message {
  constructor(number) {
    this.role = number % 3 === 0 ? 'assistant' : 'user';
    this.content = `message number ${number} of a conversation`;
    this.usage = { prompt: number, completion: number % 100, cost: number / 3 };
    this.tags = [`tag ${number % 500}`, 'common'];
  }
}

class Conversation {
  constructor(id) {
    this.id = `conversation-${id}`;
    this.messages = [];
    this.index = new Map();
    this.onClose = () => this.messages.length;
    for (let number = 0; number < 8; number++) {
      const message = new Message(id * 8 + number);
      this.messages.push(message);
      this.index.set(message.content, message);
    }
  }
}

const conversations = new Map();
const notes = new WeakMap();
const chain = { next: null };
function add(from, to) {
  for (let id = from; id < to; id++) {
    const conversation = new Conversation(id);
    conversations.set(conversation.id, conversation);
    if (id % 50 === 0) notes.set(conversation, { about: id });
    chain.next = { next: chain.next, id };
  }
}

const session = new Session();
session.connect();
async function snapshot(path) {
  const file = openSync(path, 'w');
  session.on('HeapProfiler.addHeapSnapshotChunk', ({ params }) => writeSync(file, params.chunk));
  await new Promise((resolve, reject) =>
    session.post('HeapProfiler.takeHeapSnapshot', (error) => (error ? reject(error) : resolve())),
  );
  session.removeAllListeners();
  closeSync(file);
}

async function main([path, sessions, more]) {
  globalThis.memory = { conversations, notes, chain };
  add(0, Number(sessions));
  await snapshot(path);
  if (more) {
    add(Number(sessions), Math.round(Number(sessions) * 1.1));
    await snapshot(more);
  }
  session.disconnect();
}

main(process.argv.slice(2));
