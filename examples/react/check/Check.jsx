import { useState } from "react";

import { check, late } from "../../check.js";

export default function Check() {
  const [shown, setShown] = useState(true);
  const [settings, setSettings] = useState(check.first);
  check.show = setShown;
  check.set = setSettings;

  // Before the element is defined React takes everything for an attribute, so the properties are set by hand.
  const properties = late
    ? { ref: (element) => void (element && Object.assign(element, settings)) }
    : {
        projectId: settings.projectId,
        theme: settings.theme,
        pageSize: settings.pageSize,
        syncUrl: settings.syncUrl,
        filterVisible: settings.filterVisible,
        projects: settings.projects,
        columns: settings.columns,
        messages: settings.messages,
        labels: settings.labels,
        fetch: settings.fetch,
      };
  return (
    shown && (
      <devserver-jobs
        {...properties}
        ondevserver-jobs-load={check.hear}
        ondevserver-jobs-select={check.hear}
        ondevserver-jobs-filter={check.hear}
        ondevserver-jobs-refresh={check.hear}
        ondevserver-jobs-error={check.hear}
        ondevserver-jobs-warning={check.hear}
      />
    )
  );
}
