import type { Text } from './lift.ts';
import type { Plan } from './plan.ts';
import type { Link, Quotation } from './quotation.ts';

/** What goes around the quoted text. */
export interface Surroundings {
  readonly before: string;
  readonly after: string;
}

/**
 * Adds a function that holds the text.
 *
 * @param value - What the text is to evaluate to, in the terms of who calls the function.
 * @returns The call of it.
 */
export function addQuoting(
  plan: Plan,
  name: string,
  { root, links, keys }: Quotation,
  value: string,
  { before, after }: Surroundings,
): string {
  const zeros = keys.map(() => '0');
  // Not a name of the program's.
  const given = `${name}x`;
  const holding = links.reduceRight((inner, link) => link.holding(inner), value);
  const text = linkedText(links, after);
  const { start } = plan.node;
  if (links[0]?.text.startsWith('.#') === true) {
    const field = links[0].text.slice(1);
    const body: Text = [
      `(class{static ${field}=${given};static f=`,
      null,
      `()=>${before}this`,
      ...text,
      '}).f()',
    ];
    plan.add(name, [given, ...keys], body);
    return `${name}(${[holding, ...zeros].join()})`;
  }
  if (typeof root === 'string') {
    const isThis = root === 'this';
    plan.add(name, isThis ? keys : [root, ...keys], [start, before, root, ...text]);
    return `${name}${isThis ? '.call' : ''}(${[holding, ...zeros].join()})`;
  }
  plan.add(name, [given, ...keys], [start, before, root(given), ...text]);
  return `${name}(${[holding, ...zeros].join()})`;
}

function linkedText(links: readonly Link[], after: string): Text {
  const text: (string | number)[] = [];
  for (const { text: linked, at } of links) {
    const sign = /^(\?\.|\.)?/.exec(linked)![0];
    text.push(sign, at, linked.slice(sign.length));
  }
  return [...text, after];
}
