// First use: the page as it opens, the documented sample, and the choice of a project. No failures.
import { expect, test } from './fixtures';
import { sorted } from './oracle';

const SHANGHAI = 'Asia/Shanghai';

test('the page opens on a list, newest first', async ({ page, jobs, calls, listed }) => {
  const all = await listed();
  expect(all).toHaveLength(320);

  await jobs.goto();
  await expect(page).toHaveTitle('ModelArts DevServer jobs');
  await expect(jobs.heading).toHaveText('Jobs (320)');
  await expect(jobs.range('1–20 of 320')).toBeVisible();
  expect(await jobs.ids()).toEqual(sorted(all).slice(0, 20));
  expect(calls).toEqual(['/v1/demo/dev-servers/jobs']);
  await expect(page, 'the address says only what differs from the settings').toHaveURL('/');
});

test('a row says what the cloud said', async ({ jobs, listed }) => {
  const failed = (await listed()).find((job) => job.status === 'FINISHED' && job.abnormal_count > 1);
  if (!failed) throw new Error('the demo list holds no finished job with failed nodes');

  await jobs.goto(`filter-id=${failed.id}`);
  const row = jobs.row(failed.id);
  await expect(row.getByRole('rowheader')).toContainText(failed.name);
  await expect(row.getByRole('rowheader')).toContainText(failed.description ?? '');
  // Never just "Finished", because the cloud has no status for failure.
  await expect(row).toContainText(`Finished, ${failed.abnormal_count} nodes failed`);
  await expect(row.getByRole('gridcell', { name: String(failed.abnormal_count), exact: true })).toBeVisible();
  await expect(row).toContainText(failed.type);
  await expect(row).toContainText(failed.user_name);
  await expect(row).toContainText(failed.id);
  const created = new Date(failed.create_at).toISOString();
  await expect(row.locator('time').first()).toHaveAttribute('datetime', created);
});

test.describe('in Shanghai', () => {
  test.use({ timezoneId: SHANGHAI });

  test('the documented example shows exactly its two rows', async ({ page, jobs, calls }) => {
    await page.clock.setFixedTime('2025-06-10T07:20:20Z');
    await jobs.goto('project-id=documented-example');
    await expect(jobs.heading).toHaveText('Jobs (2)');
    expect(calls).toEqual(['/v1/documented-example/dev-servers/jobs']);

    const rows = {
      // It has no description, and none is displayed.
      Name: ['software-upgrade-792a', 'diagnosis-81ef\nPOC'],
      Outcome: ['Finished', 'Finished'],
      'Failed nodes': ['0', '0'],
      Type: ['Software upgrade\nASCEND_SOFTWARE_UPGRADE', 'Diagnosis\nASCEND_DIAGNOSIS'],
      User: ['modelarts_user', 'modelarts_user'],
      Created: ['Jun 10, 2025, 14:20:20\n59 minutes ago', 'Jun 10, 2025, 10:48:05\n4 hours ago'],
      Updated: ['Jun 10, 2025, 14:23:23\n56 minutes ago', 'Jun 10, 2025, 10:51:39\n4 hours ago'],
      'Job ID': ['03af7361-5cba-44d4-b29b-4dcc5d9dff51', '62c89f77-fc81-45a8-9647-d6e457e73954'],
    } as const;
    for (const [column, texts] of Object.entries(rows)) {
      expect(await jobs.column(column as keyof typeof rows), column).toEqual(texts);
    }
    const times = await jobs.rows.locator('time').evaluateAll((all) => all.map((time) => time.getAttribute('datetime')));
    expect(times).toEqual([
      '2025-06-10T06:20:20.547Z',
      '2025-06-10T06:23:23.947Z',
      '2025-06-10T02:48:05.137Z',
      '2025-06-10T02:51:39.848Z',
    ]);
    await expect(jobs.range('1–2 of 2')).toBeVisible();
  });
});

