import 'uplot/dist/uPlot.min.css';
import './style/base.css';
import './style/shell.css';
import './style/parts.css';
import './style/tints.css';
import './style/boxes.css';
import './style/answer.css';
import './style/print.css';
import { render } from 'preact';
import type { PageData } from '../report/html/page-data.ts';
import { App } from './app.tsx';

const text = document.getElementById('data')?.textContent;
if (text == null) throw new Error('The page has no data in it: write it again with memprof report --html.');
render(<App page={JSON.parse(text) as PageData} />, document.getElementById('page')!);
