// The request as a text, run for real against the gateway.
import { execFileSync } from 'node:child_process';

import { axe, expect, test } from './fixtures';

test('what is copied gets the jobs on screen', async ({ page, jobs, listed }) => {
  await jobs.goto('filter-type=LOG_COLLECT&filter-status=FINISHED');
  await expect(jobs.rows.first()).toBeVisible();
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Copy request' }).click();
  const dialog = page.getByRole('dialog', { name: 'Copy request' });
  const text = dialog.locator('pre');
  await expect(text).toContainText('curl --fail');
  await axe(page);
  const answer = execFileSync('sh', ['-c', await text.innerText()], { encoding: 'utf8' });
  const ids = JSON.parse(answer).data.map((job: { id: string }) => job.id);
  expect(ids).toEqual((await listed('type=LOG_COLLECT&status=FINISHED')).map((job) => job.id));

  // Python reads the program, whatever is in the filters.
  await dialog.getByText('Python').click();
  await expect(text).toContainText('ListDevServerJobsRequest(type="LOG_COLLECT", status="FINISHED")');
  execFileSync('python3', ['-c', 'import ast, sys; ast.parse(sys.argv[1])', await text.innerText()]);
});
