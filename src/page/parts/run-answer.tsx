import type { GrowthData, OwnerData, PageData, SuspectData } from '../../report/html/page-data.ts';
import { formatAmount } from '../../report/amount.ts';
import { formatBytes, formatBytesDiff, formatCount } from '../../report/units.ts';
import { type FirstGrowth, type GrowthRow, type Pair, topGrowth, topLines } from '../model/growth-rows.ts';
import { hashOf } from '../model/route.ts';
import { Answer, type AnswerItem } from './answer.tsx';
import { Command } from './basics.tsx';

/** The answers of a run or a comparison; nothing where nothing grew. */
export function RunAnswer({ page, pair, first }: { page: PageData; pair: Pair; first: FirstGrowth }) {
  const { growth, suspects } = page;
  const top = topGrowth(first.table, 1)[0];
  if (growth === null || top === undefined) return null;
  const line = first.what === 'objects' ? topLines(growth, pair, 1)[0] : top;
  const items: AnswerItem[] = [
    ...(first.what === 'objects' ? [whatGrew(top)] : []),
    ...(line === undefined ? [] : [whereMade(line, growth)]),
    ...keptBy(page, growth),
    whatToDo(page, suspects[0]),
  ];
  return <Answer items={items} />;
}

function whatGrew({ name, held, sizeDiff, countDiff, where }: GrowthRow): AnswerItem {
  const more = countDiff > 0 ? `${formatCount(countDiff)} more alive` : 'no more of them, but larger ones';
  return {
    question: 'What grew most',
    answer: <code>{name}</code>,
    more: (
      <>
        {formatBytesDiff(held ?? sizeDiff)}, {more}
        {where === null ? '' : `, in ${where}`} · <a href="#growth">all that grew</a>
      </>
    ),
  };
}

function whereMade({ name, detail, sizeDiff, where }: GrowthRow, growth: GrowthData): AnswerItem {
  const isSampled = growth.samplingIntervalBytes !== null;
  return {
    question: 'Where most was made',
    answer: (
      <>
        <code>{name}</code>
        {detail === null ? null : <span class="dim"> {detail}</span>}
      </>
    ),
    more: (
      <>
        {formatBytesDiff(sizeDiff)} still alive{isSampled ? ', estimated' : ''}
        {where === null ? '' : `, in ${where}`} · <a href="#flame">who called it</a>
      </>
    ),
  };
}

function keptBy({ suspects, kind, heaps }: PageData, { owner }: GrowthData): AnswerItem[] {
  const [suspect] = suspects;
  if (suspect !== undefined) return [keptBySuspect(suspect)];
  if (owner !== null) return [heldBy(owner)];
  if (kind === 'diff') return [];
  if (heaps.length === 0) {
    return [
      { question: 'What keeps it', answer: <span class="dim">Not known: no snapshots were taken</span> },
    ];
  }
  const more = <a href="#suspects">what that means</a>;
  return [{ question: 'What keeps it', answer: <span class="dim">Nothing is suspect</span>, more }];
}

/** The object that came to hold most. */
function heldBy({ name, id, sizeDiffBytes, isNew, where, object }: OwnerData): AnswerItem {
  return {
    question: 'What holds it',
    answer: (
      <>
        <code>{name}</code> <span class="dim">@{id}</span>
      </>
    ),
    more: (
      <>
        {isNew ? 'came since, and holds' : 'was there before, and holds'} {formatBytesDiff(sizeDiffBytes)} now
        {where === null ? '' : `, in ${where}`}
        {object === null ? null : (
          <>
            {' '}
            · <a href={hashOf('overview', { heap: object.heap, object: object.place })}>the way to it</a>
          </>
        )}
      </>
    ),
  };
}

/** What keeps the objects of a suspect, and what it gains. */
export function keptBySuspect(suspect: SuspectData): AnswerItem {
  const { reference, objectPlace, perIteration, objectName, where, isProven } = suspect;
  const often = isProven ? 'each iteration' : 'from one label to the next';
  const each = perIteration.count > 0 ? `${formatAmount(perIteration.count)} ${objectName}` : objectName;
  return {
    question: 'What keeps it',
    answer: (
      <>
        <code>{reference.name}</code>
        {reference.place === null ? null : <span class="dim"> {reference.place}</span>}
      </>
    ),
    more: (
      <>
        gains {each} ({objectPlace === null ? null : `${objectPlace}, `}
        {formatBytes(perIteration.bytes)}) {often}
        {where === null ? '' : `, in ${where}`} · <a href="#suspects">the way to it</a>
      </>
    ),
  };
}

/** `start`, `end`, and three between them. */
const LOOP_OF_LABELS = 5;

function whatToDo(page: PageData, suspect: SuspectData | undefined): AnswerItem {
  const { kind, title, heaps, startHeap, growth } = page;
  if (suspect !== undefined) {
    return {
      question: 'What to do',
      answer: suspect.advice,
      more: suspect.isProven ? undefined : (
        <>
          A cache that fills looks the same: <Command>memprof check {title}</Command> tells.
        </>
      ),
    };
  }
  if (kind === 'diff') {
    return {
      question: 'What to do',
      answer:
        heaps.length === 0 ? 'See who made it.' : 'Look at the largest objects, and who refers to them.',
      more:
        heaps.length === 0 ? (
          <a href="#flame">Flame graph</a>
        ) : (
          <a href={hashOf('constructors', { heap: startHeap })}>Constructors</a>
        ),
    };
  }
  if (heaps.length === 0) {
    return {
      question: 'What to do',
      answer: 'Run it again with snapshots: they tell what keeps it.',
      more: (
        <>
          Leave <Command>--snapshots none</Command> out.
        </>
      ),
    };
  }
  const hasLoop = growth !== null && growth.moments.length >= LOOP_OF_LABELS;
  return {
    question: 'What to do',
    answer: 'See whether it goes on growing.',
    more: (
      <>
        {hasLoop ? null : (
          <>
            Call <Command>mark('turn')</Command> in the program’s loop and run it again, or decide it:{' '}
          </>
        )}
        <Command>memprof check {title}</Command>
      </>
    ),
  };
}
