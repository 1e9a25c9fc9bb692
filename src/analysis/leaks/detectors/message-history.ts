import { type Accumulation, type Detector, firstOf } from '../accumulation.ts';

/** A conversation: messages with a role or an author and a content. */
export const messageHistory: Detector = {
  kind: 'message-history',
  matches(accumulation: Accumulation): boolean {
    const { label } = firstOf(accumulation);
    if (/(^|[a-z])Message$/.test(label)) return true;
    const properties = new Set(label.replace(/^\{|\}$/g, '').split(', '));
    return WHO.some((name) => properties.has(name)) && WHAT.some((name) => properties.has(name));
  },
};

const WHO = ['role', 'author', 'sender', 'speaker'];
const WHAT = ['content', 'text', 'message', 'parts', 'body'];
