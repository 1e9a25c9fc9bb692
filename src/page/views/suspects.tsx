import type { PageData, StepData, SuspectData } from '../../report/html/page-data.ts';
import { formatBytes, formatCount } from '../../report/units.ts';
import { Command, Empty, Panel, View } from '../parts/basics.tsx';
import { withCode } from '../parts/code-text.tsx';
import { heapOfSuspect } from '../model/heap-of-suspect.ts';
import { hashOf } from '../model/route.ts';
import { Trace, type TraceBox } from '../parts/trace.tsx';

const VERDICTS = { leaking: 'leaking', 'not-leaking': 'should be there', unknown: 'unclear' } as const;

/** What may be leaking, each with the references that keep it, drawn. */
export function SuspectsView({ page }: { page: PageData }) {
  const isCheck = page.kind === 'check';
  return (
    <View
      title="Suspects"
      lead={
        isCheck
          ? 'What the check found, from the root that keeps it down to the objects that pile up. Go to the marked reference: it should have let go.'
          : 'What grew from label to label, and who keeps it. Go to the marked reference: it should have let go. A series of labels cannot tell a leak from a cache that fills; memprof check can.'
      }
    >
      {page.suspects.length === 0 ? (
        <Panel>
          <NoSuspects page={page} />
        </Panel>
      ) : (
        page.suspects.map((suspect, i) => (
          <Suspect key={`${suspect.fingerprint} ${i}`} suspect={suspect} number={i + 1} page={page} />
        ))
      )}
    </View>
  );
}

function NoSuspects({ page: { kind, title } }: { page: PageData }) {
  if (kind === 'check')
    return (
      <Empty title="Nothing is suspect">The check found no reference that goes on gaining objects.</Empty>
    );
  return (
    <Empty title="Nothing is suspect">
      No reference gained objects from label to label. A series of three labels or more is needed to tell:
      call <Command>mark('turn')</Command> in the program’s loop, or decide it with{' '}
      <Command>memprof check {title}</Command>.
    </Empty>
  );
}

function Suspect(props: { suspect: SuspectData; number: number; page: PageData }) {
  const { suspect, number, page } = props;
  const { kind, sentence, advice, status, packageName, upstream, retainedBytes, docs, fingerprint } = suspect;
  return (
    <article class="panel suspect-card" aria-labelledby={`suspect-${number}`}>
      <header>
        <h3 id={`suspect-${number}`}>
          <span class="badge">{number}</span> {nameOfKind(kind)}
        </h3>
        <div class="tags">
          {suspect.isProven ? <span class="tag tag-bad">proven</span> : <span class="tag">unproven</span>}
          {status === null ? null : <span class="tag">{status}</span>}
          {packageName === null ? null : <span class="tag">{packageName}</span>}
          {suspect.where === null ? null : <span class="tag">in {suspect.where}</span>}
        </div>
      </header>
      <p class="sentence">{withCode(sentence)}.</p>
      <p class="advice">
        <b>What to do:</b> {upstream?.advice ?? advice}
      </p>
      <Instances suspect={suspect} page={page} />
      <div class="suspect-body">
        {suspect.steps.length === 0 ? (
          <p class="dim">Nothing in the JavaScript heap keeps it, so there is no trace to draw.</p>
        ) : (
          <Trace label={`What keeps suspect ${number}`} boxes={boxesOf(suspect.steps)} />
        )}
        <Allocations allocations={suspect.allocations} />
      </div>
      <footer class="dim">
        {retainedBytes > 0 ? `${formatBytes(retainedBytes)} hang on it · ` : ''}
        {upstream === null ? docs : upstream.issue} · fingerprint {fingerprint}
      </footer>
    </article>
  );
}

/** `Unbounded map` for `unbounded-map`. */
function nameOfKind(kind: string): string {
  return `${kind.charAt(0).toUpperCase()}${kind.slice(1).replaceAll('-', ' ')}`;
}

/** The way to the objects themselves, and to all that refers to each. */
function Instances({ suspect, page }: { suspect: SuspectData; page: PageData }) {
  const heap = heapOfSuspect(page, suspect);
  if (heap === null || suspect.steps.length === 0) return null;
  return (
    <p>
      <a href={hashOf('constructors', { heap, name: suspect.constructorName })}>
        The largest of them at {page.heaps[heap]!.label}, and what refers to each
      </a>
    </p>
  );
}

/** The first marked reference is the one to look at; those after it only carry on. */
function boxesOf(steps: readonly StepData[]): TraceBox[] {
  const first = steps.findIndex(({ isSuspect }) => isSuspect);
  return steps.map((step, i) => ({ ...boxOf(step), edgeNote: i === first ? 'should have let go' : '' }));
}

function boxOf({ name, place, verdict, reason, edge, isSuspect, hops }: StepData): TraceBox {
  return {
    name,
    detail: place === null ? null : <code>{place}</code>,
    tone: verdict,
    note: `${VERDICTS[verdict]}: ${reason}`,
    edge,
    isSuspect,
    hops,
  };
}

function Allocations({ allocations }: Pick<SuspectData, 'allocations'>) {
  if (allocations.length === 0) return null;
  return (
    <details open>
      <summary>Where it was made</summary>
      {allocations.map(({ stack, count, bytes }, i) => (
        <div key={i} class="site">
          <p>
            {formatCount(count)} objects, {formatBytes(bytes)}
          </p>
          <ol class="stack">
            {stack.map((frame, at) => (
              <li key={at}>
                <code>{frame}</code>
              </li>
            ))}
          </ol>
        </div>
      ))}
    </details>
  );
}
