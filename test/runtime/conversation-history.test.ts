import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ConversationHistory, type ChatMessage } from '../../src/runtime/index.ts';

interface Message extends ChatMessage {
  readonly content: string | { type: string; id?: string; tool_use_id?: string }[];
}

const said = (content: string, role = 'user'): Message => ({ role, content });

/** A summary that keeps every word, so that nothing can be lost without a test seeing it. */
const joined = async (messages: readonly ChatMessage[]): Promise<string> =>
  messages
    .map((message) => (typeof message.content === 'string' ? message.content : JSON.stringify(message)))
    .join('|');

/** An exchange with `results` tool calls, in OpenAI's or Anthropic's shape. */
function exchange(shape: 'openai' | 'anthropic', name: string, results: number): ChatMessage[] {
  const ids = Array.from({ length: results }, (_, i) => `${name}-${i}`);
  if (shape === 'openai') {
    return [
      { role: 'assistant', content: null, tool_calls: ids.map((id) => ({ id })) },
      ...ids.map((id) => ({ role: 'tool', content: id, tool_call_id: id })),
    ];
  }
  return [
    { role: 'assistant', content: ids.map((id) => ({ type: 'tool_use', id })) },
    { role: 'user', content: ids.map((id) => ({ type: 'tool_result', tool_use_id: id })) },
  ];
}

/** Ids that appear on one side only: a call without result, or a result without call. */
function parted(messages: readonly ChatMessage[]): string[] {
  const text = JSON.stringify(messages);
  const calls = [...text.matchAll(/"id":"([^"]+)"/g)].map((match) => match[1]);
  const answers = [...text.matchAll(/"tool_(?:call|use)_id":"([^"]+)"/g)].map((match) => match[1]);
  return [...calls.filter((id) => !answers.includes(id)), ...answers.filter((id) => !calls.includes(id))];
}

