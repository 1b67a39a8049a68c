// What React's JSX accepts of the element.
import type { Job, JobLoadDetail } from 'devserver-jobs';
import type {} from 'devserver-jobs/react';

export const right = [
  <devserver-jobs projectId="demo" pageSize={50} syncUrl columns={['name']} fetch={fetch} className="wide" />,
  <devserver-jobs project-id="demo" page-size={50} filter-visible="true" />,
  <devserver-jobs
    ref={(element) => element?.refresh()}
    ondevserver-jobs-load={({ detail }: CustomEvent<JobLoadDetail>) => detail.count}
    ondevserver-jobs-select={(event) => {
      const job: Job = event.detail;
      event.preventDefault();
      return job;
    }}
  />,
];

export const wrong = [
  // @ts-expect-error
  <devserver-jobs theme="blue" />,
  // @ts-expect-error
  <devserver-jobs projectid="demo" />,
  // As an attribute React would write nothing for it.
  // @ts-expect-error
  <devserver-jobs filter-visible={false} />,
  // @ts-expect-error
  <devserver-jobs ondevserver-jobs-load={(event) => event.detail.name} />,
];
