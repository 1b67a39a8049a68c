// The package as bundlers take it: its entry is found, and both WebAssembly files are emitted and loaded.
import { expect, test } from '../portals';
import { BUNDLERS } from './tried';

for (const { name, ways } of BUNDLERS) {
  test.describe(name, () => {
    for (const way of ways) {
      test(way.name, async ({ page, jobs }) => {
        const loaded: { folder: string; type: string | undefined; status: number }[] = [];
        page.on('response', (response) => {
          const { pathname } = new URL(response.url());
          if (!pathname.endsWith('.wasm')) return;
          const type = response.headers()['content-type'];
          loaded.push({ folder: pathname.slice(1, way.path.indexOf('/', 8) + 2), type, status: response.status() });
        });
        await page.goto(way.path);
        await expect(jobs.rows).toHaveCount(20);
        await jobs.rows.getByRole('link').first().click();
        await expect(jobs.element.locator('.tasks li').first()).toBeVisible();
        const [folder = ''] = way.path.split('?');
        expect(loaded).toEqual(Array(2).fill({ folder, type: 'application/wasm', status: 200 }));
      });
    }
  });
}
