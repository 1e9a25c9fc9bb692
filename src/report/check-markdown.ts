import type { AllocationSite, CheckResult, CheckedSuspect } from '../check/result.ts';
import { checkAdviceFor, headlineFor, outsideLines, checkSentenceFor } from './check-words.ts';
import { escape, prose } from './markdown-text.ts';
import { printable } from './untrusted.ts';

/** A check as Markdown, for a pull request or a step summary. */
export function renderCheckMarkdown(result: CheckResult): string {
  const { target, suspects, budgets } = result;
  const parts = [
    `## memprof check: ${escape(target.file)}`,
    `**${headlineFor(result)}**`,
    outsideLines(result)
      .map((line) => `- ${line}`)
      .join('\n'),
    ...suspects.map(suspectPart),
    budgets
      .map(({ text, isBroken }) => `- budget \`${text}\`: ${isBroken ? '**broken**' : 'kept'}`)
      .join('\n'),
    ...result.notes.map(prose),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function suspectPart(suspect: CheckedSuspect): string {
  const { kind, status, upstream, retainingPath, allocations, fingerprint } = suspect;
  const path = retainingPath.map(({ name, edge }) => `${name}${edge === null ? '' : ` → ${edge}`}`);
  const site = allocations[0];
  return [
    `### ${kind} (${status})`,
    prose(checkSentenceFor(suspect)),
    `Kept by:\n\n\`\`\`text\n${path.map(printable).join('\n')}\n\`\`\``,
    site === undefined
      ? ''
      : `Made in \`${printable(site.functionName)}\` at \`${printable(site.file)}:${site.line}\`${sourceOf(site)}`,
    `${checkAdviceFor(suspect)}${upstream === null ? '' : ` Known upstream: ${upstream.issue}`}`,
    `Fingerprint \`${fingerprint}\``,
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function sourceOf({ sourceLine }: AllocationSite): string {
  return sourceLine === undefined ? '' : `:\n\n\`\`\`\`js\n${printable(sourceLine)}\n\`\`\`\``;
}
