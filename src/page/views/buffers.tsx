import type { BufferResult } from '../../analysis/results.ts';
import { formatBytes, formatCount } from '../../report/units.ts';
import { Command, Empty, Panel, View } from '../parts/basics.tsx';

/** The ring buffers of the profiler in the program: how full they are, and what they dropped. */
export function BuffersView({ buffers }: { buffers: readonly BufferResult[] }) {
  return (
    <View
      title="Ring buffers"
      lead={
        <>
          Bounded records of the profiler in the program; the oldest is dropped first. If one dropped what you
          need, give <Command>PRAISONAI_PROFILE_MAX</Command> a larger number.
        </>
      }
    >
      <Panel>
        {buffers.length === 0 ? (
          <Empty title="No ring buffers">
            The program did not use <Command>memprof/profiler</Command>.{' '}
            <Command>PRAISONAI_PROFILE=1</Command> turns it on.
          </Empty>
        ) : (
          <ul class="buffers">
            {buffers.map((buffer) => (
              <Buffer key={buffer.name} buffer={buffer} />
            ))}
          </ul>
        )}
      </Panel>
    </View>
  );
}

function Buffer({
  buffer: { name, capacity, length, dropped, bytes, capacityFrom },
}: {
  buffer: BufferResult;
}) {
  return (
    <li class={dropped > 0 ? 'buffer is-full' : 'buffer'}>
      <div class="buffer-head">
        <b>{name}</b>
        <span>
          {formatCount(length)} of {formatCount(capacity)}
        </span>
      </div>
      <meter aria-label={`${name}: ${length} of ${capacity} records`} min={0} max={capacity} value={length} />
      <div class="buffer-facts dim">
        <span>{dropped === 0 ? 'nothing dropped' : `${formatCount(dropped)} dropped`}</span>
        <span>{formatBytes(bytes)}</span>
        <span>size from {capacityFrom}</span>
      </div>
    </li>
  );
}
