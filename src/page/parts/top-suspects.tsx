import type { PageData } from '../../report/html/page-data.ts';
import { Panel } from './basics.tsx';
import { withCode } from './code-text.tsx';
import { MOST_SHOWN } from './top-rows.tsx';

/** The suspects in a sentence each. */
export function TopSuspects({ page: { kind, suspects } }: { page: PageData }) {
  if (suspects.length === 0) {
    return (
      <Panel title="Suspects">
        <p class="dim">
          Nothing is suspect. {kind === 'run' ? <a href="#suspects">What that means</a> : null}
        </p>
      </Panel>
    );
  }
  return (
    <Panel title="Suspects" aside={<a href="#suspects">See who keeps them</a>}>
      <ol class="sentences">
        {suspects.slice(0, MOST_SHOWN).map(({ fingerprint, sentence, advice }) => (
          <li key={fingerprint}>
            {withCode(sentence)}.<span class="dim"> {advice}</span>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
