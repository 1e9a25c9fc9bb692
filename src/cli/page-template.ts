import { fileURLToPath } from 'node:url';

/** File of the HTML report without its data, made by the build from src/page/. */
export const PAGE_TEMPLATE = fileURLToPath(new URL('../report/html/page.html', import.meta.url));
