import { MemprofError } from '../base/errors.ts';
import { positiveInteger } from './bounds.ts';
import { answersIn, callsIn, cutsOf, estimateTokens, isInstruction, type ChatMessage } from './messages.ts';

/** A summary, in the shape `summarize` and the model get it. */
export interface SummaryMessage {
  readonly role: 'system';
  readonly content: string;
}

/** How a `ConversationHistory` is bounded, and who writes the summaries. */
export interface ConversationHistoryOptions<M extends ChatMessage> {
  /** Most messages kept word for word; from 2. More only while `summarize` fails or one tool exchange is longer. */
  readonly maxMessages: number;
  /** Messages kept when the window is full and the older ones are summarised; half the window unless given. */
  readonly keepMessages?: number;
  /** Most messages in any case: beyond it `add` refuses. Twice `maxMessages` unless given. */
  readonly hardMaxMessages?: number;
  /** Most summaries; when there are as many, the older half becomes one. 8 unless given, at least 2. */
  readonly maxSummaries?: number;
  /** Turns messages, or older summaries, oldest first, into one text. Never called twice at once. */
  readonly summarize: (messages: readonly (M | SummaryMessage)[]) => Promise<string>;
  /** Tokens of a message or summary; its JSON's characters divided by four unless given. */
  readonly countTokens?: (message: M | SummaryMessage) => number;
  /** Hears of every failure of `summarize`; the messages it was about are all still there. */
  readonly onSummaryError?: (error: unknown) => void;
}

/** What to send to the model. */
export interface ConversationContext<M extends ChatMessage> {
  /** The instruction if there is one, the summaries oldest first, then the newest messages in order. */
  readonly messages: readonly (M | SummaryMessage)[];
  /**
   * The same in parts, for Anthropic's interface, which takes no system message among the others: instruction and
   * summaries go into its `system`, `recent` into its `messages`.
   */
  readonly instruction: M | undefined;
  readonly summaries: readonly string[];
  readonly recent: readonly M[];
  /** Tokens of `messages` together, by `countTokens`. */
  readonly tokens: number;
}

/**
 * The newest messages word for word and the older ones as summaries: both lists are bounded.
 *
 * No message is dropped before the summary that holds it is there, tool calls stay with their results, and a
 * system (or developer) message that comes first stays as it is. Works on OpenAI's and Anthropic's shapes.
 * The constructor throws a `RangeError` for bounds that are not whole numbers, or contradict each other.
 */
export class ConversationHistory<M extends ChatMessage = ChatMessage> {
  readonly #maxMessages: number;
  readonly #keepMessages: number;
  readonly #hardMaxMessages: number;
  readonly #maxSummaries: number;
  readonly #options: ConversationHistoryOptions<M>;
  readonly #countTokens: (message: M | SummaryMessage) => number;
  #instruction: M | undefined;
  #messages: M[] = [];
  #summaries: SummaryMessage[] = [];
  #compaction: Promise<unknown> | undefined;
  #waiting = 0;
  #lastAdd: Promise<unknown> = Promise.resolve();
  /** Counts `clear()`: a summary of what was cleared in the meantime is thrown away. */
  #generation = 0;

  constructor(options: ConversationHistoryOptions<M>) {
    const { maxMessages, maxSummaries = 8 } = options;
    const { keepMessages = Math.ceil(maxMessages / 2), hardMaxMessages = maxMessages * 2 } = options;
    atLeastTwo(maxMessages, 'maxMessages');
    atLeastTwo(maxSummaries, 'maxSummaries');
    positiveInteger(keepMessages, 'keepMessages');
    positiveInteger(hardMaxMessages, 'hardMaxMessages');
    if (keepMessages >= maxMessages) throw new RangeError('keepMessages has to be below maxMessages.');
    if (hardMaxMessages <= maxMessages) throw new RangeError('hardMaxMessages has to be above maxMessages.');
    this.#maxMessages = maxMessages;
    this.#keepMessages = keepMessages;
    this.#hardMaxMessages = hardMaxMessages;
    this.#maxSummaries = maxSummaries;
    this.#options = options;
    this.#countTokens = options.countTokens ?? estimateTokens;
  }