describe('ConversationHistory', () => {
  test('keeps the newest messages, and summaries hold everything older, in order', async () => {
    const history = new ConversationHistory<Message>({ maxMessages: 4, maxSummaries: 2, summarize: joined });
    for (let i = 0; i < 100; i++) await history.add(said(`m${i}`));

    expect(history.length).toBeLessThanOrEqual(4);
    expect(history.summaries.length).toBeLessThanOrEqual(2);
    const everything = [...history.summaries, ...history.messages.map((message) => message.content)].join(
      '|',
    );
    expect(everything).toBe(Array.from({ length: 100 }, (_, i) => `m${i}`).join('|'));
  });

  test('bounds hold, nothing is lost and no tool call loses its result, in any conversation', async () => {
    const turn = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 3 }));
    await fc.assert(
      fc.asyncProperty(
        fc.array(turn, { maxLength: 30 }),
        fc.constantFrom('openai' as const, 'anthropic' as const),
        fc.integer({ min: 2, max: 8 }),
        fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }),
        fc.boolean(),
        async (turns, shape, maxMessages, failures, isAwaited) => {
          let calls = 0;
          const history = new ConversationHistory({
            maxMessages,
            maxSummaries: 2,
            hardMaxMessages: maxMessages + 6,
            summarize: (messages) =>
              failures[calls++ % failures.length] ? Promise.reject(new Error('busy')) : joinedJson(messages),
          });
          const accepted: ChatMessage[] = [];
          const adding: Promise<void>[] = [];
          for (const [i, results] of turns.entries()) {
            const messages = results === 0 ? [said(`turn ${i}`)] : exchange(shape, `call ${i}`, results);
            for (const message of messages) {
              const added = history.add(message).then(
                () => void accepted.push(message),
                (error: unknown) => expect(error).toMatchObject({ code: 'BAD_USAGE' }),
              );
              if (isAwaited) await added;
              adding.push(added);
              expect(history.length).toBeLessThanOrEqual(maxMessages + 6);
              expect(history.summaries.length).toBeLessThanOrEqual(2);
            }
          }
          await Promise.all(adding);

          const kept = [
            ...history.summaries,
            ...history.messages.map((message) => JSON.stringify(message)),
          ].join('\n');
          for (const message of accepted) expect(kept).toContain(JSON.stringify(message));
          const wanted = turns.flatMap((n) => (n === 0 ? [said('')] : exchange(shape, '', n)));
          if (accepted.length === wanted.length) {
            expect(parted(history.messages)).toEqual([]);
            expect(parted(history.context({ lastMessages: 3 }).messages)).toEqual([]);
          }
        },
      ),
    );
  });

  test('a failing summariser loses nothing; at the hard limit a message is refused, not dropped', async () => {
    const errors: unknown[] = [];
    let isDown = true;
    const history = new ConversationHistory<Message>({
      maxMessages: 2,
      hardMaxMessages: 4,
      summarize: (messages) => (isDown ? Promise.reject(new Error('down')) : joined(messages)),
      onSummaryError: (error) => errors.push(error),
    });
    for (const text of ['a', 'b', 'c', 'd']) await history.add(said(text));

    await expect(history.add(said('e'))).rejects.toMatchObject({
      code: 'BAD_USAGE',
      cause: { message: 'down' },
    });
    expect(history.messages.map((message) => message.content)).toEqual(['a', 'b', 'c', 'd']);
    expect(errors).toHaveLength(3);

    isDown = false;
    await history.add(said('e'));
    expect([...history.summaries, ...history.messages.map((message) => message.content)].join('|')).toBe(
      'a|b|c|d|e',
    );
  });

  test('an exchange that waits for results is not summarised', async () => {
    const history = new ConversationHistory({ maxMessages: 2, hardMaxMessages: 10, summarize: joined });
    const [call, ...results] = exchange('openai', 'x', 4);
    await history.add(call);
    for (const result of results.slice(0, 3)) await history.add(result);

    expect(history.length).toBe(4);
    expect(history.summaries).toEqual([]);

    await history.add(results[3]);
    expect(history.length).toBe(0);
    expect(history.summaries).toHaveLength(1);
  });

  test('a call nobody answered does not hold the window open for ever', async () => {
    const history = new ConversationHistory({ maxMessages: 2, summarize: joined });
    await history.add(exchange('openai', 'lost', 1)[0]);
    for (let i = 0; i < 20; i++) await history.add(said(`m${i}`));

    expect(history.length).toBeLessThanOrEqual(2);
  });

  test('a system message that comes first stays as it is', async () => {
    const history = new ConversationHistory<Message>({ maxMessages: 2, summarize: joined });
    await history.add(said('be kind', 'system'));
    for (let i = 0; i < 9; i++) await history.add(said(`m${i}`));

    expect(history.context({ lastMessages: 1 }).messages[0]).toEqual(said('be kind', 'system'));
    expect(history.summaries.join()).not.toContain('be kind');
  });

  test('context keeps to its limits and prefers what is newest', async () => {
    const history = new ConversationHistory<Message>({
      maxMessages: 10,
      summarize: joined,
      countTokens: () => 10,
    });
    for (let i = 0; i < 13; i++) await history.add(said(`m${i}`));

    const texts = (limits: { lastMessages?: number; maxTokens?: number }) =>
      history.context(limits).messages.map((message) => message.content);
    expect(texts({ lastMessages: 2, maxTokens: 20 })).toEqual(['m11', 'm12']);
    expect(texts({ lastMessages: 1 })).toEqual(['m0|m1|m2|m3|m4|m5', 'm12']);
    expect(history.context({ maxTokens: 35 }).tokens).toBe(30);
    expect(texts({ maxTokens: 5 })).toEqual([]);
    expect(history.context({ lastMessages: 1 })).toMatchObject({
      instruction: undefined,
      summaries: ['m0|m1|m2|m3|m4|m5'],
      recent: [said('m12')],
    });
  });

  test('clear() also throws away a summary that is being written', async () => {
    let finish!: (text: string) => void;
    const summarize = () => new Promise<string>((resolve) => (finish = resolve));
    const history = new ConversationHistory<Message>({ maxMessages: 2, summarize });
    const adding = ['a', 'b', 'c'].map((text) => history.add(said(text)));
    history.clear();
    finish('a and b');
    await Promise.all(adding);

    expect([history.length, history.summaries]).toEqual([0, []]);
  });

  test.each([
    { maxMessages: 1 },
    { maxMessages: 4, keepMessages: 4 },
    { maxMessages: 4, hardMaxMessages: 4 },
  ])('bounds that contradict each other are refused: %j', (bounds) => {
    expect(() => new ConversationHistory({ ...bounds, summarize: joined })).toThrow(RangeError);
  });
});

/** Like `joined`, a message a line as JSON; summaries as they are. */
async function joinedJson(messages: readonly ChatMessage[]): Promise<string> {
  return messages
    .map((message) => (message.role === 'system' ? (message.content as string) : JSON.stringify(message)))
    .join('\n');
}
