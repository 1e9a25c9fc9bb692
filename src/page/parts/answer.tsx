import type { ComponentChildren } from 'preact';

/** A question somebody with a leak has, and what is known. */
export interface AnswerItem {
  readonly question: string;
  readonly answer: ComponentChildren;
  /** Below it, smaller: a figure, a way to more. */
  readonly more?: ComponentChildren;
}

/** What it is, where it is made, what keeps it and what to do: the questions people come with, in their order. */
export function Answer({ items }: { items: readonly AnswerItem[] }) {
  return (
    <dl class="answer panel">
      {items.map(({ question, answer, more }) => (
        <div key={question}>
          <dt>{question}</dt>
          <dd>
            {answer}
            {more === undefined ? null : <span class="answer-more">{more}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