  /** The messages kept word for word, oldest first, the instruction not among them. */
  get messages(): readonly M[] {
    return [...this.#messages];
  }

  /** Oldest first. */
  get summaries(): readonly string[] {
    return this.#summaries.map((summary) => summary.content);
  }

  get length(): number {
    return this.#messages.length;
  }

  /**
   * Adds the newest message. It is there at once when there is room and nobody waits; the promise is kept when
   * the summary it may have made necessary is done. Calls are served in the order they were made.
   *
   * @throws MemprofError `BAD_USAGE`, and the message is not added, when `hardMaxMessages` are there and none of
   * them could be summarised; `cause` is what `summarize` failed with.
   */
  add(message: M): Promise<void> {
    if (this.#waiting === 0 && this.#hasRoom()) {
      this.#append(message);
      return this.#compactToWindow();
    }
    this.#waiting++;
    const added = this.#lastAdd.then(() => this.#addWhenRoom(message)).finally(() => this.#waiting--);
    this.#lastAdd = added.catch(() => {});
    return added;
  }

  /**
   * The newest messages that fit, and as many of the newest summaries as fit beside them. Never more than asked
   * for: a tool exchange that does not fit whole is left out, and so is everything older.
   */
  context({ lastMessages = Infinity, maxTokens = Infinity }: ContextLimits = {}): ConversationContext<M> {
    let used = 0;
    const fits = (messages: readonly (M | SummaryMessage)[]) => {
      const more = this.#tokensOf(messages);
      if (used + more > maxTokens) return false;
      used += more;
      return true;
    };
    const head = this.#instruction !== undefined && fits([this.#instruction]) ? [this.#instruction] : [];
    const cuts = cutsOf(this.#messages);
    // Calls that still wait for results go with what came of them so far.
    if (cuts.at(-1) !== this.#messages.length) cuts.push(this.#messages.length);
    let from = this.#messages.length;
    for (let i = cuts.length - 2; i >= 0; i--) {
      if (this.#messages.length - cuts[i] > lastMessages || !fits(this.#messages.slice(cuts[i], from))) break;
      from = cuts[i];
    }
    let firstSummary = this.#summaries.length;
    while (firstSummary > 0 && fits([this.#summaries[firstSummary - 1]])) firstSummary--;
    const summaries = this.#summaries.slice(firstSummary);
    const recent = withCalls(this.#messages.slice(from));
    const messages = [...head, ...summaries, ...recent];
    return {
      messages,
      instruction: head[0],
      summaries: summaries.map(({ content }) => content),
      recent,
      tokens: this.#tokensOf(messages),
    };
  }

  /** Forgets messages, summaries and instruction. A summary being written is thrown away when it comes. */
  clear(): void {
    this.#generation++;
    this.#instruction = undefined;
    this.#messages = [];
    this.#summaries = [];
  }

  #tokensOf(messages: readonly (M | SummaryMessage)[]): number {
    return messages.reduce((sum, message) => sum + this.#countTokens(message), 0);
  }

  #hasRoom(): boolean {
    return this.#messages.length < this.#hardMaxMessages;
  }

  #append(message: M): void {
    const isFirst = this.#instruction === undefined && this.#messages.length + this.#summaries.length === 0;
    if (isFirst && isInstruction(message)) this.#instruction = message;
    else this.#messages.push(message);
  }

  async #addWhenRoom(message: M): Promise<void> {
    // One under way was begun with fewer messages, and may have found nothing it could cut.
    if (!this.#hasRoom()) await this.#compaction;
    const cause = this.#hasRoom() ? undefined : await this.#compact();
    if (!this.#hasRoom()) {
      throw new MemprofError(
        'BAD_USAGE',
        `The history holds ${this.#messages.length} messages, its hard limit, and none of them could be summarised; the message was not added.`,
        { cause },
      );
    }
    this.#append(message);
    await this.#compactToWindow();
  }

  async #compactToWindow(): Promise<void> {
    let before = Infinity;
    // Messages may have come while a summary was written, so once may not be enough. What failed, or found
    // nothing to cut, leaves the length as it is: below the hard limit the next message tries again.
    while (this.#messages.length > this.#maxMessages && this.#messages.length < before) {
      before = this.#messages.length;
      await this.#compact();
    }
  }

  /** One at a time: who comes while a summary is written waits for that one. Gives what `summarize` failed with. */
  #compact(): Promise<unknown> {
    this.#compaction ??= this.#summarizeOldest()
      .then(
        () => undefined,
        (error: unknown) => {
          this.#options.onSummaryError?.(error);
          return error;
        },
      )
      .finally(() => (this.#compaction = undefined));
    return this.#compaction;
  }

  async #summarizeOldest(): Promise<void> {
    const generation = this.#generation;
    const cut = this.#cut();
    if (cut === 0) return;
    const { summarize } = this.#options;
    // At least two: one summary made of one would leave as many as before.
    const half = Math.max(2, Math.ceil(this.#maxSummaries / 2));
    const merged =
      this.#summaries.length >= this.#maxSummaries
        ? await summarize(this.#summaries.slice(0, half))
        : undefined;
    const content = await summarize(this.#messages.slice(0, cut));
    if (generation !== this.#generation) return;
    // Nothing was touched until both texts are there, so a failure of either loses nothing.
    if (merged !== undefined) this.#summaries.splice(0, half, asSummary(merged));
    this.#summaries.push(asSummary(content));
    this.#messages.splice(0, cut);
  }

  /** How many of the oldest messages to summarise, so that `keepMessages` or a few more stay. */
  #cut(): number {
    const wanted = this.#messages.length - this.#keepMessages;
    const cuts = cutsOf(this.#messages);
    const before = cuts.findLast((cut) => cut <= wanted) ?? 0;
    return before > 0 ? before : (cuts.find((cut) => cut > 0) ?? 0);
  }
}

/** What `context()` may return at most; no limit unless given. The instruction and summaries are not `lastMessages`. */
export interface ContextLimits {
  readonly lastMessages?: number;
  readonly maxTokens?: number;
}

/** A result whose call was given up and summarised before: no model takes it. */
function withCalls<M extends ChatMessage>(messages: readonly M[]): M[] {
  const calls = new Set(messages.flatMap((message) => callsIn(message)));
  return messages.filter((message) => answersIn(message).every((id) => calls.has(id)));
}

function asSummary(content: string): SummaryMessage {
  if (typeof content !== 'string') throw new TypeError('summarize() has to give a string.');
  return { role: 'system', content };
}

function atLeastTwo(value: number, name: string): void {
  if (positiveInteger(value, name) < 2) throw new RangeError(`${name} has to be at least 2.`);
}
