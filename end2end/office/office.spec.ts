// A CSV file as a spreadsheet opens it.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

import { expect, test } from '../fixtures';
import { exported } from '../more';

/** Texts that a spreadsheet would compute, divide or misread. */
const NAMES = [
  '=1+1',
  '+SUM(A1:A2)',
  '-2',
  '@now',
  '\t=cmd|x',
  'comma, and "quotes"',
  'two\nlines',
  '昇腾驱动升级',
  '2026-01-02',
  'plain',
];

/** What LibreOffice makes of a CSV file, cell by cell as it shows them; Python reads what it writes. */
function opened(csv: string): string[][] {
  const folder = mkdtempSync(join(tmpdir(), 'office-'));
  try {
    // A profile of its own, so that it asks nothing and another instance is in nobody's way.
    const profile = `-env:UserInstallation=file://${folder}/profile`;
    // With commas and in UTF-8, which its window finds by the file's first bytes, but it does not without one. Written is
    // what cells show, all of them in quotes.
    const read = '--infilter=CSV:44,34,76,1';
    const write = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,true';
    const args = [profile, '--headless', read, '--convert-to', write, '--outdir', folder, csv];
    execFileSync('soffice', args, { stdio: 'pipe', timeout: 60_000 });
    const out = join(folder, basename(csv));
    const program = 'import csv, json, sys; print(json.dumps(list(csv.reader(open(sys.argv[1], encoding="utf-8-sig", newline="")))))';
    return JSON.parse(execFileSync('python3', ['-c', program, out], { encoding: 'utf8' }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test('a spreadsheet shows the jobs as the list does, and computes none', async ({ page, jobs }, info) => {
  const created = Date.UTC(2026, 0, 2, 3, 4, 5);
  const job = (name: string, at: number) => ({
    id: `00000000-0000-4000-8000-${String(at).padStart(12, '0')}`,
    name,
    type: 'COMMON',
    status: 'FINISHED',
    abnormal_count: at,
    create_at: created - at * 60_000,
  });
  await jobs.answer({ data: NAMES.map(job) });
  await jobs.goto();
  await expect(jobs.rows).toHaveCount(NAMES.length);
  const csv = info.outputPath('jobs.csv');
  await exported(page, 'CSV', csv);

  const [head = [], ...rows] = opened(csv);
  const cell = (column: string) => rows.map((row) => row[head.indexOf(column)]);
  expect(cell('id')).toEqual(await jobs.ids());
  expect(cell('abnormal_count')).toEqual(NAMES.map((_, at) => String(at)));
  // What would be computed has an apostrophe before it, which makes it a text.
  expect(cell('name')).toEqual(NAMES.map((name) => (/^[=+\-@\t]/.test(name) ? `'${name}` : name)));
});
