import { useMemo, useState } from 'preact/hooks';
import type { GrowthData } from '../../report/html/page-data.ts';
import { formatBytes } from '../../report/units.ts';
import { type FlameQuestion, flameOf } from '../model/flame-nodes.ts';
import { clipName } from '../model/clip.ts';
import type { Pair } from '../model/growth-rows.ts';
import { Command, Empty, Panel, View } from '../parts/basics.tsx';
import { Choice, SearchField } from '../parts/choice.tsx';
import { FlameGraph } from '../parts/flame-graph.tsx';
import { PairPicker } from '../parts/pair-picker.tsx';

interface Props {
  readonly growth: GrowthData;
  readonly pair: Pair;
  readonly onPair: (pair: Pair) => void;
}

/** Live or grown bytes by stack. */
export function FlameView({ growth, pair, onPair }: Props) {
  const { flame, moments, samplingIntervalBytes } = growth;
  const [mode, setMode] = useState<FlameQuestion['mode']>('grown');
  const [direction, setDirection] = useState<'callees' | 'callers'>('callees');
  const [search, setSearch] = useState('');
  const isInverted = direction === 'callers';
  const graph = useMemo(
    () => flame && flameOf(flame, { pair, mode, isInverted }),
    [flame, pair, mode, isInverted],
  );
  const precision =
    samplingIntervalBytes === null
      ? 'Every allocation was followed.'
      : `Sampled every ${formatBytes(samplingIntervalBytes)}: estimates.`;
  return (
    <View
      title="Flame graph"
      lead={
        <>
          Who allocated what is still alive. The wider a box, the more bytes; a box stands below the function
          that called it. Select a box to look closer, Escape to step back. {precision}
        </>
      }
    >
      <div class="controls">
        <PairPicker moments={moments} pair={pair} onChange={onPair} />
        <Choice
          label="What to show"
          options={[
            ['grown', 'Grown between'],
            ['live', `Live at ${clipName(moments[pair[1]]!)}`],
          ]}
          value={mode}
          onChange={setMode}
        />
        <Choice
          label="Direction"
          options={[
            ['callees', 'From the top'],
            ['callers', 'Inverted'],
          ]}
          value={direction}
          onChange={setDirection}
        />
        <SearchField label="Search functions and files" value={search} onInput={setSearch} />
      </div>
      <Panel>
        {graph == null ? (
          <Empty title="Allocations were not followed here">
            Record with <Command>memprof run</Command>, which samples them unless told not to, or choose other
            moments above.
          </Empty>
        ) : (
          <FlameGraph root={graph.root} search={search} />
        )}
        {graph != null && graph.shrunk > 0 ? (
          <p class="dim">Stacks that shrank, by {formatBytes(graph.shrunk)} in all, have no box.</p>
        ) : null}
      </Panel>
    </View>
  );
}
