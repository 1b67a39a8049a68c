// What TypeScript accepts of the package, and what it does not. It is compiled and never run.
import { define, mount, preload, type Job, type JobErrorDetail, type JobSettings, type MessageKey } from 'devserver-jobs';
import { define as defineAlone } from 'devserver-jobs/define';
import en from 'devserver-jobs/locale/en-US';
import zh from 'devserver-jobs/locale/zh-CN';

/** Whether two types are the same. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(_same: Same<A, B>): void => {};

export const settings: JobSettings = {
  proxy: '/portal',
  credentials: 'include',
  projectId: 'demo',
  projects: ['alpha', 'beta'],
  columns: ['outcome', 'name'],
  pageSize: 50,
  locale: 'zh-CN',
  timeZone: 'UTC',
  theme: 'dark',
  jobLink: '/jobs/{id}',
  userLink: '/users/{user_name}',
  filterId: null,
  filterName: undefined,
  filterVisible: true,
  syncUrl: true,
  fetch: (url, init) => fetch(url, init),
  messages: { 'en-US': { refresh: 'Reload' } },
  views: [{ name: 'Failed', state: { outcome: 'finished-with-failures', pageSize: 50 } }],
  labels: { types: { MINE: 'Mine' }, statuses: { QUEUED: { label: 'Queued', tone: 'in-progress' }, HELD: 'Held' } },
};

export const wrong: JobSettings[] = [
  // @ts-expect-error
  { theme: 'blue' },
  // @ts-expect-error
  { columns: ['nmae'] },
  // @ts-expect-error
  { 'project-id': 'demo' },
  // @ts-expect-error
  { fetch: () => 'text' },
  // @ts-expect-error
  { messages: { 'en-US': { reloaded: 'Reload' } } },
  // @ts-expect-error
  { labels: { statuses: { QUEUED: { label: 'Queued', tone: 'blue' } } } },
];

const jobs = mount(document.body, settings);
jobs.update({ projectId: null });
jobs.refresh();
jobs.dispose();
mount(jobs.element.attachShadow({ mode: 'open' }));
// @ts-expect-error
mount('main');

const { element } = jobs;
same<typeof element, HTMLElementTagNameMap['devserver-jobs']>(true);
same<ReturnType<typeof preload>, Promise<void>>(true);
same<typeof define, typeof defineAlone>(true);
same<keyof typeof en, MessageKey>(true);
same<typeof en, typeof zh>(true);

// An attribute is text when it is read, whatever it was set to.
element.pageSize = 50;
element.columns = ['name'];
same<typeof element.projectId, string | null>(true);
const size: string | null = element.pageSize;
const columns: string | null = element.columns;
const visible: string | null = element.filterVisible;
const own: typeof fetch | null | undefined = element.fetch;
element.refresh();
element.reset();
element.restore({ ...element.save(), find: null });
export const read = [size, columns, visible, own];
// @ts-expect-error
element.theme = 'blue';

element.addEventListener('devserver-jobs-select', function (event) {
  same<typeof event, CustomEvent<Job>>(true);
  same<typeof event.detail.abnormal_count, number | string | undefined>(true);
  this.refresh();
});
element.addEventListener('click', (event) => same<typeof event, PointerEvent>(true));
element.addEventListener('something-else', (event) => same<typeof event, Event>(true));
const failed = (event: CustomEvent<JobErrorDetail>): boolean => event.detail.kind === 'crash';
element.addEventListener('devserver-jobs-error', failed);
element.removeEventListener('devserver-jobs-error', failed);
// They bubble.
document.addEventListener('devserver-jobs-load', ({ detail }) => same<typeof detail.complete, boolean>(true));
// @ts-expect-error
element.addEventListener('devserver-jobs-load', (event) => event.detail.name);
// @ts-expect-error
failed(new CustomEvent('devserver-jobs-error', { detail: { kind: 'bad' } }));
