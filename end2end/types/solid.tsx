/** @jsxImportSource solid-js */
// What Solid's JSX accepts of the element.
import type {} from 'devserver-jobs/solid';

export const right = () => [
  <devserver-jobs project-id="demo" prop:pageSize={50} theme="dark" fetch={fetch} class="wide" />,
  <devserver-jobs
    attr:project-id="demo"
    prop:syncUrl={true}
    prop:messages={{ 'en-US': { refresh: 'Reload' } }}
    ref={(element) => element.refresh()}
    on:devserver-jobs-load={(event) => event.currentTarget.setAttribute('title', `${event.detail.count}`)}
  />,
];

export const wrong = () => [
  // @ts-expect-error
  <devserver-jobs theme="blue" />,
  // Solid would set a property `projectid`.
  // @ts-expect-error
  <devserver-jobs projectId="demo" />,
  // @ts-expect-error
  <devserver-jobs on:devserver-jobs-load={(event) => event.detail.name} />,
];