test('what the cloud leaves out is a dash, and what nobody documented is shown as it came', async ({ jobs }) => {
  await jobs.answer({
    data: [
      { id: 'a', name: null, user_name: '', type: 'NEW_TYPE', status: 'NEW_STATUS', create_at: 'some day' },
      { id: 'b', name: 'b', abnormal_count: 'many', extra: { deep: [1] }, create_at: '1749536420547' },
    ],
  });
  await jobs.goto('sort=id');
  await expect(jobs.heading).toHaveText('Jobs (2)');
  expect(await jobs.column('Name')).toEqual(['(no name)', 'b']);
  expect(await jobs.column('Outcome')).toEqual(['NEW_STATUS', 'Unknown']);
  expect(await jobs.column('Failed nodes')).toEqual(['–', 'many']);
  expect(await jobs.column('Type')).toEqual(['NEW_TYPE', '–']);
  expect(await jobs.column('User')).toEqual(['–', '–']);
  expect(await jobs.column('Updated')).toEqual(['–', '–']);
  const created = await jobs.column('Created');
  expect(created[0]).toBe('some day');
  expect(created[1]).toContain('Jun 10, 2025, 06:20:20');
});

test.describe('without a project', () => {
  test.beforeEach(({ jobs }) => jobs.settings({ 'project-id': null }));

  test('the page asks for one, and asks the cloud nothing until it has a good one', async ({ page, jobs, calls }) => {
    await jobs.goto();
    await expect(jobs.setup).toBeVisible();
    await expect(jobs.table).toBeHidden();

    for (const [typed, told] of [
      ['', 'Enter a project ID.'],
      ['   ', 'Enter a project ID.'],
      ['a/b', 'A project ID can contain only letters, digits and hyphens, not “/”.'],
      ['项目', 'A project ID can contain only letters, digits and hyphens, not “项”.'],
      ['a'.repeat(65), 'A project ID can contain up to 64 characters. This one has 65.'],
    ] as const) {
      await jobs.projectId.fill(typed);
      await jobs.showJobs.click();
      await expect(jobs.projectId).toHaveAccessibleDescription(told);
      await expect(jobs.projectId).toHaveAttribute('aria-invalid', 'true');
      await expect(jobs.projectId).toBeFocused();
    }
    expect(calls).toEqual([]);

    await jobs.projectId.fill(' documented-example ');
    await jobs.projectId.press('Enter');
    await expect(jobs.heading).toHaveText('Jobs (2)');
    expect(calls).toEqual(['/v1/documented-example/dev-servers/jobs']);
    await expect(page).toHaveURL('/?project-id=documented-example');

    await page.goBack();
    await expect(jobs.setup).toBeVisible();
    expect(calls).toHaveLength(1);
  });

  test('another project can be named later', async ({ page, jobs }) => {
    await jobs.goto('project-id=demo');
    await expect(jobs.heading).toHaveText('Jobs (320)');
    await page.getByRole('button', { name: 'Change project' }).click();
    await jobs.projectId.fill('documented-example');
    await jobs.showJobs.click();
    await expect(jobs.heading).toHaveText('Jobs (2)');
  });

  test('a project id of the address that cannot be one is dropped', async ({ jobs, calls }) => {
    await jobs.goto('project-id=not_one');
    await expect(jobs.setup).toBeVisible();
    expect(calls).toEqual([]);
  });
});

test('the projects of the settings are offered', async ({ page, jobs, calls }) => {
  await jobs.settings({ 'project-id': null, projects: 'documented-example,demo' });
  await jobs.goto();
  await jobs.setup.getByRole('button', { name: 'documented-example' }).click();
  await expect(jobs.heading).toHaveText('Jobs (2)');

  await page.getByRole('combobox', { name: 'Project' }).selectOption('demo');
  await expect(jobs.heading).toHaveText('Jobs (320)');
  expect(calls).toEqual(['/v1/documented-example/dev-servers/jobs', '/v1/demo/dev-servers/jobs']);
});
