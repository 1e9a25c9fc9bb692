/** Describes a value as far as a program can tell it from another, down to a depth. */
export function show(value: unknown, depth = 3): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'function') {
    const properties =
      depth > 0 ? Object.entries(value).map(([key, own]) => `${key}:${show(own, depth - 1)}`) : [];
    return `[${value.name}/${value.length} ${properties.join()} ${Object.getOwnPropertyNames(value).join()}]`;
  }
  if (typeof value !== 'object' || value === null) return String(value);
  // Programs run in a realm of their own: no instanceof.
  const kind = Object.prototype.toString.call(value);
  if (kind === '[object Error]') return `${(value as Error).name}: ${(value as Error).message}`;
  if (kind === '[object Promise]') return kind;
  if (Object.hasOwn(value, 'globalThis')) return 'the global object';
  if (depth === 0) return '…';
  const keys = Reflect.ownKeys(value).map((key) => {
    const { value: own, get } = Object.getOwnPropertyDescriptor(value, key)!;
    return `${String(key)}:${get ? 'get' : show(own, depth - 1)}`;
  });
  return `${kind}{${keys.join(',')}}`;
}
