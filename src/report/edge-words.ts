import type { EdgeLabel } from '../analysis/views/edge-label.ts';

const PLAIN_NAME = /^[\p{ID_Start}$_#][\p{ID_Continue}$]*$/u;

/** How one thing refers to another: `.items`, `[…]`, `variable cache`. */
export function labelText({ kind, name }: EdgeLabel): string {
  switch (kind) {
    case 'property':
      return propertyText(name ?? '');
    case 'index':
      return name === null ? '[…]' : `[${name}]`;
    case 'variable':
      return `variable ${name}`;
    case 'entry':
      return 'entry';
    case 'weak-map':
      return 'WeakMap value';
    default:
      return `(${name})`;
  }
}

function propertyText(name: string): string {
  if (name.startsWith('<symbol ')) return `[${name.slice(1, -1)}]`;
  return PLAIN_NAME.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
}
