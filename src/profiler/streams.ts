/** What is known of a stream when it has ended. */
export interface StreamFigures {
  readonly timeToFirstTokenMs: number | null;
  readonly totalMs: number;
  readonly chunkCount: number;
  readonly totalTokens: number;
}

/** Counts the chunks of one stream, from its making to `end()`. */
export class StreamMeter {
  readonly #start = performance.now();
  #firstMs: number | null = null;
  #chunks = 0;
  #tokens = 0;

  /** Call it for every chunk, with the tokens in it if they are known. */
  chunk(tokens = 0): void {
    this.#firstMs ??= performance.now() - this.#start;
    this.#chunks++;
    this.#tokens += tokens;
  }

  /** The figures so far. */
  figures(): StreamFigures {
    return {
      timeToFirstTokenMs: this.#firstMs,
      totalMs: performance.now() - this.#start,
      chunkCount: this.#chunks,
      totalTokens: this.#tokens,
    };
  }
}

/** Passes every item on, counting it; `done` is called once, also when the reader stops early or the source fails. */
export async function* metered<T>(
  source: AsyncIterable<T> | Iterable<T>,
  tokensOf: (item: T) => number,
  done: (figures: StreamFigures) => void,
): AsyncGenerator<T, void, undefined> {
  const meter = new StreamMeter();
  try {
    for await (const item of source) {
      meter.chunk(tokensOf(item));
      yield item;
    }
  } finally {
    done(meter.figures());
  }
}
