import type { ComponentChildren } from 'preact';
import type { HeapState, OpenHeap } from '../model/heaps.ts';
import { Empty, Panel } from './basics.tsx';

/** Shows what is in a heap as soon as it is unpacked. */
export function WithHeap(props: {
  readonly heap: HeapState;
  readonly children: (heap: OpenHeap) => ComponentChildren;
}) {
  const { heap, children } = props;
  if (typeof heap === 'object') return <>{children(heap)}</>;
  return (
    <Panel>
      {heap === 'opening' ? (
        <p class="dim" role="status">
          Unpacking the heap …
        </p>
      ) : (
        <Empty title="The heap could not be unpacked">
          This browser is too old for it, or the file is not whole. Chrome and Edge can from version 110 on,
          Firefox from 115, Safari from 16.4.
        </Empty>
      )}
    </Panel>
  );
}
