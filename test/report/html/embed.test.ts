import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { HeapMap } from '../../../src/analysis/heap-map/results.ts';
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
  const page = checkPage(emptyCheck({ file: `${DATA_PLACE}$&.mjs` }), [], {
    version: '1',
    writtenAt: new Date(0),
  });
  const text = embedData(`<p>before</p>${DATA_PLACE}<p>after</p>`, page);
  expect(text).toMatch(
    /^<p>before<\/p><script type="application\/json" id="data">\{.*\}<\/script>\n<p>after<\/p>$/,
  );
  const data = JSON.parse(/id="data">(.*)<\/script>/.exec(text)![1]!) as { title: string };
  expect(data.title).toBe(`${DATA_PLACE}$&.mjs`);
});

test('heaps come in packed, with nothing in them that HTML could read', () => {
  const { data } = checkPage(emptyCheck({ file: 'a.mjs' }), [], { version: '1', writtenAt: new Date(0) });
  const heap = { totalSize: 1, boxes: [{ name: HOSTILE }] } as unknown as HeapMap;
  const text = embedData(DATA_PLACE, { data, heaps: [heap, heap] });
  const packed = /<script type="application\/gzip" id="heap-1">([A-Za-z0-9+/=]+)<\/script>/.exec(text)![1]!;
  const unpacked = gunzipSync(Buffer.from(packed, 'base64')).toString();
  expect(unpacked).not.toMatch(/[<>&]/);
  expect(JSON.parse(unpacked)).toMatchObject({ totalSize: 1 });
  expect(text.match(/<script/g)).toHaveLength(3);
});
