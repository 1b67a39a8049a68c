import { CUSTOM_ELEMENTS_SCHEMA, Component, signal } from "@angular/core";

import { check } from "../../check.js";

@Component({
  selector: "app-check",
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  template: `
    @if (shown()) {
      <devserver-jobs
        [projectId]="settings().projectId"
        [theme]="settings().theme"
        [pageSize]="settings().pageSize"
        [syncUrl]="settings().syncUrl"
        [filterVisible]="settings().filterVisible"
        [projects]="settings().projects"
        [columns]="settings().columns"
        [messages]="settings().messages"
        [labels]="settings().labels"
        [fetch]="settings().fetch"
        (devserver-jobs-load)="hear($event)"
        (devserver-jobs-select)="hear($event)"
        (devserver-jobs-filter)="hear($event)"
        (devserver-jobs-refresh)="hear($event)"
        (devserver-jobs-error)="hear($event)"
        (devserver-jobs-warning)="hear($event)"
      />
    }
  `,
})
export class CheckComponent {
  readonly shown = signal(true);
  readonly settings = signal(check.first as any);
  readonly hear = check.hear;

  constructor() {
    check.show = (is) => this.shown.set(is);
    check.set = (given) => this.settings.set(given);
  }
}
