// Where the element is used inside a zone of Angular's.
import { expect, test } from '../portals';

declare const waiting: { macroTask: boolean };
declare const Zone: { current: { name: string } };
declare const jobs: { element: HTMLElement; refresh(): void; update(settings: object): void };
declare const inZone: (act: () => void) => void;

// A portal of Angular never became stable, because a timer of the element was always waiting in its zone: its tests
// and its server rendering hung.
test('nothing of the element waits in the zone, and its events are heard there', async ({ page, jobs: list }) => {
  await page.goto('portals/zone/');
  await expect(list.rows).toHaveCount(20);
  await expect.poll(() => page.evaluate(() => waiting.macroTask)).toBe(false);
  await page.evaluate(() =>
    inZone(() => {
      jobs.element.addEventListener('devserver-jobs-load', () => {
        document.title = `loaded in ${Zone.current.name}`;
      });
    }),
  );
  const acts = [
    () => inZone(() => jobs.refresh()),
    () => inZone(() => jobs.update({ filterStatus: 'FINISHED' })),
    () => inZone(() => document.body.append(jobs.element)),
  ];
  for (const act of acts) {
    await page.evaluate(() => (document.title = ''));
    await page.evaluate(act);
    await expect.poll(() => page.title()).toBe('loaded in angular');
    expect(await page.evaluate(() => waiting.macroTask)).toBe(false);
  }
});
