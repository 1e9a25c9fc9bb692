import type { Reference, Step } from './steps.ts';

/** Longer chains of references say more in the leak trace than in a name. */
const MAX_SEGMENTS = 4;
const MODULE_VARIABLE = 'module variable ';

/** The owner of a pile-up and how it refers to what piles up. */
export interface OwnedReference {
  /** Index of the owner among the steps: the nearest module, function, class instance or the like. */
  readonly ownerAt: number;
  /** `Agent.history`, `module variable cache in agent.ts`. */
  readonly name: string;
  /** The variable of a module that the name begins with; null for any other reference. */
  readonly variable: string | null;
}

/**
 * Names the reference that should have let go: from the nearest owner people know, over collections and plain
 * objects without a name of their own, to what holds the pile-up.
 *
 * @param pileAt - Index of the first step of the pile-up; 1 or more.
 */
export function nameReference(steps: readonly Step[], pileAt: number): OwnedReference {
  const holderAt = pileAt - 1;
  let ownerAt = holderAt;
  while (ownerAt > 0 && isNameless(steps[ownerAt])) ownerAt--;
  const owner =
    ownerAt === 0 && isRoot(steps[0]) ? { label: `${rootName(steps[0])} ${steps[1].label}` } : steps[ownerAt];
  const from = Math.max(ownerAt, holderAt - MAX_SEGMENTS);
  // An owner that is the holder itself is told by the reference to the pile-up.
  const first = ownerAt === 0 && isRoot(steps[0]) ? 1 : from;
  const segments = steps
    .slice(first, Math.max(holderAt, ownerAt + 1))
    .map(({ reference }) => reference!)
    .filter((reference) => reference.kind !== 'internal');
  const name = nameFrom(owner.label, segments, from > ownerAt);
  return { ownerAt, name, variable: name.startsWith(MODULE_VARIABLE) ? segments[0].name : null };
}

/** Node keeps timers in lists by how long they run; how it gets to them means nothing to people. */
export function nameTimers(steps: readonly Step[]): string {
  const list = steps.find(({ reference }) => reference !== null && /^\d+$/.test(reference.name));
  return list === undefined ? 'pending timers' : `pending timers (${list.reference!.name} ms)`;
}

/** V8's and Node's own roots mean nothing to people; what they keep does. */
function isRoot({ label }: Step): boolean {
  return /^(\(|Node \/ |C\+\+ )/.test(label);
}

function rootName({ label }: Step): string {
  return label === '(Stack roots)' ? "a running function's" : 'native handle';
}

/** Collections, plain objects and Node's own are what their owner calls them. */
export function isNameless({ label, isPlace }: Step): boolean {
  return !isPlace && !/^(module |function |global$|process$|suspended )/.test(label);
}

function nameFrom(owner: string, segments: readonly Reference[], isCut: boolean): string {
  const [first, ...others] = segments;
  const rest = others.map(suffix).join('');
  if (!first) return owner;
  const start = isCut ? `…${suffix(first)}` : '';
  if (isCut) return `${start}${rest} of ${owner}`;
  const scope = first.scope ?? owner;
  const module = scope.startsWith('module ') ? scope.slice('module '.length) : undefined;
  switch (first.kind) {
    case 'variable':
      return module === undefined
        ? `closure variable ${first.name}${rest} of ${scope}`
        : `${MODULE_VARIABLE}${first.name}${rest} in ${module}`;
    case 'export':
      return `${MODULE_VARIABLE}${first.name}${rest} in ${module ?? owner}`;
    case 'import':
      return `import${rest} in ${module ?? owner}`;
    case 'local':
      return `local variable${rest} of ${module === undefined ? owner.replace(/^suspended /, '') : owner}`;
    default:
      return `${owner.replace(/^function (?!\()/, '')}${suffix(first)}${rest}`;
  }
}

function suffix({ kind, name }: Reference): string {
  switch (kind) {
    case 'property':
      return /^[\p{L}$_#][\p{L}\p{N}$_]*$/u.test(name)
        ? `.${name}`
        : name.startsWith('<symbol')
          ? `[${name}]`
          : `[${JSON.stringify(name)}]`;
    case 'element':
      return `[${name}]`;
    case 'entry':
      return name === '*' ? '[*]' : `[${JSON.stringify(name)}]`;
    case 'weak-entry':
      return name === '' ? ' in a WeakMap' : ` in WeakMap ${name}`;
    case 'variable':
      return `, variable ${name}`;
    default:
      return '';
  }
}

/** V8's words for some of its own references, in people's. */
const INTERNAL: Readonly<Record<string, string | undefined>> = {
  reactions_or_result: 'reactions',
  bound_this: 'bound this',
  bound_function: 'bound function',
};

/** How a leak trace shows a reference. */
export function showReference(reference: Reference): string {
  switch (reference.kind) {
    case 'variable':
      return `variable ${reference.name}`;
    case 'export':
      return reference.name === '' ? 'export' : `export ${reference.name}`;
    case 'import':
      return 'import';
    case 'local':
      return 'local variable';
    case 'weak-entry':
      return reference.name === '' ? 'value in a WeakMap' : `value in WeakMap ${reference.name}`;
    case 'internal':
      return reference.name === '' ? 'keeps' : (INTERNAL[reference.name] ?? `(${reference.name})`);
    default:
      return suffix(reference);
  }
}
