/** The schema of what `memprof analyze --format json` prints: one object a view. */
export function viewSchema({ object, list, orNull, oneOf, text, bytes, count, memory }) {
  const line = orNull({ type: 'integer', minimum: 1 });
  const boolean = { type: 'boolean' };
  const milliseconds = orNull({ type: 'number', minimum: 0 });
  const share = { type: 'number', minimum: 0, maximum: 1 };
  const ref = (name) => ({ $ref: `#/$defs/${name}` });
  const rowsOf = (row) => ({ rows: list(row), rowCount: count });
  const objectRef = { id: count, name: text, type: text, shallowSize: bytes, retainedSize: bytes };
  const place = object({
    file: text,
    line,
    column: line,
    packageName: orNull(text),
    isInternal: boolean,
    isMemprof: boolean,
  });
  const label = object({
    kind: oneOf('property', 'variable', 'internal', 'index', 'entry', 'weak-map'),
    name: orNull(text),
  });
  const dominatorNode = {
    ...objectRef,
    childCount: count,
    children: list(ref('dominatorNode')),
    others: list(ref('constructorCount')),
  };
  const constructorSizes = object({
    constructorName: text,
    place: orNull(ref('place')),
    count,
    shallowSize: bytes,
    retainedSize: bytes,
    isBookkeeping: boolean,
  });
  const stringGroup = object({
    text,
    count,
    eachSize: bytes,
    wastedSize: bytes,
    isConcatenated: boolean,
    holder: orNull(object({ label: ref('label'), constructorName: text, count })),
  });
  const collectionKind = oneOf('Map', 'Set', 'WeakMap', 'WeakSet', 'Array', 'object');
  const slicedParent = object({
    kind: oneOf('string', 'buffer'),
    parent: ref('objectRef'),
    size: bytes,
    sliceCount: count,
    sliceName: text,
    isKeptBySlicesAlone: boolean,
    path: ref('accessPath'),
  });

  const views = {
    summary: {
      nodeCount: count,
      edgeCount: count,
      heapSize: bytes,
      extraNativeBytes: bytes,
      kinds: list(object({ kind: text, count, size: bytes })),
      drops: list(ref('drop')),
      biggest: orNull(ref('bigObject')),
      wastedStringBytes: bytes,
      memory: orNull(object(memory)),
    },
    constructors: { ...rowsOf(constructorSizes), largest: orNull(constructorSizes) },
    dominators: rowsOf(ref('bigObject')),
    drops: rowsOf(ref('drop')),
    retainers: {
      target: text,
      count,
      object: orNull(ref('objectRef')),
      unreferredCount: count,
      groups: list(ref('retainerGroup')),
      rowCount: count,
    },
    path: { target: text, count, unreachableCount: count, root: ref('pathNode') },
    strings: {
      ...rowsOf(stringGroup),
      stringCount: count,
      stringSize: bytes,
      wastedSize: bytes,
      largest: list(stringGroup),
    },
    collections: {
      ...rowsOf(
        object({
          kind: collectionKind,
          object: ref('objectRef'),
          path: ref('accessPath'),
          entries: orNull(count),
          capacity: count,
          size: bytes,
        }),
      ),
      totals: list(
        object({
          kind: collectionKind,
          count,
          emptyCount: count,
          size: bytes,
          unusedSize: { type: 'number', minimum: 0 },
        }),
      ),
    },
    slices: {
      ...rowsOf(slicedParent),
      slicedStringCount: count,
      keptStringSize: bytes,
      buffers: object(rowsOf(slicedParent)),
      viewedBufferSize: bytes,
    },
    buffers: {
      ...rowsOf(
        object({
          object: ref('objectRef'),
          size: bytes,
          viewCount: count,
          viewName: orNull(text),
          path: ref('accessPath'),
        }),
      ),
      bufferSize: bytes,
      owners: list(
        object({
          label: orNull(ref('label')),
          constructorName: orNull(text),
          viewName: text,
          count,
          size: bytes,
        }),
      ),
      ownerCount: count,
    },
    closures: {
      ...rowsOf(
        object({
          functions: list(ref('function')),
          closureCount: count,
          contextCount: count,
          retainedSize: bytes,
          variables: list(object({ name: orNull(text), constructorName: text, retainedSize: bytes })),
        }),
      ),
      closureCount: count,
      contextCount: count,
    },
    listeners: {
      ...rowsOf(
        object({
          kind: oneOf('EventEmitter', 'EventTarget', 'AbortSignal'),
          object: ref('objectRef'),
          constructorName: text,
          path: ref('accessPath'),
          event: text,
          count,
          retainedSize: bytes,
          listeners: list(object({ listener: ref('function'), count })),
        }),
      ),
      objectCount: count,
      listenerCount: count,
    },
    timers: {
      ...rowsOf(
        object({
          kind: oneOf('setTimeout', 'setInterval', 'setImmediate'),
          delayMs: milliseconds,
          longestDelayMs: milliseconds,
          callback: ref('function'),
          count,
          retainedSize: bytes,
        }),
      ),
      timerCount: count,
      doneCount: count,
    },
    promises: {
      ...rowsOf(
        object({
          kind: oneOf('await', 'then'),
          waiting: ref('function'),
          count,
          promiseCount: count,
          retainedSize: bytes,
        }),
      ),
      promiseCount: count,
      pendingCount: count,
      reactionCount: count,
    },
    'async-stores': {
      ...rowsOf(
        object({
          storage: orNull(text),
          constructorName: text,
          storeCount: count,
          holderCount: count,
          holders: list(object({ constructorName: text, count })),
          retainedSize: bytes,
        }),
      ),
      storeCount: count,
      holderCount: count,
    },
    modules: {
      ...rowsOf(
        object({
          packageName: orNull(text),
          isNode: boolean,
          scriptCount: count,
          functionCount: count,
          instanceCount: count,
          retainedSize: bytes,
        }),
      ),
      unownedSize: bytes,
      isBundled: boolean,
    },
    globals: {
      ...rowsOf(
        object({
          kind: oneOf('property', 'lexical'),
          name: text,
          object: ref('objectRef'),
          constructorName: text,
        }),
      ),
      retainedSize: bytes,
    },
  };

  return {
    title: 'What `memprof analyze --format json` prints; sizes in bytes, lines and columns from 1',
    oneOf: Object.entries(views).map(([name, fields]) =>
      object({
        schemaVersion: { const: 1 },
        file: text,
        sentence: text,
        view: { const: name },
        totalSize: bytes,
        ...fields,
      }),
    ),
    $defs: {
      place,
      label,
      objectRef: object(objectRef),
      accessPath: object({ start: text, hops: list(ref('label')), isCut: boolean }),
      function: object({ functionName: text, place: orNull(ref('place')) }),
      constructorCount: object({ constructorName: text, count, retainedSize: bytes }),
      dominatorNode: object(dominatorNode),
      bigObject: object({ ...dominatorNode, path: ref('accessPath'), isInternal: boolean }),
      drop: object({
        object: ref('objectRef'),
        constructorName: text,
        path: ref('accessPath'),
        isInternal: boolean,
        share,
        shape: oneOf('fan', 'list'),
        partCount: count,
        mostly: ref('constructorCount'),
        largestPart: bytes,
      }),
      retainerGroup: object({
        label: ref('label'),
        constructorName: text,
        object: orNull(ref('objectRef')),
        retainerCount: count,
        referredCount: count,
        retainers: list(ref('retainerGroup')),
        cutGroups: count,
      }),
      pathNode: object({
        label: orNull(ref('label')),
        constructorName: text,
        object: orNull(ref('objectRef')),
        isRootLike: boolean,
        objectCount: count,
        count,
        repeats: { type: 'integer', minimum: 1 },
        children: list(ref('pathNode')),
        cutChildren: count,
      }),
    },
  };
}
