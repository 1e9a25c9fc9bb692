/** A part of an Anthropic-shaped message; other kinds of parts pass through untouched. */
export interface MessagePart {
  readonly type: string;
  /** Of a `tool_use` part. */
  readonly id?: string;
  /** Of a `tool_result` part. */
  readonly tool_use_id?: string;
}

/** A message as OpenAI's and Anthropic's chat interfaces have it; more fields are welcome. */
export interface ChatMessage {
  readonly role: string;
  readonly content?: string | readonly MessagePart[] | null;
  /** OpenAI: the calls an assistant message makes. */
  readonly tool_calls?: readonly { readonly id: string }[];
  /** OpenAI: the call this `tool` message answers. */
  readonly tool_call_id?: string;
}

/** Ids of the tool calls a message makes. */
export function callsIn(message: ChatMessage): string[] {
  const ids = (message.tool_calls ?? []).map((call) => call.id);
  for (const part of partsOf(message)) {
    if (part.type === 'tool_use' && part.id !== undefined) ids.push(part.id);
  }
  return ids;
}

/** Ids of the tool calls a message answers. */
export function answersIn(message: ChatMessage): string[] {
  const ids = message.tool_call_id === undefined ? [] : [message.tool_call_id];
  for (const part of partsOf(message)) {
    if (part.type === 'tool_result' && part.tool_use_id !== undefined) ids.push(part.tool_use_id);
  }
  return ids;
}

function partsOf(message: ChatMessage): readonly MessagePart[] {
  return Array.isArray(message.content) ? (message.content as readonly MessagePart[]) : [];
}

/** Whether the message sets the model's role and rules, which no summary may replace. */
export function isInstruction(message: ChatMessage): boolean {
  return message.role === 'system' || message.role === 'developer';
}

/**
 * The places a list of messages may be cut at without parting a tool call from its result, ascending; 0 and the
 * length are among them unless the last calls still wait for results, when the length is not.
 *
 * A call that was never answered and is followed by an ordinary message counts as given up.
 */
export function cutsOf(messages: readonly ChatMessage[]): number[] {
  const lastAnswer = new Map<string, number>();
  for (const [place, message] of messages.entries()) {
    for (const id of answersIn(message)) lastAnswer.set(id, place);
  }
  const lastOrdinary = messages.findLastIndex((message) => answersIn(message).length === 0);
  const cuts: number[] = [];
  let heldUntil = 0;
  for (const [place, message] of messages.entries()) {
    if (place >= heldUntil) cuts.push(place);
    for (const id of callsIn(message)) {
      const answer = lastAnswer.get(id) ?? (lastOrdinary > place ? place : messages.length);
      heldUntil = Math.max(heldUntil, answer + 1);
    }
  }
  if (heldUntil <= messages.length) cuts.push(messages.length);
  return cuts;
}

/** Characters of the message as JSON, divided by four: what English text comes to with today's tokenizers. */
export function estimateTokens(message: unknown): number {
  return Math.ceil((JSON.stringify(message)?.length ?? 0) / 4);
}
