import { CUSTOM_ELEMENTS_SCHEMA, Component, signal } from "@angular/core";
import "devserver-jobs";
import type { Job } from "devserver-jobs";

@Component({
  selector: "app-portal",
  // Angular would look for a component of its own by that name.
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  template: `
    <label>
      Show
      <select [value]="status()" (change)="status.set($any($event.target).value)">
        <option value="">All</option>
        <option value="PROCESSING">In progress</option>
        <option value="FINISHED">Finished</option>
      </select>
    </label>
    <devserver-jobs
      project-id="demo"
      [filterStatus]="status()"
      [fetch]="withSession"
      (devserver-jobs-select)="select($event)"
    />
    @if (job(); as job) {
      <aside aria-label="Job">
        <h2>{{ job.name }}</h2>
        <p>{{ job.status }}</p>
      </aside>
    }
  `,
})
export class AppComponent {
  readonly status = signal("");
  readonly job = signal<Job | undefined>(undefined);

  readonly withSession: typeof fetch = (url, init) =>
    fetch(url, { ...init, headers: { ...init?.headers, "x-portal-session": "made-up" } });

  select(event: CustomEvent<Job>): void {
    // The portal shows the job itself, in place of the element's own detail.
    event.preventDefault();
    this.job.set(event.detail);
  }
}
