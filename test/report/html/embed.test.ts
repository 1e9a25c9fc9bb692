import { expect, test } from 'vitest';
import { DATA_PLACE, embedData, jsonForHtml } from '../../../src/report/html/embed.ts';
import { checkPage } from '../../../src/report/html/check-page.ts';
import { emptyCheck } from './results.ts';

const HOSTILE = '</script><!--<script>\u2028\u2029&lt;\u202egnp.exe\u0000\u001b[2J';

test('nothing in a text can end the script it stands in, or start anything', () => {
  const json = jsonForHtml({ [HOSTILE]: HOSTILE, list: [HOSTILE] });
  expect(json).not.toMatch(/[<>&]/);
  // oxlint-disable-next-line no-control-regex
  expect(json.replaceAll(HOSTILE, '')).not.toMatch(/<|\u001b/);
});

test('what is embedded is what the page reads, with what cannot be printed made visible', () => {
  const read = JSON.parse(jsonForHtml({ text: 'a<b>&c\u202ed\ne', number: 1, nothing: null })) as unknown;
  expect(read).toEqual({ text: 'a<b>&c�d⏎e', number: 1, nothing: null });
});

test('the data comes in once, where the template wants it', () => {
  const page = checkPage(emptyCheck({ file: `${DATA_PLACE}$&.mjs` }), {
    version: '1',
    writtenAt: new Date(0),
  });
  const text = embedData(`<p>before</p>${DATA_PLACE}<p>after</p>`, page);
  expect(text).toMatch(
    /^<p>before<\/p><script type="application\/json" id="data">\{.*\}<\/script><p>after<\/p>$/,
  );
  const data = JSON.parse(/id="data">(.*)<\/script>/.exec(text)![1]!) as { title: string };
  expect(data.title).toBe(`${DATA_PLACE}$&.mjs`);
});
