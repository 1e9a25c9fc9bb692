/** Properties of the global object in Node 20, 22, 24 and 26, started with no flag, and `gc` and `EventSource`. */
const BUILTIN = new Set(
  `
  AbortController AbortSignal AggregateError Array ArrayBuffer AsyncDisposableStack Atomics BigInt
  BigInt64Array BigUint64Array Blob Boolean BroadcastChannel Buffer ByteLengthQueuingStrategy CloseEvent
  CompressionStream CountQueuingStrategy Crypto CryptoKey CustomEvent DOMException DataView Date
  DecompressionStream DisposableStack Error ErrorEvent EvalError Event EventSource EventTarget File
  FinalizationRegistry Float16Array Float32Array Float64Array FormData Function Headers Infinity Int16Array
  Int32Array Int8Array Intl Iterator JSON Map Math MessageChannel MessageEvent MessagePort NaN Navigator
  Number Object Performance PerformanceEntry PerformanceMark PerformanceMeasure PerformanceObserver
  PerformanceObserverEntryList PerformanceResourceTiming Promise Proxy QuotaExceededError RangeError
  ReadableByteStreamController ReadableStream ReadableStreamBYOBReader ReadableStreamBYOBRequest
  ReadableStreamDefaultController ReadableStreamDefaultReader ReferenceError Reflect RegExp Request
  Response Set SharedArrayBuffer Storage String SubtleCrypto SuppressedError Symbol SyntaxError Temporal
  TextDecoder TextDecoderStream TextEncoder TextEncoderStream TransformStream
  TransformStreamDefaultController TypeError URIError URL URLPattern URLSearchParams Uint16Array
  Uint32Array Uint8Array Uint8ClampedArray WeakMap WeakRef WeakSet WebAssembly WebSocket WritableStream
  WritableStreamDefaultController WritableStreamDefaultWriter atob btoa clearImmediate clearInterval
  clearTimeout console crypto decodeURI decodeURIComponent encodeURI encodeURIComponent escape eval fetch
  gc global globalThis isFinite isNaN localStorage navigator parseFloat parseInt performance process
  queueMicrotask sessionStorage setImmediate setInterval setTimeout structuredClone undefined unescape
`
    .trim()
    .split(/\s+/),
);

/** Names of Node's and V8's own symbols, and what V8 calls getters and setters. */
const OWN_SYMBOL = /^<symbol (?:Symbol\.|node:|nodejs\.|undici\.|extensions::|V8PrivateProperty::|Window#)/;
const ACCESSOR = /^[gs]et /;

/** Whether the language or Node brings along a global of this name. */
export function isBuiltinGlobal(name: string): boolean {
  return BUILTIN.has(name.replace(ACCESSOR, '')) || name === '__proto__' || OWN_SYMBOL.test(name);
}
