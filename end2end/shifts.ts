// Whether anything on the page moves by itself. Tests nothing.
import type { Page } from '@playwright/test';

type Entry = PerformanceEntry & { value: number; sources: { previousRect: DOMRect; currentRect: DOMRect }[] };
type Rect = { x: number; y: number; width: number; height: number };
type Shift = { value: number; moves: { from: Rect; to: Rect }[] };

/** Notes every layout shift of the page from its first frame on: how much, and what went from where to where. */
export async function observeShifts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const shifts: Shift[] = [];
    const rect = ({ x, y, width, height }: DOMRect) => ({ x, y, width, height });
    const note = (entries: PerformanceEntryList) => {
      for (const { value, sources } of entries as Entry[]) {
        const moves = sources.map(({ previousRect, currentRect }) => ({ from: rect(previousRect), to: rect(currentRect) }));
        shifts.push({ value, moves });
      }
    };
    const observer = new PerformanceObserver((list) => note(list.getEntries()));
    observer.observe({ type: 'layout-shift', buffered: true });
    // With the entries that the observer has not been called with yet.
    const noted = () => {
      note(observer.takeRecords());
      return shifts;
    };
    Object.assign(window, { noted });
  });
}

/** What was noted until now. An entry is made with a frame, so the second frame from now has all of them. */
async function noted(page: Page): Promise<Shift[]> {
  return page.evaluate(async () => {
    for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
    return (window as unknown as { noted: () => Shift[] }).noted();
  });
}

const text = ({ x, y, width, height }: Rect) => `${width} x ${height} at ${x}, ${y}`;

export async function shifts(page: Page): Promise<string[]> {
  return (await noted(page)).map(
    ({ value, moves }) => `${value.toFixed(5)}: ${moves.map(({ from, to }) => `${text(from)} to ${text(to)}`).join('; ')}`,
  );
}

/**
 * The same without what only made room beside itself for a longer number, in its line: an outcome's button, or a page's.
 * Nothing that moves up or down is left out.
 */
export async function shiftsOfLines(page: Page): Promise<string[]> {
  const isInLine = ({ from, to }: { from: Rect; to: Rect }) => from.y === to.y && Math.abs(from.height - to.height) < 1;
  const moves = (await noted(page)).flatMap((shift) => shift.moves);
  return moves.filter((move) => !isInLine(move)).map(({ from, to }) => `${text(from)} to ${text(to)}`);
}
